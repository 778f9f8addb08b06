"""The command line: `python -m policywerk list`, `run 01` and `check 3.2 my_answer.py`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any, List, Mapping, Optional

from policywerk.data.record import Record, check_writable, record_digest, save_record
from policywerk.lessons import checking
from policywerk.lessons.catalogue import LESSONS, Lesson, find_lesson, load_study
from policywerk.lessons.experiment import Experiment, Run, Study, carry_out, describe
from policywerk.lessons.settings import RequestError, changed

CLOSED = 141  # exit status where nobody reads on, as a shell has it for a broken pipe


def main(arguments: Optional[List[str]] = None) -> int:
    """Parse the command line and obey; returns the exit status."""
    options = parser().parse_args(arguments)
    if sys.stdout is None:
        print("policywerk: there is nowhere to print to: the output is closed", file=sys.stderr)
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):  # print what it has no letters for as escapes
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = obey(options)
        sys.stdout.flush()
    except RequestError as problem:
        print(f"policywerk: {problem}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    except OSError as problem:
        if problem.filename is not None:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"policywerk: cannot print: {problem.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("policywerk: interrupted", file=sys.stderr)
        return 130
    return status


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="python -m policywerk", description="Run the book's experiments, check answers."
    )
    commands = top.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="name the lessons")
    run = commands.add_parser(
        "run", help="run an experiment of a lesson and describe it", add_help=False
    )
    run.add_argument("lesson", nargs="?", help="the lesson's number, as 01")
    run.add_argument("experiment", nargs="?", help="one of its experiments (default: the first)")
    run.add_argument("-h", "--help", action="store_true",
                     help="explain; with a lesson's number, its experiments and settings")
    run.add_argument("--seed", type=int, help="the first seed of its random streams")
    run.add_argument("--seeds", type=int, help="how many seeds, one after the other")
    run.add_argument("--set", metavar="NAME=VALUE", action="append", default=[],
                     help="change a setting, as --set slip=0.1; may be repeated")
    run.add_argument("--save", metavar="FILE", help="keep the record as JSON")
    run.add_argument("--traceback", action="store_true", help="show where an error was raised")
    run.set_defaults(usage=run.format_help())
    check = commands.add_parser("check", help="check your answer to an exercise")
    check.add_argument("exercise", nargs="?", help="its id, as 3.2 (without one: list them all)")
    check.add_argument("answer", nargs="?", help="a file with your answer")
    check.add_argument("--stub", action="store_true", help="print what to begin with")
    return top


def obey(options: argparse.Namespace) -> int:
    """Carry out one command; returns the exit status.

    Raises: RequestError for what cannot be done.
    """
    if options.command == "check":
        return check_answer(options)
    if options.command == "list":
        for lesson in LESSONS:
            print(f"{lesson.number}  {lesson.title} ({lesson.paper})")
    elif options.help and options.lesson is None:
        print(options.usage)
    elif options.lesson is None:
        raise RequestError("run needs the number of a lesson, as `run 01`; `list` names them")
    elif options.help:
        lesson = find_lesson(options.lesson)
        print("\n".join(explained(lesson, load_study(lesson))))
    else:
        run_experiment(options)
    return 0


# ---------------------------------------------------------------- help


def explained(lesson: Lesson, study: Study) -> List[str]:
    """A lesson's experiments, with a sentence about each setting and its default."""
    lines = [f"Lesson {lesson.number}: {lesson.title} ({lesson.paper})", "",
             f"python -m policywerk run {lesson.number} EXPERIMENT --set NAME=VALUE ..."]
    for experiment in study.experiments:
        lines += ["", f"{experiment.name}: {sentence_of(experiment)}", *settings_help(experiment)]
    return lines


def sentence_of(experiment: Experiment[Any]) -> str:
    """The first line of what is written about an experiment's settings."""
    return (experiment.config.__doc__ or "").strip().split("\n")[0]


