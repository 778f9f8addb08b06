"""The frame that all lessons share: runs, their names, what they are given, their records."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from policywerk.data.record import Evidence, Record
from policywerk.lessons.experiment import (
    Experiment,
    Found,
    Given,
    Records,
    Run,
    Study,
    carry_out,
    describe,
    listed,
    record_of,
    silent,
)
from policywerk.lessons.settings import Config, RequestError, setting


@dataclass(frozen=True)
class Dice(Config):
    """Throw a die."""

    throws: int = setting(6, "of the die", least=1)
    loaded: bool = setting(False, "whether it always shows six")


@dataclass(frozen=True)
class LoadedDice(Dice):
    """Compare with the throws of another die."""


@dataclass(frozen=True)
class Rules(Config):
    """What chance has no part in."""


def throw(config, given):
    """Seed s shows s at every throw, or six."""
    totals = []
    for seed in given.each_seed:
        given.report("throwing", len(totals), given.seeds)
        totals.append(config.throws * (6 if config.loaded else seed))
        given.report("throwing", len(totals), given.seeds, f"total {totals[-1]}")
    return Found(results={"totals": totals}, weights={"faces": [[1.0, 2.0]]})


def compare(config, given):
    """How much more than the one that it reads."""
    (fair,) = given.records
    return Found(results={"more": 6 * config.throws - fair.results["totals"][0]})


def fair_dice(config):
    return (Run(Dice(throws=config.throws), 3),)


def count(records):
    return Evidence("99", [r.seed for r in records.by_name.values()], {}, {}, {}, [])


STUDY = Study(
    lesson="99",
    experiments=(
        Experiment(Dice, throw, seeds=2),
        Experiment(LoadedDice, compare, reads=fair_dice),
        Experiment(Rules, lambda config, given: Found(results={"sides": 6}), seeded=False),
    ),
    runs=(Run(Dice(), 3), Run(Dice(loaded=True), 0, 4, tier="evidence"),
          Run(LoadedDice()), Run(Rules())),
    default=Run(Dice(), 3),
    summarise=count,
)


# ---------------------------------------------------------------- runs and their names


@pytest.mark.parametrize(("run", "name"), [
    (Run(Dice()), "dice-seed-0"),
    (Run(Dice(), 4), "dice-seed-4"),
    (Run(Dice(), 4, 1), "dice-seed-4"),
    (Run(Dice(), 4, 10), "dice-seeds-4-13"),
    (Run(Dice(throws=2, loaded=True), 0, 2), "dice-throws-2-loaded-true-seeds-0-1"),
    (Run(LoadedDice(throws=2), 1), "loaded-dice-throws-2-seed-1"),
    (Run(Rules()), "rules"),
    (Run(Dice(), tier="evidence", keeps="99-dice"), "dice-seed-0"),
])
def test_a_run_is_named_after_its_experiment_what_it_changes_and_its_seeds(run, name):
    assert STUDY.name(run) == name


def test_an_experiment_is_found_by_name_and_by_run():
    assert STUDY.experiment("loaded-dice").config is LoadedDice
    assert STUDY.experiment_of(Run(Rules())).name == "rules"
    with pytest.raises(RequestError, match="lesson 99 has no experiment 'cards'; it has: dice, lo"):
        STUDY.experiment("cards")


def test_the_usual_run_of_an_experiment():
    assert STUDY.usual(STUDY.experiment("dice")) == Run(Dice(), 3)  # the lesson's default
    other = replace(STUDY, default=Run(Rules()))
    assert other.usual(STUDY.experiment("dice")) == Run(Dice(), 0, 2)


def test_planned_runs_by_name_in_their_order():
    assert list(STUDY.planned()) == [
        "dice-seed-3", "dice-loaded-true-seeds-0-3", "loaded-dice-seed-0", "rules"]


# ---------------------------------------------------------------- what a run is given


def test_a_block_of_seeds():
    assert list(Given(seed=4, seeds=3).each_seed) == [4, 5, 6]
    assert Given(seed=4).only_seed == 4
    with pytest.raises(RequestError, match="takes one seed a run, got 3"):
        assert Given(seed=4, seeds=3).only_seed


def test_nobody_listens_by_default():
    assert silent("training", 5, 10, "return 3") is None
    assert Given().report is silent


def test_a_run_is_carried_out_with_its_seeds_and_its_report():
    told = []
    record, found = carry_out(STUDY, Run(Dice(throws=2), 4, 2), lambda *news: told.append(news))
    assert record.results == {"totals": [8, 10]}
    assert found.weights == {"faces": [[1.0, 2.0]]}
    assert told == [("throwing", 0, 2), ("throwing", 1, 2, "total 8"),
                    ("throwing", 1, 2), ("throwing", 2, 2, "total 10")]


def test_a_run_that_reads_another_carries_that_out_first():
    told = []
    record, _ = carry_out(STUDY, Run(LoadedDice(throws=2)), lambda *news: told.append(news))
    assert record.results == {"more": 6}  # 12 - 2 * 3
    assert [stage for stage, *_ in told] == ["throwing", "throwing"]


def test_or_is_handed_its_record():
    told = []
    handed = carry_out(STUDY, Run(Dice(throws=2), 5))[0]
    record, _ = carry_out(STUDY, Run(LoadedDice(throws=2)), lambda *n: told.append(n), [handed])
    assert (record.results, told) == ({"more": 2}, [])  # 12 - 10


# ---------------------------------------------------------------- records


def test_a_record_holds_the_question_and_the_answer():
    found = Found(results={"total": 7}, series={"face": [3.0, 4.0]}, snapshots=[{"throw": 1}],
                  digests={"1": "ab"}, weights={"w": [[1.0]]})
    assert record_of(STUDY, Run(Dice(throws=2), 4, 3), found) == Record(
        lesson="99",
        name="dice-throws-2-seeds-4-6",
        config={"experiment": "dice", "throws": 2, "loaded": False},
        seed=4,
        seeds=3,
        series={"face": [3.0, 4.0]},
        snapshots=[{"throw": 1}],
        results={"total": 7},
        digests={"1": "ab"},
    )


def test_a_record_knows_nothing_of_tiers_and_weights():
    plain, kept = Run(Dice()), Run(Dice(), tier="evidence", keeps="99-dice")
    assert carry_out(STUDY, plain)[0] == carry_out(STUDY, kept)[0]


@pytest.mark.parametrize(("run", "title", "last"), [
    (Run(Dice(throws=2), 4), "Lesson 99, dice, seed 4", "totals: [8]"),
    (Run(Dice(throws=2), 4, 2), "Lesson 99, dice, seeds 4 to 5", "totals: [8,10]"),
    (Run(Rules()), "Lesson 99, rules", "sides: 6"),
])
def test_a_record_in_words(run, title, last):
    text = describe(STUDY, carry_out(STUDY, run)[0])
    assert text == f"{title}\n\n{last}"


def test_results_listed():
    record = Record("99", "x", {}, 0, results={"b": [1.5, None], "a": {"z": True, "y": "\u00fc"}})
    assert listed(record) == ["b: [1.5,null]", 'a: {"y":"\\u00fc","z":true}']


def made(*runs):
    return {STUDY.name(run): carry_out(STUDY, run)[0] for run in runs}


def test_records_stand_in_the_order_of_the_runs_whatever_comes_first():
    dice, loaded, _, rules = STUDY.runs
    records = Records(STUDY, {**made(rules), **made(loaded, dice)})
    assert list(records.by_name) == ["dice-seed-3", "dice-loaded-true-seeds-0-3", "rules"]
    assert records.missing == ["loaded-dice-seed-0"]
    assert len(records) == 3
    assert STUDY.summarise(records).seeds == [3, 0, 0]


def test_records_of_no_planned_run_are_left_out():
    assert len(Records(STUDY, made(Run(Dice(throws=1))))) == 0


def test_a_record_is_found_by_its_run():
    dice, loaded, _, _ = STUDY.runs
    records = Records(STUDY, made(dice))
    assert records.of(dice).results == {"totals": [18]}
    assert records.find(dice) is records.of(dice)
    assert records.find(loaded) is None
    with pytest.raises(KeyError, match="dice-loaded-true-seeds-0-3"):
        records.of(loaded)


def test_the_records_of_one_experiment_and_not_of_one_derived_from_it():
    records = Records(STUDY, made(*STUDY.runs))
    assert [(config, record.seeds) for config, record in records.each(Dice)] == [
        (Dice(), 1), (Dice(loaded=True), 4)]
    assert [config for config, _ in records.each(LoadedDice)] == [LoadedDice()]
