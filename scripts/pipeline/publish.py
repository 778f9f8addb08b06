"""Put finished files in their place, so that a kill at any moment leaves the old or the new.

Everything is written to a folder assets/.partial-<pid>-… first and renamed file by file, the
manifest last. A kill between two renames leaves files the manifest does not know: the next build
sees that their digests differ and makes them again.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import BuildError
from pipeline.keys import file_digest
from pipeline.manifest import Manifest
from pipeline.project import Project

PARTIAL = ".partial-"


def leftovers(project: Project) -> list[Path]:
    """The folders of builds that were killed, or that are at work."""
    return sorted(project.assets.glob(f"{PARTIAL}*"))


def remove_leftovers(project: Project) -> None:
    """Only for a build that holds the lock."""
    for folder in leftovers(project):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def workspace(project: Project) -> Iterator[Path]:
    """A temporary folder on the same file system as assets/, removed at the end.

    Raises: BuildError if assets/ cannot be written to.
    """
    try:
        project.assets.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{PARTIAL}{os.getpid()}-", dir=project.assets))
    except OSError as problem:
        raise not_writable(project.assets, problem) from problem
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def not_writable(path: Path, problem: OSError) -> BuildError:
    """The error for a folder or file that refuses."""
    reason = problem.strerror or str(problem)
    return BuildError(f"cannot write to {path} ({reason}); make it a folder you may write to, "
                      "with space left")


def publish(files: Mapping[Path, Path]) -> None:
    """Rename each finished file to its published path; leave alone what is the same already."""
    for published, finished in files.items():
        if file_digest(published) == file_digest(finished):
            continue
        try:
            published.parent.mkdir(parents=True, exist_ok=True)
            os.replace(finished, published)
        except OSError as problem:
            raise not_writable(published, problem) from problem


def remove(paths: Iterable[Path]) -> None:
    """Delete published files nothing makes any more."""
    for path in paths:
        path.unlink(missing_ok=True)


def save_manifest(manifest: Manifest, project: Project, folder: Path) -> None:
    """Write the manifest into the workspace and rename it to its place."""
    finished = folder / "manifest.json"
    finished.write_bytes(manifest.text().encode())
    publish({project.manifest: finished})


@contextmanager
def lock(project: Project, display_wait: str) -> Iterator[None]:
    """Held by the one build at work; the kernel releases it when that build ends, even killed."""
    from filelock import FileLock, Timeout

    path = project.root / ".build" / "lock"
    try:
        path.parent.mkdir(exist_ok=True)
        file_lock = FileLock(path)
        try:
            file_lock.acquire(timeout=0)
        except Timeout:
            print(display_wait, flush=True)
            file_lock.acquire()
    except OSError as problem:
        raise not_writable(path, problem) from problem
    try:
        yield
    finally:
        file_lock.release()
