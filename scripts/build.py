#!/usr/bin/env python3
"""Regenerate the figures: train what is stale, draw it, publish it in assets/.

    scripts/build.py [LESSON ...]   01 or 1; all lessons if none is named

What is published is kept as long as nothing that it was made from has changed; what counts of the
program is what a result can reach by name, without comments, docstrings and layout. Runs that are
needed for the figures are brought up to date, more evidence (more seeds, ablations) with
--evidence. A picture is made again only when all that it shows is current. A build that is
stopped, by Ctrl-C or otherwise, goes on where it was the next time, in the middle of a run too.

Exit status: 0 done (--check: everything is current), 1 something failed (--check: something is
old), 2 a bad command line, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

from pipeline.errors import BuildError, usage_error

ROOT = Path(__file__).resolve().parents[1]
INTERRUPTED, TERMINATED = 130, 143


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command line in one line."""

    def error(self, message: str) -> NoReturn:
        raise usage_error(f"{message} (see scripts/build.py --help)")


def at_least_one(text: str) -> int:
    """The number of jobs, or of seconds."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"needs a whole number of 1 or more, got {text!r}")
    return int(text)


def command_line(arguments: list[str]) -> argparse.Namespace:
    """What the reader asks for."""
    parser = Parser(prog="scripts/build.py", description=__doc__,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="number, 01 or 1")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--check", action="store_true",
                         help="name all that is older than the program, and change nothing")
    instead.add_argument("--dry-run", action="store_true",
                         help="say what would be done, and why, and do nothing")
    instead.add_argument("--recertify", action="store_true",
                         help="repeat the first segment of stale runs, and one whole run an "
                              "experiment; accept the records that are confirmed")
    instead.add_argument("--audit", type=at_least_one, metavar="SECONDS",
                         help="train published runs again for so long, drawn by lot, and compare")
    parser.add_argument("--lot", type=int, metavar="N", help="which runs an audit takes")
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
    parser.add_argument("--quiet", action="store_true", help="say only what went wrong")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def run(arguments: list[str]) -> int:
    """Do as the command line says; returns the exit status."""
    from pipeline.builder import Options, build
    from pipeline.project import Project

    chosen = command_line(arguments)
    if chosen.python is not None:
        from pipeline.interpreters import check as check_python

        check_python(chosen.python)
    project = Project(chosen.root.resolve())
    lessons = project.lessons(chosen.lessons)
    options = Options(chosen.force, chosen.evidence, chosen.python, chosen.jobs,
                      chosen.keep_going, chosen.quiet)
    if chosen.check:
        from pipeline.check import check

        return check(project, lessons)
    if chosen.dry_run:
        from pipeline.check import dry_run

        return dry_run(project, lessons, options)
    if chosen.recertify:
        from pipeline.certify import certify

        return certify(project, lessons, options)
    if chosen.audit is not None:
        from pipeline.audit import audit

        lot = int(time.time()) if chosen.lot is None else chosen.lot
        return audit(project, lessons, options, float(chosen.audit), lot)
    return build(project, lessons, options)


def terminated(number: int, frame: object) -> NoReturn:
    """On SIGTERM: leave in order, subprocesses ended and the temporary folder removed."""
    raise SystemExit(TERMINATED)


def main() -> int:
    """The exit status; whatever the user can put right is told in one line."""
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
        where = f" ({problem.filename})" if problem.filename else ""
        print(f"scripts/build.py: {problem.strerror or problem}{where}; see that there is space "
              "and leave to write", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("scripts/build.py: interrupted; what was finished is published, the next build "
              "goes on from there", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
