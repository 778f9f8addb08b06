"""One lock for all that builds: figures and site change one checkout, one at a time.

The kernel holds the lock, on root/.build/lock, and lets go of it however its holder ends. Nobody
may delete that file: two builds would then hold two locks. Beside it lies a note of who holds it,
so that the next one can say for whom it waits.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import BuildError

PATIENCE = 0.3  # seconds until a wait is worth a word; by then the holder has written its note


@contextmanager
def build_lock(root: Path, what: str) -> Iterator[None]:
    """Hold the lock of this checkout, and say so if another build has to end first.

    what: the command, as a waiting build will name it ("make figures").
    Raises: BuildError if root/.build cannot be written to.
    """
    path = root / ".build" / "lock"
    note = path.with_name("lock-owner.json")
    lock = FileLock(path)
    try:
        path.parent.mkdir(exist_ok=True)
        path.touch()  # says what is wrong where FileLock would try again and again
        _acquire(lock, note)
    except OSError as problem:
        raise _refused(path, problem) from problem
    try:
        _write_note(note, what)
        yield
    finally:
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, note: Path) -> None:
    try:
        lock.acquire(timeout=PATIENCE)
    except Timeout:
        print(f"waiting for another build{_owner(note)}", flush=True)
        lock.acquire()


def _write_note(note: Path, what: str) -> None:
    """Name the holder; first remove what one left who was killed, so that it misleads nobody."""
    owner = {"pid": os.getpid(), "what": what, "since": time.strftime("%H:%M")}
    partial = note.with_suffix(".partial")
    try:
        note.unlink(missing_ok=True)
        partial.write_text(json.dumps(owner), encoding="utf-8")
        os.replace(partial, note)
    except OSError as problem:
        raise _refused(note, problem) from problem


def _owner(note: Path) -> str:
    """" (make figures, process 4711, since 14:02)", or nothing if the note cannot be read."""
    try:
        owner = json.loads(note.read_text(encoding="utf-8"))
        return f" ({owner['what']}, process {owner['pid']}, since {owner['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _refused(path: Path, problem: OSError) -> BuildError:
    reason = problem.strerror or str(problem)
    return BuildError(f"cannot write to {path} ({reason}); a build needs a folder it may write to, "
                      "with space left")
