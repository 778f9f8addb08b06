"""The exercises of a copy of the book: found by their ids, and answers judged in time."""

from __future__ import annotations

import _thread
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from threading import Timer
from typing import Dict, List, Tuple

from policywerk.lessons.exercises import Exercise, Verdict, judge, load_exercise
from policywerk.lessons.settings import RequestError

SECONDS = 10.0  # that an answer may take
GRACE = 5.0  # more, before it is ended from outside


# ---------------------------------------------------------------- finding an exercise


def find_registry() -> Path:
    """The folder of the exercises: in the copy of the book that this file or the shell is in.

    Raises: RequestError if neither is in one.
    """
    here = Path.cwd()
    for folder in (*Path(__file__).resolve().parents, here, *here.parents):
        if (folder / "docs" / "exercises").is_dir():
            return folder / "docs" / "exercises"
    raise RequestError(
        "the exercises are not part of the installed package: they lie in docs/exercises of the "
        f"book's repository. Call `check` inside a copy of it; {here} is in none")


def load_exercises(registry: Path) -> Dict[str, Exercise]:
    """All exercises by id: those of the lessons first, then page by page."""
    folders = [path.parent for path in registry.glob("*/cases.py")]
    return {path.name: load_exercise(path) for path in sorted(folders, key=order)}


def order(folder: Path) -> Tuple[str, int]:
    """Where an exercise stands: 3.10 after 3.9."""
    page, _, number = folder.name.rpartition(".")
    return page, int(number)


def find_exercise(name: str) -> Exercise:
    """The exercise with this id.

    Raises: RequestError with ids that are close, if there is none.
    """
    registry = find_registry()
    if not os.path.isfile(registry / name / "cases.py") or name != Path(name).name:
        close = get_close_matches(name, list(load_exercises(registry)), n=3, cutoff=0.5)
        meant = f"; close to it: {', '.join(close)}" if close else ""
        raise RequestError(f"there is no exercise {name!r}{meant}; `check` alone lists all")
    return load_exercise(registry / name)


def summaries(exercises: Dict[str, Exercise]) -> List[str]:
    """A line an exercise: its id, its kind and its title."""
    width = max(map(len, exercises), default=0)
    return [f"{name.ljust(width)}  {each.kind.ljust(12)}  {each.title}"
            for name, each in exercises.items()]


# ---------------------------------------------------------------- judging in time


def read_answer(name: str) -> str:
    """The text of an answer.

    Raises: RequestError for a file that cannot be read.
    """
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise RequestError(f"cannot read {name}: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise RequestError(f"{name} is not a text in UTF-8") from problem


def judge_apart(exercise: Exercise, source: str, seconds: float = SECONDS) -> Verdict:
    """Judge an answer in a process of its own, which ends in time whatever the answer does."""
    request = json.dumps({"exercise": asdict(exercise), "source": source, "seconds": seconds})
    found = [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "policywerk.lessons.checking"], input=request,
            capture_output=True, text=True, errors="replace", timeout=seconds + GRACE, check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, found))})
    except subprocess.TimeoutExpired:
        late = f"Stopped after {seconds + GRACE:g} seconds. Does a loop not end?"
        return Verdict(False, late, "")
    try:
        return Verdict(**json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, ValueError, TypeError):
        return Verdict(False, f"It ended Python (exit status {done.returncode}) instead of "
                              "giving an answer.", done.stdout)


def judge_in_time() -> None:
    """The process apart: judge what comes in, interrupt it when its time is over, tell."""
    request = json.loads(sys.stdin.read())
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored
    timer = Timer(request["seconds"], _thread.interrupt_main)
    timer.daemon = True
    timer.start()
    verdict = judge(Exercise(**request["exercise"]), request["source"], request["seconds"])
    timer.cancel()
    print("\n" + json.dumps(asdict(verdict)), flush=True)
    os._exit(0)  # threads that an answer has started may still run


if __name__ == "__main__":
    judge_in_time()
