"""The frame that all lessons share."""

from __future__ import annotations

from dataclasses import dataclass

from policywerk.data.record import Record
from policywerk.lessons.experiment import Found, record_of, settings_of, silent


@dataclass(frozen=True)
class Dice:
    throws: int = 6
    loaded: bool = False


def test_settings_are_the_fields_and_the_name_of_the_class():
    assert settings_of(Dice(throws=2)) == {"experiment": "dice", "throws": 2, "loaded": False}


def test_a_record_holds_the_question_and_the_answer():
    found = Found(results={"total": 7}, series={"face": [3.0, 4.0]}, snapshots=[{"throw": 1}])
    assert record_of("99", "dice-seed-4", Dice(throws=2), 4, found) == Record(
        lesson="99",
        name="dice-seed-4",
        config={"experiment": "dice", "throws": 2, "loaded": False},
        seed=4,
        series={"face": [3.0, 4.0]},
        snapshots=[{"throw": 1}],
        results={"total": 7},
    )


def test_nobody_listens_by_default():
    assert silent("training", 0.5) is None
