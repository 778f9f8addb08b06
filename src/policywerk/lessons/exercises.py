"""Exercises that check themselves: hidden cases, and a judge that tries an answer on them."""

from __future__ import annotations

import ast
import io
import json
import reprlib
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from dataclasses import asdict, dataclass
from numbers import Number, Real
from pathlib import Path
from types import ModuleType
from typing import Any, Dict, Iterator, List, Optional, Sequence, TextIO, Tuple

KINDS = ("predict", "derive", "find the bug", "build it")
ANSWER, CASES = "<answer>", "<cases>"  # what the two programs are called in a traceback
MOST = 20_000  # characters that are kept of what an answer prints


# ---------------------------------------------------------------- what is asked


@dataclass(frozen=True)
class Case:
    """One question to an answer: an expression, what it should give, and a hint if it does not.

    Args:
        expression: Python, with the names that the stub asks for and those of cases.py.
        expected: the value, or a function that tells of a value whether it is right.
        hint: what is wrong, without what would be right.
        tolerance: how far a number may be off; without one, by rounding alone.
        choices: the words of which the answer is one.
        mistakes: values that people come to, each with a hint of its own.
        changes: whether the answer may change the lists that it is given.
    """

    expression: str
    expected: Any
    hint: str
    tolerance: Optional[float] = None
    choices: Sequence[str] = ()
    mistakes: Sequence[Tuple[Any, str]] = ()
    changes: bool = False


