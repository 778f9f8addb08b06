#!/usr/bin/env python3
"""Regenerate the figures: train what is stale, draw it, publish it in assets/.

    scripts/build.py [LESSON ...]   01 or 1; all lessons if none is named

What is published is kept as long as nothing it was made from has changed; comments, docstrings
and layout of the source do not count. Runs that are needed for the figures are always brought up
to date, runs that add evidence (more seeds, ablations) with --evidence. A build that is stopped,
by Ctrl-C or otherwise, goes on where it was the next time.
Exit status: 0 done, 1 something failed, 2 a bad command line, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from pipeline.builder import build
from pipeline.errors import BuildError, usage_error
from pipeline.interpreters import check
from pipeline.project import Project
from pipeline.status import Options

ROOT = Path(__file__).resolve().parents[1]
INTERRUPTED, TERMINATED = 130, 143


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command line in one line."""

    def error(self, message: str) -> NoReturn:
        raise usage_error(f"{message} (see scripts/build.py --help)")


def at_least_one(text: str) -> int:
    """The number of jobs."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"needs a whole number of 1 or more, got {text!r}")
    return int(text)


def command_line(arguments: list[str]) -> argparse.Namespace:
    """What the reader asks for."""
    parser = Parser(prog="scripts/build.py", description=__doc__,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="number, 01 or 1")
    parser.add_argument("--force", action="store_true",
                        help="make everything again, and measure its times anew")
    parser.add_argument("--evidence", action="store_true",
                        help="also train the runs that add evidence")
    parser.add_argument("--python", metavar="INTERPRETER",
                        help="train with this Python (default: pypy3 if there is one)")
    parser.add_argument("--jobs", type=at_least_one, default=os.cpu_count() or 1, metavar="N",
                        help="subprocesses at a time (default: one a core)")
    parser.add_argument("--keep-going", action="store_true",
                        help="after a failure, go on with what does not need it")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def run(arguments: list[str]) -> int:
    """Build as the command line says; returns the exit status."""
    chosen = command_line(arguments)
    if chosen.python is not None:
        check(chosen.python)
    project = Project(chosen.root.resolve())
    options = Options(chosen.force, chosen.evidence, chosen.python, chosen.jobs, chosen.keep_going)
    return build(project, project.lessons(chosen.lessons), options)


def terminated(number: int, frame: object) -> NoReturn:
    """On SIGTERM: leave in order, subprocesses ended and the temporary folder removed."""
    raise SystemExit(TERMINATED)


def main() -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, terminated)
    try:
        return run(sys.argv[1:])
    except BuildError as problem:
        print(f"scripts/build.py: {problem}", file=sys.stderr)
        return problem.status
    except ModuleNotFoundError as problem:
        print(f"scripts/build.py: {problem}; run it by `make figures`, which sets up .venv",
              file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"scripts/build.py: {problem}; see that there is space and leave to write",
              file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("scripts/build.py: interrupted; what was finished is published, the next build "
              "goes on from there", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
