"""The list of lessons, and what each one offers."""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from pathlib import Path

import pytest

from policywerk import lessons
from policywerk.data.record import Record
from policywerk.lessons.catalogue import LESSONS, find_lesson, load_lesson

SLUGS = {path.stem for path in Path(lessons.__file__).parent.glob("l[0-9]*.py")}


@pytest.mark.parametrize("number", ["1", "01"])
def test_find_lesson(number):
    assert find_lesson(number).slug == "l01_bellman"


@pytest.mark.parametrize("number", ["001", "8", "", "one", "l01_bellman", "-1"])
def test_a_lesson_that_is_not_there(number):
    with pytest.raises(ValueError, match=rf"there is no lesson '{number}'; there are: 00, 01"):
        find_lesson(number)


def test_every_module_is_listed_and_every_number_once():
    assert {lesson.slug for lesson in LESSONS} == SLUGS
    assert len({lesson.number for lesson in LESSONS}) == len(LESSONS)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_what_a_lesson_offers(lesson):
    module = load_lesson(lesson)
    assert lesson.number == module.NUMBER
    assert lesson.slug.startswith(f"l{lesson.number}_")
    assert is_dataclass(module.DEFAULT)
    assert all(callable(getattr(module, name)) for name in ("run", "runs", "describe", "summarise"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_runs_have_names_of_their_own_fit_for_files(lesson):
    runs = load_lesson(lesson).runs()
    names = [run.name for run in runs]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)
    assert {run.tier for run in runs} <= {"figures", "evidence"}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_a_run_makes_the_record_it_is_named_for(lesson):
    module = load_lesson(lesson)
    first = module.runs()[0]
    record = module.run(first.config, first.seed)
    assert isinstance(record, Record)
    assert (record.lesson, record.name, record.seed) == (lesson.number, first.name, first.seed)
