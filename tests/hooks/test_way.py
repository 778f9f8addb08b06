"""The way through the book: in order, complete, and no longer than promised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from path import needed, reading, way

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 40.0  # minutes of a page, not rounded
FOLDERS = {"I": "planning", "II": "steps", "III": "values", "IV": "policies", "V": "models"}
# The parts, the minutes they may take, and those kept for what is not written yet
BUDGETS = [
    (("I", "II"), 420, 0),
    (("III",), 180, 0),
    (("IV",), 120, 0),
    (("V",), 180, 0),
]
# Pages under papers that must be cut first, with their minutes; the second edition pays them.
DEBTS: dict[str, float] = {}

STOPS = way(ROOT)
CORE = [stop for stop in STOPS if stop.core]


def part_of(stop):
    return stop.section.removeprefix("Workshop ").partition(".")[0]


def minutes(page):
    return reading(ROOT, page).exact


def test_every_page_stands_once_in_the_nav():
    pages = sorted(path.relative_to(ROOT / "docs").as_posix()
                   for path in (ROOT / "docs").rglob("*.md"))
    assert sorted(stop.page for stop in STOPS) == pages


@pytest.mark.parametrize("stop", [s for s in STOPS if "/" in s.page], ids=lambda s: s.page)
def test_nav_and_folders_agree(stop):
    folder = FOLDERS[part_of(stop)] + ("" if stop.core else "/workshop")
    assert stop.page.rpartition("/")[0] == folder


def test_page_names_are_unique():
    """They are the first half of the exercises' ids."""
    names = [Path(stop.page).stem for stop in STOPS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("stop", CORE, ids=lambda stop: stop.page)
def test_a_core_page_needs_only_what_came_before_it(stop):
    before = [earlier.page for earlier in CORE[: CORE.index(stop)]]
    assert [page for page in needed(ROOT, stop.page) if page not in before] == []


@pytest.mark.parametrize("stop", [s for s in STOPS if "/" in s.page], ids=lambda s: s.page)
def test_no_page_takes_longer_than_forty_minutes(stop):
    if stop.page in DEBTS:
        assert LONGEST < minutes(stop.page) <= DEBTS[stop.page] + 0.05
    else:
        assert minutes(stop.page) <= LONGEST


@pytest.mark.parametrize(("parts", "most", "kept"), BUDGETS, ids=lambda value: str(value))
def test_a_part_keeps_its_budget(parts, most, kept):
    owed = sum(minutes - LONGEST for page, minutes in DEBTS.items()
               if page.startswith(tuple(f"{FOLDERS[part]}/" for part in parts)))
    taken = sum(minutes(stop.page) for stop in CORE if part_of(stop) in parts)
    assert taken <= most - kept + owed


@pytest.mark.parametrize("stop", CORE, ids=lambda stop: stop.page)
def test_a_core_page_has_two_exercises_that_check_themselves(stop):
    text = (ROOT / "docs" / stop.page).read_text(encoding="utf-8")
    asked = re.findall(r'^\?\?\? question "Exercise (\S+) —', text, re.MULTILINE)
    checked = [name for name in asked if (ROOT / "docs/exercises" / name).is_dir()]
    assert len(checked) >= 2


COUNTS = {"two": 2, "three": 3, "ten": 10, "fifteen": 15}


def test_the_cover_promises_the_hours_that_the_counter_counts():
    cover = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    promise = re.search(r"takes about (\w+) hours.*?: (\w+) to.*?(\w+) more to.*?(\w+) more to",
                        cover, re.DOTALL)
    hours = [sum(minutes(stop.page) for stop in CORE if part_of(stop) in parts) / 60.0
             for parts in (FOLDERS, ("I", "II", "III"), ("IV",), ("V",))]
    assert [COUNTS[word] for word in promise.groups()] == [round(each) for each in hours]
    said = re.search(r"\((\d+) minutes\)\]\(concepts\.md\)", cover)
    assert int(said[1]) == reading(ROOT, "concepts.md").minutes
