"""The pictures of the pages on a model of the world and on dreaming say what their pages say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from drawn import drawn, names_on_pages

from figures.l07_dreamer import sight_numbers
from figures.l07_dreamer_pictures import PICTURES
from figures.page_world_model import numbers_of_dreams, three_dreams, unshaded
from policywerk.data.record import Evidence, load_record
from policywerk.lessons.experiment import Records
from policywerk.lessons.l07_dreamer import NUMBER, PLAYED, STUDY, records_of

ASSETS = Path(__file__).resolve().parents[2] / "assets" / NUMBER
NAME = STUDY.name(PLAYED)


@pytest.fixture(scope="module")
def records():
    return {NAME: load_record(ASSETS / "records" / f"{NAME}.json")}


@pytest.mark.parametrize("name", ["dot_appears", "eyes_closed", "three_dreams"])
def test_a_picture_writes_what_it_says(name, records, tmp_path):
    [picture] = [each for each in PICTURES if each.name == name]
    nothing = Evidence(lesson=NUMBER, seeds=[], samples={}, intervals={}, expected={},
                       comparisons=[])
    assert drawn(picture, STUDY, records, tmp_path, nothing) == set(picture.writes)


def test_the_dream_to_the_right_meets_the_target():
    right, left, up = three_dreams().values()
    assert [round(outlook.reward, 2) for outlook in right[-2:]] == [0.85, 0.91]
    assert all(outlook.reward < 0.0 for outlook in left + up)
    assert min(outlook.discount for outlook in right[-2:]) < 0.3
    assert min(outlook.discount for outlook in left + up) > 0.9


def test_the_code_says_little_while_the_dot_is_hidden(records):
    series = records[NAME].series
    hidden = series["step"].index(500.0)
    assert series["kl"][hidden] < 1.0 < series["image"][hidden]
    assert series["kl"][-1] > 2.0 > series["image"][-1]


def test_dreams_are_counted(records):
    assert numbers_of_dreams(Records(STUDY, records)) == {
        "dreamt_millions": "2.0"}  # 3150 updates of 640 dreamt steps


def test_foresight_beats_no_change_as_the_page_says(records):
    found = {name: float(text) for name, text in sight_numbers(
        records_of(Records(STUDY, records), "fixed")).items() if "most" not in name}
    for steps in (1, 5, 10):
        assert found[f"seen_{steps}"] < found[f"foreseen_{steps}"] < found[f"still_{steps}"]
    assert found["dot_foreseen_5"] < found["dot_still_5"]
    assert found["dot_foreseen_10"] >= found["dot_still_10"]


def test_every_number_on_a_page_is_written():
    written = json.loads((ASSETS / "numbers.json").read_text(encoding="utf-8"))
    assert names_on_pages(NUMBER) <= set(written)


def test_a_digit_stands_for_the_middle_of_its_shades():
    assert unshaded("08f") == [0.5 / 16.0, 8.5 / 16.0, 15.5 / 16.0]