@dataclass(frozen=True)
class Exercise:
    """What the command, the page and the tests know of an exercise; all of it is text."""

    id: str
    kind: str  # one of KINDS
    title: str
    stub: str  # the program that the reader completes or mends
    cases: str  # the program cases.py
    prints: str = ""  # what the stub prints as it stands


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, a sentence about it, and what it printed."""

    passed: bool
    message: str
    output: str


def load_exercise(folder: Path) -> Exercise:
    """The exercise that is kept in a folder, which has its id for a name.

    Raises: OSError for a file that is missing; ValueError for cases.py without KIND and TITLE.
    """
    cases = (folder / "cases.py").read_text(encoding="utf-8")
    said = constants(cases)
    if said.get("KIND") not in KINDS or not said.get("TITLE"):
        raise ValueError(f"{folder.name}/cases.py needs a TITLE, and a KIND out of {KINDS}")
    stub = (folder / "stub.py").read_text(encoding="utf-8")
    printed = folder / "stub.txt"
    prints = printed.read_text(encoding="utf-8") if printed.exists() else ""
    return Exercise(folder.name, said["KIND"], said["TITLE"], stub, cases, prints)


def constants(program: str) -> Dict[str, Any]:
    """The texts that a program gives names to, read without running it."""
    return {target.id: node.value.value for node in ast.parse(program).body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets if isinstance(target, ast.Name)}


def names_bound(program: str) -> List[str]:
    """The functions, classes and variables of a program; what it imports is not among them."""
    found = []
    for node in ast.parse(program).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.append(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            found += [part.id for part in ast.walk(node)
                      if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]
    return found


# ---------------------------------------------------------------- is it right?


def near(got: Any, expected: Any, tolerance: Optional[float] = None) -> bool:
    """Whether two values agree: numbers nearly, lists and tuples part by part, others exactly.

    Without a tolerance numbers may differ by 1e-9 of the expected one, or 1e-9 if that is more.
    """
    if isinstance(expected, (list, tuple)):
        return (isinstance(got, (list, tuple)) and len(got) == len(expected)
                and all(near(a, b, tolerance) for a, b in zip(got, expected)))
    if isinstance(expected, dict):
        return (isinstance(got, dict) and got.keys() == expected.keys()
                and all(near(got[key], expected[key], tolerance) for key in expected))
    if isinstance(expected, (int, float)) and not isinstance(expected, bool):
        return (isinstance(got, Real) and not isinstance(got, bool)
                and near_number(got, expected, tolerance))
    return type(got) is type(expected) and bool(got == expected)


def near_number(got: Any, expected: float, tolerance: Optional[float]) -> bool:
    """Whether two numbers agree; a nan agrees with a nan, an infinite one with itself."""
    if got == expected or (got != got and expected != expected):
        return True
    if not (abs(got) < 1e308 and abs(expected) < 1e308):
        return False
    allowed = 1e-9 * max(1.0, abs(expected)) if tolerance is None else tolerance
    return bool(abs(got - expected) <= allowed)


def case_fault(case: Case, answer: Answer, helpers: Dict[str, Any]) -> str:
    """What one case finds wrong, "" if nothing."""
    names = [n.id for n in ast.walk(ast.parse(case.expression)) if isinstance(n, ast.Name)]
    given = {name: deepcopy(helpers[name]) for name in names
             if isinstance(helpers.get(name), (list, dict))}
    asked = {name: getattr(answer, name) for name in names if name in answer.asked}
    got = eval(compile(case.expression, CASES, "eval"), {**helpers, **given, **asked})
    fault = value_fault(case, got)
    spoilt = [name for name in given if given[name] != helpers[name]]
    if spoilt and not fault and not case.changes:
        return (f"`{case.expression}` changes the {type(given[spoilt[0]]).__name__} that it is "
                "given, and its caller still needs that. Work on a copy.")
    return fault


def value_fault(case: Case, got: Any) -> str:
    """What is wrong with a value, "" if nothing."""
    if (got is None or got is ...) and case.expected is not None:
        return f"`{case.expression}` is still {got!r}: it has no value yet."
    if case.choices:
        got = got.strip().casefold() if isinstance(got, str) else got
        if got not in [each.casefold() for each in case.choices]:
            return f"`{case.expression}` should be one of {', '.join(map(repr, case.choices))}."
    if case.expected(got) if callable(case.expected) else near(got, case.expected, case.tolerance):
        return ""
    hints = [hint for value, hint in case.mistakes if near(got, value, case.tolerance)]
    wanted = sort_of(case.expected)
    if wanted and sort_of(got) != wanted and not hints:
        return f"`{case.expression}` should be {wanted}, not {shown(got)}."
    hint = [*hints, case.hint][0]
    plain = case.expression.isidentifier()  # a prediction, which the reader has just written
    return hint if plain else f"`{case.expression}` gives {shown(got)}. {hint}"


def sort_of(value: Any) -> str:
    """Of what sort a value is, "" if of none that a reader would mistake."""
    for sorts, words in ((bool, "True or False"), (Number, "a number"),
                         ((list, tuple), "a list"), (dict, "a dictionary")):
        if isinstance(value, sorts):
            return words
    return ""


def shown(value: Any) -> str:
    """A value for a message, however large it is or badly it takes being shown."""
    brief = reprlib.Repr()
    brief.maxlist = brief.maxtuple = brief.maxdict = 8
    brief.maxstring = brief.maxother = 60
    try:
        return brief.repr(value)
    except Exception:
        return f"a {type(value).__name__}"


# ---------------------------------------------------------------- the judge


class Missing(Exception):
    """An answer lacks a name that it was asked for."""


class Answer:
    """The names that an answer defines, as attributes."""

    def __init__(self, defined: Dict[str, Any], asked: Sequence[str]) -> None:
        self.defined, self.asked = defined, asked

    def __getattr__(self, name: str) -> Any:
        """Raises: Missing for what the answer does not define."""
        if name not in self.defined:
            raise Missing(f"Your answer defines no `{name}`.")
        return self.defined[name]


class Printed(io.TextIOBase):
    """Takes what an answer prints, keeps the beginning, and passes that on to a file if given."""

    def __init__(self, onward: Optional[TextIO] = None) -> None:
        self.parts: List[str] = []
        self.left = MOST
        self.onward = onward

    def write(self, text: str) -> int:
        """Keep as much of a text as there is room for, and say so where it ends."""
        if self.left >= 0:
            more = f"\n… (of what it prints, the first {MOST} characters)\n"
            self.parts.append(text[:self.left] + (more if len(text) > self.left else ""))
            if self.onward:
                self.onward.write(self.parts[-1])
        self.left -= len(text)
        return len(text)

    def text(self) -> str:
        """All that was kept."""
        return "".join(self.parts)


def judge(exercise: Exercise, source: str, seconds: Optional[float] = None,
          onward: Optional[TextIO] = None) -> Verdict:
    """Try an answer, which is a program, on all cases, and stop at the first that it fails.

    What the answer raises is told in the verdict. A KeyboardInterrupt is told only with seconds:
    then somebody sends it when so many have passed. What it prints goes onward at once, too.
    """
    printed, right, message = Printed(onward), 0, ""
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            for message in faults(exercise, source):
                if message:
                    break
                right += 1
        except BaseException as problem:
            if isinstance(problem, KeyboardInterrupt) and seconds is None:
                raise
            message = told(problem, source, seconds)
    well = "Right." if right == 1 else f"Right. All {right} checks pass."
    return Verdict(not message, message or well, printed.text())


def judge_json(exercise: str, source: str, onward: Optional[TextIO] = None) -> str:
    """For the page: the verdict as JSON, of an exercise that is JSON too."""
    return json.dumps(asdict(judge(Exercise(**json.loads(exercise)), source, onward=onward)))


def faults(exercise: Exercise, source: str) -> Iterator[str]:
    """What each check finds wrong with an answer, "" where nothing is: cases, then properties."""
    if unchanged(source, exercise.stub):
        yield unwritten(exercise)
    answer = Answer(run(source, ANSWER), names_bound(exercise.stub))
    helpers = run(exercise.cases, CASES)
    for case in helpers.get("CASES", []):
        yield case_fault(case, answer, helpers)
    if "check" in helpers:
        for right, hint in helpers["check"](answer):
            yield "" if right else hint


def unchanged(source: str, stub: str) -> bool:
    """Whether an answer is the stub as it was, comments and layout aside."""
    try:
        return ast.dump(ast.parse(source)) == ast.dump(ast.parse(stub))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False  # it is told when it is run


def unwritten(exercise: Exercise) -> str:
    """What to say of a stub that nobody has touched."""
    if exercise.kind == "find the bug":
        return "This is the program as it was: the bug is still in it."
    return "Not yet written: this is the stub as it was."


def run(program: str, name: str) -> Dict[str, Any]:
    """Run a program as a module of its own; returns what it defines."""
    module = ModuleType(name)
    sys.modules[name] = module  # where a dataclass looks for the types of its fields
    exec(compile(program, name, "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


# ---------------------------------------------------------------- what went wrong


def told(problem: BaseException, source: str, seconds: Optional[float] = None) -> str:
    """An error that an answer raised, in a sentence."""
    where = place(problem, source)
    if isinstance(problem, Missing):
        return str(problem)
    if isinstance(problem, KeyboardInterrupt):
        return f"Stopped after {seconds:g} seconds: {where}. Does a loop not end?"
    if isinstance(problem, NotImplementedError):
        return f"Not yet written: {where}."
    if isinstance(problem, RecursionError):
        return f"Functions call each other deeper than Python allows: {where}. Is there an end?"
    if isinstance(problem, SystemExit):
        return f"It ends Python instead of giving an answer: {where}."
    said = f": {message_of(problem)}".rstrip(": ")
    return f"{where[0].upper()}{where[1:]}: {type(problem).__name__}{said}"


def message_of(problem: BaseException) -> str:
    """The words of an error in one line, as many as fit."""
    try:
        text = problem.msg if isinstance(problem, SyntaxError) else str(problem)
    except Exception:
        text = "(it cannot be shown)"
    text = " ".join(text[:1000].split())
    return text if len(text) <= 200 else f"{text[:200]} …"


def place(problem: BaseException, source: str) -> str:
    """The last line of the answer that an error passed through."""
    lines = [line for frame, line in traceback.walk_tb(problem.__traceback__)
             if frame.f_code.co_filename == ANSWER]
    if isinstance(problem, SyntaxError) and problem.filename == ANSWER:
        lines.append(problem.lineno or 1)
    if not lines and "\0" in source:
        return "your answer is no text"
    if not lines:
        return "the check cannot use what the answer gives"
    text = dict(enumerate(source.splitlines(), start=1)).get(lines[-1], "").strip()
    return f"line {lines[-1]}, `{text}`"