def settings_help(experiment: Experiment[Any]) -> List[str]:
    """A line a setting: its name, default, and meaning, and what it can be."""
    return [
        f"  {each.name}={typed(each.default)}".ljust(28) + f" {each.metadata['says']}"
        + allowed(each.metadata)
        for each in fields(experiment.config)
    ]


def allowed(metadata: Mapping[str, Any]) -> str:
    """What a setting can be, in brackets: its choices, or its bounds."""
    words = list(map(str, metadata["choices"]))
    words += [f"at least {metadata['least']:g}"] if metadata["least"] is not None else []
    words += [f"at most {metadata['most']:g}"] if metadata["most"] is not None else []
    return f" ({', '.join(words)})" if words else ""


def typed(value: Any) -> str:
    """A value as one would type it after --set NAME=."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    text = str(value)
    return f"'{text}'" if "\n" in text or " " in text else text


# ---------------------------------------------------------------- run


def run_experiment(options: argparse.Namespace) -> None:
    """Run one experiment as asked for, print what came out, save it if asked."""
    study = load_study(find_lesson(options.lesson))
    run = wanted(study, options)
    if options.save is not None:
        target = Path(options.save)
        refuse_unwritable(target, options.save)
    record = record_as_asked(study, run, options.traceback or not options.set)
    print(describe(study, record))
    print(f"\nrecord {record_digest(record)}")
    if options.save is not None:
        try:
            save_record(record, target)
        except OSError as problem:
            raise RequestError(f"cannot save to {options.save}: {problem.strerror}") from problem


def record_as_asked(study: Study, run: Run, in_full: bool) -> Record:
    """Carry out a run; if settings that were changed lead nowhere, say so in one line.

    Args: in_full: whether an error is shown with all calls that led to it, as one of ours is.
    Raises: RequestError for the errors that a setting can cause, unless in_full.
    """
    try:
        return carry_out(study, run)[0]
    except (ValueError, ArithmeticError) as problem:
        if in_full or isinstance(problem, RequestError):
            raise
        raise RequestError(f"{problem} (--traceback shows where)") from problem


def refuse_unwritable(target: Path, given: str) -> None:
    """Find out before the run, and not after it, that its record cannot be kept.

    Raises: RequestError saying why.
    """
    try:
        if not given:
            raise OSError(2, "the name of a file is needed")
        check_writable(target)
    except OSError as problem:
        raise RequestError(f"cannot save to {given or 'nothing'}: {problem.strerror}") from problem


def wanted(study: Study, options: argparse.Namespace) -> Run:
    """The run that a command line asks for: the default one with what was changed."""
    experiment = study.experiment_of(study.default)
    if options.experiment is not None:
        experiment = study.experiment(options.experiment)
    usual = study.usual(experiment)
    if not experiment.seeded and not (options.seed is options.seeds is None):
        raise RequestError(f"{experiment.name} draws no lots: it takes neither seed nor seeds")
    seed = usual.seed if options.seed is None else options.seed
    seeds = usual.seeds if options.seeds is None else options.seeds
    if seed < 0 or seeds < 1:
        raise RequestError(f"seed must be 0 or more and seeds 1 or more, got {seed} and {seeds}")
    return Run(changed(usual.config, options.set), seed, seeds)


# ---------------------------------------------------------------- check


def check_answer(options: argparse.Namespace) -> int:
    """Check an answer, print a stub, or list the exercises; returns 1 for a wrong answer.

    Raises: RequestError for an exercise or a file that does not exist.
    """
    if options.exercise is None:
        found = checking.load_exercises(checking.find_registry())
        print("\n".join(checking.summaries(found)))
        return 0
    exercise = checking.find_exercise(options.exercise)
    if options.stub or options.answer is None:
        print(exercise.stub, end="")
        return 0
    verdict = checking.judge_apart(exercise, checking.read_answer(options.answer))
    if verdict.output.strip():
        print(f"It prints:\n\n{verdict.output.strip()}\n")
    print(f"{exercise.id}, {exercise.kind}: {verdict.message}")
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    sys.exit(main())
