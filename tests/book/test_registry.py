"""Every exercise of the registry: on one page, solved there, and wrong answers get their hints."""

from __future__ import annotations

import io
import json
import re
import time
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import asdict, replace

import pytest
from exercise_pages import EXERCISES, PLACED, REGISTRY, on_page, solutions, wrong_answers

from policywerk.lessons.exercises import judge, judge_json, run

FILES = {"stub.py", "stub.txt", "cases.py", "solution.py", "wrong.py"}
SHORT = {"predict", "derive"}  # whose answer is not the program of the fold
SECONDS = 2.0  # that a solution may take

every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


def pages_of(name):
    return [each for each in PLACED if each.id == name]


def slug(page):
    return page.stem.replace("_", "-")


# ---------------------------------------------------------------- registry and pages


@every_exercise
def test_it_stands_on_one_page_under_its_kind(exercise):
    placed = pages_of(exercise.id)
    assert len(placed) == 1, f"it should be on one page: {[str(each.page) for each in placed]}"
    heading = placed[0].heading.lower()
    assert heading.startswith(exercise.kind), f"its heading should begin with {exercise.kind!r}"
    page, _, number = exercise.id.rpartition(".")
    assert number.isdigit()
    assert page.isdigit() or page == slug(placed[0].page)


@every_exercise
def test_its_folder_has_no_other_files(exercise):
    found = {path.name for path in (REGISTRY / exercise.id).iterdir()} - {"__pycache__"}
    assert found <= FILES
    assert {"stub.py", "cases.py", "wrong.py"} <= found
    assert exercise.kind in SHORT or "solution.py" not in found, "its solution is in the fold"


def test_an_id_is_given_once():
    assert [name for name, times in Counter(each.id for each in PLACED).items() if times > 1] == []


def test_what_can_be_checked_is_in_the_registry():
    missing = [f"{each.page.name}: {each.id} — {each.heading}" for each in PLACED
               if each.id not in EXERCISES and re.match(r"find the|build it", each.heading.lower())]
    assert not missing, "\n".join(["give these a folder in docs/exercises:", *missing])


# ---------------------------------------------------------------- answers


@every_exercise
def test_the_solution_passes(exercise):
    found = solutions(exercise)
    assert found, "neither solution.py nor an example of the fold defines what the stub does"
    for program in found:
        start = time.process_time()
        verdict = judge(exercise, program)
        assert verdict.passed, verdict.message
        assert time.process_time() - start < SECONDS
        assert json.loads(judge_json(json.dumps(asdict(exercise)), program)) == asdict(verdict)


@every_exercise
def test_the_stub_fails(exercise):
    assert re.search("Not yet written|still in it", judge(exercise, exercise.stub).message)
    assert not judge(exercise, f"{exercise.stub}\ntouched = True\n").passed


@every_exercise
def test_the_stub_prints_what_the_page_shows(exercise):
    out = io.StringIO()
    with redirect_stdout(out):
        try:
            run(exercise.stub, "<stub>")
        except NotImplementedError:
            assert exercise.kind == "build it"
    assert out.getvalue() == exercise.prints, "write it to stub.txt"


@every_exercise
def test_wrong_answers_get_their_hints(exercise):
    found = wrong_answers(exercise)
    assert len(found) >= 2, "wrong.py needs two answers, each below a line `# gets: part of a hint`"
    for hint, program in found:
        verdict = judge(exercise, program)
        assert not verdict.passed, program
        assert hint in verdict.message, f"{verdict.message}\n{program}"


# ---------------------------------------------------------------- the checks themselves

PAGE = '''
??? question "Exercise a.1 — Find the bug"
    Text.

    ??? success "Solution"
        ```python
        x = 1
        ```

??? question "Exercise a.2 — Build it: more"

    Text.

Text.

```python
y = 1
```
'''


def test_the_exercises_of_a_page_are_found():
    first, second = on_page(REGISTRY, PAGE)
    assert (first.id, first.heading, second.id, second.heading) == (
        "a.1", "Find the bug", "a.2", "Build it: more")
    assert "x = 1" in first.solution
    assert second.solution == ""


def test_a_stub_that_were_right_would_be_noticed():
    exercise = replace(EXERCISES["3.4"], stub="def factor(alpha):\n    return 1 - 2 * alpha\n")
    assert judge(exercise, f"{exercise.stub}\ntouched = True\n").passed
