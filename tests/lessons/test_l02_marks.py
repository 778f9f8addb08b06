"""Lesson 02, the two marks: runs, the step sizes that were chosen, and what single runs come to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policywerk.actors.barto_sutton import AdaptiveCritic, NoCritic
from policywerk.data.record import Record, load_record, record_digest
from policywerk.lessons import l02_marks as lesson
from policywerk.lessons.experiment import Records, Run, carry_out, describe
from policywerk.lessons.l02_barto_sutton import OF_1983, STUDY, Pole
from policywerk.lessons.l02_marks import CHOSEN, STEP_SIZES, Kind, Marking
from policywerk.lessons.settings import RequestError

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "02"


def committed(run):
    """The published record of a run."""
    return load_record(ASSETS / "records" / f"{STUDY.name(run)}.json")


@pytest.mark.parametrize("kind", list(CHOSEN))
def test_the_same_run_gives_the_same_record(kind):
    run = Run(Marking(kind.measured, 30.0, kind.critic, trials=6), 3, 2)
    record, _ = carry_out(STUDY, run)
    assert record_digest(record) == record_digest(carry_out(STUDY, run)[0])
    assert list(record.series) == ["seed 3", "seed 4"]
    assert describe(STUDY, record).startswith("Lesson 02, marking, seeds 3 to 4")


def test_the_settings_make_the_search():
    search = lesson.new_search(Marking("from its mean", 7.0, critic=False))
    assert (search.mark(1.0, 0.5), search.settings.alpha, len(search.weights)) == (0.5, 7.0, 162)
    assert isinstance(search.critic, NoCritic)
    assert isinstance(lesson.new_search(Marking()).critic, AdaptiveCritic)


@pytest.mark.parametrize(("settings", "complaint"), [
    ({"measured": "from 1"}, "measured cannot be 'from 1'; it can be: from 0, from its mean"),
    ({"alpha": -1.0}, "alpha must be at least 0, got -1.0"),
    ({"trials": 0}, "trials must be at least 1, got 0"),
    ({"cap": 0}, "cap must be at least 1, got 0"),
])
def test_settings_that_make_no_sense(settings, complaint):
    with pytest.raises(RequestError, match=f"^{complaint}"):
        Marking(**settings)


def test_no_seed_that_chose_a_step_size_counts_as_evidence():
    tried = range(lesson.TRIED, lesson.TRIED + lesson.TRIED_SEEDS)
    for run in (*map(lesson.chosen_run, CHOSEN), *lesson.PATIENT, *OF_1983.values()):
        assert not set(range(run.seed, run.seed + run.seeds)) & set(tried)


@pytest.mark.parametrize("kind", list(CHOSEN))
def test_the_chosen_step_size_had_the_longest_last_trials(kind):
    last = {}
    for alpha in STEP_SIZES:
        found = lesson.run_samples(committed(lesson.trial_run(kind, alpha)))["last five"]
        assert len(found) == 10
        last[alpha] = sum(found) / 10
    assert CHOSEN[kind] == max(last, key=last.get)


@pytest.mark.parametrize(("lengths", "expected"), [
    ([20.0, 9_999.0, 10_000.0, 3.0], 2), ([10_000.0], 0), ([30.0, 40.0], 2)])
def test_falls_before_the_first_trial_that_went_far(lengths, expected):
    assert lesson.falls(lengths) == expected


def test_what_single_runs_come_to():
    runs = {"seed 4": [10.0] * 95 + [20.0] * 5, "seed 5": [10.0, 20_000.0]}  # the second stopped
    record = Record("02", "two runs", {"trials": 100}, 4, 2, series=runs)
    assert lesson.run_samples(record) == {
        "last five": [20.0, 20_000.0], "falls": [100.0, 1.0], "went far": [0.0, 1.0]}


def test_titles():
    assert lesson.kind_title(Kind("from 0", True)) == "push from 0"
    assert [lesson.patient_title(run) for run in lesson.PATIENT] == [
        f"push from its mean, alpha {alpha}, 1,000 trials" for alpha in (10, 30)]


def test_samples_of_what_there_is():
    run = OF_1983["ACE/ASE"]
    records = Records(STUDY, {STUDY.name(run): committed(run)})
    samples = lesson.marking_samples(records, OF_1983)
    assert set(samples) == {f"ACE/ASE, run by run, {name}"
                            for name in ("last five", "falls", "went far")}
    assert samples["ACE/ASE, run by run, last five"] == committed(run).results["last"]


def test_the_systems_of_1983_are_the_first_runs_of_the_chapter():
    assert {system: Run(Pole(system), 0, 50) for system in ("ACE/ASE", "ASE alone")} == OF_1983


# ---------------------------------------------------------------- the published evidence


@pytest.fixture(scope="module")
def intervals():
    return json.loads((ASSETS / "evidence.json").read_bytes())["intervals"]


def test_with_the_critic_the_mark_of_1983_is_far_better(intervals):
    zero, mean = (intervals[f"push {measured}, run by run, last five"]
                  for measured in ("from 0", "from its mean"))
    assert zero[1] > 20 * mean[2]


def test_without_a_critic_the_push_less_its_mean_is_better(intervals):
    zero, mean = (intervals[f"push {measured}, no critic, run by run, last five"]
                  for measured in ("from 0", "from its mean"))
    assert mean[1] > zero[2]
