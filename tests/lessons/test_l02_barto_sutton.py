"""Lesson 02: its runs, what they show, and how they are told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from statistics import fmean, stdev

import pytest

from policywerk.building_blocks.environments import Environment
from policywerk.data.record import load_record, record_digest, save_record
from policywerk.lessons import l02_barto_sutton as lesson
from policywerk.lessons.l02_barto_sutton import Film, Hinge, Pole, Rules
from policywerk.primitives.random import stream
from policywerk.world.balance import Balance
from policywerk.world.cart_pole import CartPole

ROOT = Path(__file__).resolve().parents[2]
SECOND = json.loads((ROOT / "tests" / "data" / "cart_pole_values.json").read_bytes())
ASSETS = ROOT / "assets" / "02"
SMALL = [
    Pole(runs=2, trials=8, cap=2000), Pole("BOXES", 2, 8), Pole("ASE alone", 2, 8),
    Pole("random pushes", 2, 8), Pole(runs=2, trials=8, integrator="semi-implicit Euler"),
    Pole(runs=2, trials=8, friction=0.0), Film(runs=3, trials=12, cap=3000),
    Hinge(runs=2, trials=8), Rules(episodes=5, limit=600),
]


# ---------------------------------------------------------------- runs and records


@pytest.mark.parametrize("config", SMALL, ids=repr)
def test_the_same_run_gives_the_same_record(config, tmp_path):
    record = lesson.run(config, 5)
    assert record_digest(record) == record_digest(lesson.run(config, 5))
    save_record(record, tmp_path / "r.json")
    assert load_record(tmp_path / "r.json") == record
    assert record.config == {"experiment": type(config).__name__.lower(), **asdict(config)}


PROGRAM = """
from policywerk.data.record import record_digest
from policywerk.lessons import l02_barto_sutton as lesson
print(record_digest(lesson.run(lesson.Pole(runs=2, trials=60, cap=15_000), 1)))
print(record_digest(lesson.run(lesson.Hinge("BOXES", runs=2, trials=20), 1)))
print(record_digest(lesson.run(lesson.Rules(episodes=10, limit=600), 0)))
"""


def test_pypy_gives_the_same_records():
    if not shutil.which("pypy3"):
        if os.environ.get("CI") == "true":
            pytest.fail("pypy3 must be installed in CI (Debian: apt-get install pypy3)")
        pytest.skip("no pypy3 here")
    said = [
        subprocess.run([python, "-c", PROGRAM], check=True, capture_output=True, text=True,
                       env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, timeout=120).stdout
        for python in (sys.executable, "pypy3")
    ]
    assert said[0] == said[1]


def test_another_seed_gives_other_trials():
    assert lesson.run(SMALL[0], 1).series != lesson.run(SMALL[0], 2).series


def test_fewer_runs_are_the_first_of_more():
    few, more = lesson.run(Pole(runs=1, trials=10), 3), lesson.run(Pole(runs=3, trials=10), 3)
    assert few.series["run 0"] == more.series["run 0"]


@pytest.mark.parametrize(("config", "seed", "name"), [
    (Pole(), 3, "ace-ase-seed-3"), (Pole("random pushes"), 0, "random-pushes-seed-0"),
    (Pole(integrator="semi-implicit Euler"), 1, "ace-ase-semi-implicit-seed-1"),
    (Pole(friction=0.0), 1, "ace-ase-no-friction-seed-1"), (Film(), 0, "film-seed-0"),
    (Hinge("BOXES"), 2, "balance-boxes-seed-2"), (Rules(), 0, "rules"),
])
def test_run_names(config, seed, name):
    assert lesson.run_name(config, seed) == name


def test_what_the_chapter_runs():
    planned = lesson.runs()
    assert len({run.name for run in planned}) == len(planned)
    for system in lesson.SYSTEMS:
        seeds = [run.seed for run in planned if run.config == Pole(system)]
        assert len(seeds) * Pole().runs >= 100  # ten experiments of ten runs, and more
        early = [run.seed for run in planned if run.config == Pole(system)
                 and run.tier == "figures"]
        assert len(early) * Pole().runs == 100
    assert {run.tier for run in planned if isinstance(run.config, (Film, Hinge, Rules))} == {
        "figures"}


@pytest.mark.parametrize("config", [Pole("demons"), Hinge("demons")])
def test_an_unknown_system(config):
    with pytest.raises(ValueError, match="no system 'demons'; there are: ACE/ASE, BOXES"):
        lesson.run(config, 0)


def test_reports_are_fractions_of_named_stages():
    for config in SMALL:
        told = []
        lesson.run(config, 0, lambda stage, fraction, told=told: told.append((stage, fraction)))
        assert told
        assert all(stage and 0.0 <= fraction <= 1.0 for stage, fraction in told)


# ---------------------------------------------------------------- the cap and the filling


@pytest.mark.parametrize(("lengths", "trials", "expected"), [
    ([3, 5, 7], 3, [3, 5, 7]),  # nothing is missing
    ([3, 9, 7], 5, [3, 9, 7, 9, 9]),  # broken off at 7, but 9 was longer
    ([3, 5, 7], 5, [3, 5, 7, 7, 7]),
    ([8], 3, [8, 8, 8]),
])
def test_filling(lengths, trials, expected):
    assert lesson.filled(lengths, trials) == expected


@pytest.mark.parametrize(("cap", "expected"), [
    (100, [10, 20, 30]), (60, [10, 20, 30]), (45, [10, 20, 15]), (30, [10, 20]), (7, [7]),
])
def test_a_smaller_cap(cap, expected):
    assert lesson.stopped_at([10, 20, 30], cap) == expected


def test_a_run_stopped_later_contains_the_run_stopped_sooner():
    long = lesson.run(Pole(runs=2, trials=60, cap=8000), 1)
    short = lesson.run(Pole(runs=2, trials=60, cap=3000), 1)
    for name, lengths in long.series.items():
        assert lesson.stopped_at(lengths, 3000) == short.series[name]
    assert short.results["stopped"] == [True, True]
    assert [sum(lengths) for lengths in short.series.values()] == [3000, 3000]


def test_bins_of_five():
    assert lesson.binned([1, 2, 3, 4, 5, 10, 10, 10, 10, 20]) == [3.0, 12.0]
    assert lesson.averaged([[1.0, 3.0], [3.0, 5.0]]) == [2.0, 4.0]


# ---------------------------------------------------------------- the film


def test_the_film_is_of_the_median_run():
    config = Film(runs=5, trials=20, cap=6000, beginning=30, ending=10)
    record = lesson.run(config, 2)
    last, median = record.results["last"], record.results["median run"]
    assert sorted(last)[2] == last[median]
    same = lesson.run(Pole(runs=5, trials=20, cap=6000), 2)
    assert record.series == same.series
    lengths = record.series[f"run {median}"]
    assert [shot["trial"] for shot in record.snapshots] == lesson.shown_trials(len(lengths))
    for shot in record.snapshots:
        steps = lengths[shot["trial"] - 1]
        assert shot["steps"] == steps
        assert len(shot["beginning"]) == min(30, steps)
        assert len(shot["ending"]) == max(0, min(10, steps - 30))
        assert len(shot["weights"]) == len(shot["predictions"]) == 162
        assert shot["beginning"][0][:2] == [0.0, 0.0]
        assert all(box in range(162) and action in (0, 1)
                   for _, _, box, action in shot["beginning"] + shot["ending"])
        assert shot["failed"]


def test_being_watched_changes_nothing():
    plain, watched = CartPole(), lesson.Watched(CartPole(), 3, 2)
    seen: Environment = watched
    assert plain.reset() == seen.reset()
    for action in (1, 0, 1, 1, 0, 1):
        assert plain.step(action) == seen.step(action)
    assert [moment[3] for moment in watched.beginning] == [1, 0, 1]
    assert [moment[3] for moment in watched.lately] == [0, 1]


def test_shown_trials():
    assert lesson.shown_trials(6) == [1, 2, 3, 4, 5, 6]
    assert lesson.shown_trials(42) == [1, 2, 3, 4, 5, 7, 9, 12, 15, 20, 25, 30, 35, 40, 42]
    assert lesson.shown_trials(100)[-2:] == [95, 100]


# ---------------------------------------------------------------- rules and balance


def test_rules_that_need_no_learning():
    rules = lesson.run(Rules(episodes=50), 0).results
    assert rules["always one side"]["cart-pole"] == 9
    assert rules["lean"]["balance whole"] == 1.0
    assert rules["lean"]["balance without a clock"] < 10_000  # it swings ever wider
    assert rules["lean"]["cart-pole"] == 56
    assert rules["lean + turning / 5"]["balance without a clock"] == 10_000
    assert rules["lean + turning / 5"]["cart-pole"] == 10_000
    assert rules["by lot"]["balance mean"] < 60


def test_balance_with_the_signal_of_1983():
    world = lesson.FailureSignal(Balance())
    world.reset(seed=1)
    rewards, over = [], False
    while not over:
        _, reward, terminated, truncated, _ = world.step(1)
        rewards.append(reward)
        over = terminated or truncated
    assert rewards == [0.0] * (len(rewards) - 1) + [-1.0]


def test_a_rule_is_cut_at_the_limit():
    rng = stream(0, "unused")
    assert lesson.kept_up(CartPole(), lesson.on_cart_pole(lesson.RULES["lean"]), rng, 20) == 20
    assert lesson.kept_up(CartPole(), lesson.on_cart_pole(lesson.RULES["lean"]), rng, 99) == 56


# ---------------------------------------------------------------- what it amounts to


def test_summary_of_small_runs():
    configs = [Pole(runs=20, trials=20, cap=3000), Pole("random pushes", 20, 20),
               Hinge(runs=20, trials=20), Rules(episodes=3, limit=100)]
    records = {lesson.run_name(c, 0): lesson.run(c, 0) for c in configs}
    evidence = lesson.summarise(records)
    samples = evidence.samples["ACE/ASE, trials 16-20"]
    assert len(samples) == 2  # two experiments of ten runs
    runs = list(records["ace-ase-seed-0"].series.values())
    first = [lesson.filled(run, 20)[15:20] for run in runs[:10]]
    assert samples[0] == pytest.approx(sum(map(sum, first)) / 50)
    assert evidence.samples["random pushes, runs stopped"] == [0.0, 0.0]
    assert "balance, ACE/ASE, trials 16-20" in evidence.intervals


def test_experiments_are_the_same_when_the_record_comes_from_a_file(tmp_path):
    record = lesson.run(Pole("random pushes", runs=20, trials=5), 0)
    save_record(record, tmp_path / "r.json")
    tens = lesson.experiments_of(load_record(tmp_path / "r.json"))  # where keys are sorted
    assert tens == lesson.experiments_of(record)
    assert tens[1][0] == record.series["run 10"]


def test_describe():
    told = lesson.describe(lesson.run(Pole(runs=1, trials=12, cap=1000), 0))
    assert "run 0: 12 trials" in told
    assert "last five trials" in told
    assert "cart-pole" in lesson.describe(lesson.run(Rules(episodes=2, limit=100), 0))


# ---------------------------------------------------------------- the published evidence


@pytest.fixture(scope="module")
def evidence():
    return json.loads((ASSETS / "evidence.json").read_bytes())


@pytest.mark.parametrize("system", SECOND["ten_run_averages"])
def test_our_means_are_those_of_the_second_program(evidence, system):
    second = SECOND["ten_run_averages"][system]
    for place in ("trials 1-5", "trials 16-20", "trials 46-50", "trials 76-80", "trials 96-100"):
        key = f"{system}, {place}"
        if system == "ACE/ASE, cap 100000" and place == "trials 96-100":
            key = "ACE/ASE, small cap"
        if key not in evidence["samples"] or place not in second:
            continue
        ours = evidence["samples"][key]
        mean, sd = second[place]
        error = (stdev(ours) ** 2 / len(ours) + sd**2 / second["experiments"]) ** 0.5
        assert abs(fmean(ours) - mean) < 4 * error, key


@pytest.mark.parametrize("system", list(lesson.SYSTEMS))
def test_most_experiments_lie_in_the_band(evidence, system):
    low, high = SECOND["ten_run_averages"][system]["band"]  # holds 80 % of the second program's
    ours = evidence["samples"][f"{system}, trials 96-100"]
    assert len(ours) >= 10
    assert sum(1 for level in ours if low <= level <= high) >= 0.6 * len(ours)


def test_the_systems_are_far_apart(evidence):
    level = {name: evidence["intervals"][f"{name}, trials 96-100"] for name in lesson.SYSTEMS}
    assert level["ACE/ASE"][1] > 50 * level["BOXES"][2]  # low end against high end
    assert level["BOXES"][1] > 3 * level["ASE alone"][2]
    assert level["ASE alone"][1] > 1.5 * level["random pushes"][2]
