"""The command line: `python -m policywerk list` and `python -m policywerk run 01`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Callable, List, Optional

from policywerk.data.record import record_digest, save_record
from policywerk.lessons.catalogue import LESSONS, find_lesson, load_lesson


def main(arguments: Optional[List[str]] = None) -> int:
    """Parse the command line and obey; returns the exit status."""
    options = parser().parse_args(arguments)
    if options.command == "list":
        for lesson in LESSONS:
            print(f"{lesson.number}  {lesson.title} ({lesson.paper})")
        return 0
    try:
        return run_lesson(options)
    except (ValueError, ArithmeticError, OSError) as problem:
        print(f"policywerk: {problem}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="python -m policywerk", description="Run the experiments of the book."
    )
    commands = top.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="name the lessons")
    run = commands.add_parser("run", help="run a lesson's first experiment and describe it")
    run.add_argument("lesson", help="the lesson's number, as 01")
    run.add_argument("--seed", type=int, default=0, help="seed of all random streams (default 0)")
    run.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="change a setting, as --set slip=0.1; may be repeated",
    )
    run.add_argument("--save", metavar="FILE", type=Path, help="keep the record as JSON")
    return top


def run_lesson(options: argparse.Namespace) -> int:
    """Run one lesson with the settings asked for, print what came out, save it if asked."""
    if options.save and not options.save.parent.is_dir():
        raise ValueError(f"cannot save to {options.save}: {options.save.parent} is not a folder")
    lesson = load_lesson(find_lesson(options.lesson))
    config = changed(lesson.DEFAULT, options.set)
    record = lesson.run(config, options.seed)
    print(lesson.describe(record))
    print(f"\nrecord {record_digest(record)}")
    if options.save:
        save_record(record, options.save)
    return 0


def changed(config: Any, settings: List[str]) -> Any:
    """A configuration with some settings replaced, each given as NAME=VALUE.

    Raises: ValueError naming the setting that does not exist or cannot hold the value.
    """
    known = {field.name: type(getattr(config, field.name)) for field in fields(config)}
    for setting in settings:
        name, _, text = setting.partition("=")
        if name not in known:
            raise ValueError(f"there is no setting {name!r}; there are: {', '.join(known)}")
        try:
            config = replace(config, **{name: parsed(text, known[name])})
        except ValueError:
            kind = known[name]
            needed = "true or false" if kind is bool else f"a value of type {kind.__name__}"
            raise ValueError(f"{name} needs {needed}, got {text!r}") from None
    return config


def parsed(text: str, kind: Callable[[str], Any]) -> Any:
    """The value of this type that a text stands for; a bool is written true or false.

    Raises: ValueError if it stands for none.
    """
    if kind is not bool:
        return kind(text)
    if text.lower() not in ("true", "false"):
        raise ValueError(f"needs true or false, got {text!r}")
    return text.lower() == "true"


if __name__ == "__main__":
    sys.exit(main())
