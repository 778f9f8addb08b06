"""The exercises as they stand on the pages and in the registry, with their solutions."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

from blocks import ROOT, blocks

from policywerk.lessons.checking import load_exercises
from policywerk.lessons.exercises import names_bound

REGISTRY = ROOT / "docs" / "exercises"
EXERCISES = load_exercises(REGISTRY)
HEADING = re.compile(r'^\?\?\?\+? question "Exercise (\S+) — (.+)"$', re.MULTILINE)
SECTION = re.compile(r"^(?=\S)", re.MULTILINE)  # what is not indented ends an exercise
FOLD = re.compile(r'^    \?\?\?\+? success "', re.MULTILINE)
GETS = re.compile(r"^# gets: (.+)\n", re.MULTILINE)


class Placed(NamedTuple):
    """An exercise on a page."""

    page: Path
    id: str
    heading: str
    solution: str  # the text of its fold


def on_page(page, text):
    """The exercises of a page, in their order."""
    for heading in HEADING.finditer(text):
        ends = [each.start() for each in SECTION.finditer(text, heading.end() + 1)]
        body = text[heading.end():ends[0] if ends else len(text)]
        parts = FOLD.split(body, maxsplit=1)
        yield Placed(page, heading[1], heading[2], parts[1] if parts[1:] else "")


PLACED = [each for page in sorted(ROOT.glob("docs/**/*.md"))
          for each in on_page(page, page.read_text(encoding="utf-8"))]


def is_complete(program, exercise):
    """Whether a program defines the functions and classes of the stub, or else its variables."""
    made = {node.name for node in ast.parse(exercise.stub).body if hasattr(node, "name")}
    return (made or set(names_bound(exercise.stub))) <= set(names_bound(program))


def solutions(exercise):
    """Its published solutions: the file, and all examples of the fold that define what is asked."""
    file = REGISTRY / exercise.id / "solution.py"
    found = [file.read_text(encoding="utf-8")] if file.exists() else []
    for each in PLACED:
        if each.id == exercise.id:
            found += [block.code for block in blocks(each.solution)
                      if is_complete(block.code, exercise)]
    return found


def wrong_answers(exercise):
    """Pairs of a fragment of the hint and an answer that should get it."""
    text = (REGISTRY / exercise.id / "wrong.py").read_text(encoding="utf-8")
    shared, *parts = GETS.split(text)
    return [(gets, shared + answer) for gets, answer in zip(parts[::2], parts[1::2])]
