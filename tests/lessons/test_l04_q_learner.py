"""Lesson 04: its experiments in small, and the committed records inside the known bands."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import q_learner_bits

from interpreters import interpreters, run_python
from policywerk.data.record import canonical_json, load_record, record_digest, save_record
from policywerk.data.statistics import Interval
from policywerk.lessons import l04_q_learner as lesson
from policywerk.lessons.l04_q_learner import (
    Bias,
    Convergence,
    Exact,
    Lambda,
    Limits,
    Online,
    StepSizes,
)
from policywerk.primitives.random import stream
from policywerk.world.cliff import Cliff

ROOT = Path(__file__).resolve().parents[2]
CLIFF = json.loads((ROOT / "tests" / "data" / "cliff_values.json").read_text())
RECORDS = ROOT / "assets" / "04" / "records"

SMALL = [
    Limits(),
    Online(episodes=30, runs=3),
    Online("Double Q-learning", episodes=30, runs=2, shown=True),
    StepSizes("Sarsa", episodes=6, runs=2),
    Bias(runs=20, episodes=60),
    Exact(runs=1, tolerance=5.0),
    Convergence(updates=500, runs=2),
    Lambda(episodes=30, runs=2),
]


@pytest.fixture(scope="module", params=SMALL, ids=lambda config: type(config).__name__)
def small(request):
    return request.param, lesson.run(request.param, 3)


# ------------------------------------------------------------- runs and records


def test_the_same_run_gives_the_same_record(small):
    config, record = small
    assert record_digest(lesson.run(config, 3)) == record_digest(record)


def test_another_seed_gives_another(small):
    config, record = small
    other = lesson.run(config, 50)
    same = canonical_json([other.results, other.series]) == canonical_json(
        [record.results, record.series])
    assert same == isinstance(config, Limits)


def test_a_record_survives_its_file(small, tmp_path):
    save_record(small[1], tmp_path / "r.json")
    assert load_record(tmp_path / "r.json") == small[1]


def test_a_record_holds_every_setting(small):
    config, record = small
    settings = dict(record.config)
    assert settings.pop("experiment") == type(config).__name__.lower()
    assert type(config)(**settings) == config
    assert settings == asdict(config)


def test_reports_are_fractions_of_named_stages(small):
    told = []
    lesson.run(small[0], 0, lambda stage, fraction: told.append((stage, fraction)))
    assert told
    assert all(stage and 0.0 <= fraction <= 1.0 for stage, fraction in told)


@pytest.mark.parametrize(("config", "seed", "name"), [
    (Limits(), 0, "limits"),
    (Online(), 0, "online-q-learning-alpha-0-5-10-runs"),
    (Online("Expected Sarsa", 0.1, runs=1000), 7,
     "online-expected-sarsa-alpha-0-1-1000-runs-seed-7"),
    (StepSizes("Sarsa", episodes=20_000), 0, "step-sizes-sarsa-20000-episodes"),
    (Bias("Double Q-learning"), 0, "bias-double-q-learning"),
    (Exact(), 0, "exact"), (Convergence("0.1"), 0, "convergence-1"),
    (Lambda(0.9), 0, "lambda-0-9-cut"), (Lambda(0.6, cut=False), 0, "lambda-0-6-uncut")])
def test_run_names(config, seed, name):
    assert lesson.run_name(config, seed) == name


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_the_same_bits_on_every_python(interpreter):
    printed = run_python(interpreter, q_learner_bits.__file__).split()
    assert printed == q_learner_bits.digests()


# ------------------------------------------------------------- the experiments


def test_the_limits_are_the_exact_numbers():
    results = lesson.run(Limits(), 0).results
    exact = CLIFF["optimal_goal_minus1"]
    assert results["greedy"] == -13.0
    assert results["q_learning_online"] == pytest.approx(-50.80004766676947, abs=1e-9)
    assert results["best_soft"] == pytest.approx(-20.70767739866937, abs=1e-9)
    for state, row in exact["Q_URDL"].items():
        assert results["best_values"][int(state)] == pytest.approx(row, abs=1e-9)


def test_a_seed_of_online_is_the_trial_of_that_seed():
    record = lesson.run(Online(episodes=120, runs=3), 5)
    trials = [lesson.try_seed(Cliff(), lesson.cliff_learner("Q-learning", 0.5, 0.1), 120, seed)
              for seed in (5, 6, 7)]
    assert record.results == lesson.summary_of(trials)
    assert len(record.series["return"]) == 12
    together = [r for trial in trials for r in trial.returns[:10]]
    assert record.series["return"][0] == pytest.approx(sum(together) / 30)


def trial(seed, last, greedy=-13.0):
    return lesson.Trial(seed, [last] * 200, greedy, [], 0)


def test_the_median_of_an_even_number_is_the_lower():
    trials = [trial(0, -3.0), trial(1, -1.0), trial(2, -4.0), trial(3, -2.0)]
    assert lesson.median_seed(trials) == 0
    assert lesson.median_seed(trials[:3]) == 0


def test_a_walk_in_a_circle_is_told_and_mended():
    found = [lesson.try_seed(Cliff(), lesson.cliff_learner("Sarsa", 0.5, 0.1), 500, seed)
             for seed in (0, 1)]
    lost, arrived = found  # seed 0 bumps into the upper edge for ever, seed 1 arrives
    assert (lost.greedy, lost.circle) == (None, [4])
    assert lost.repaired == 1
    assert (arrived.circle, arrived.repaired) == ([], 0)
    assert arrived.greedy <= -15.0


def test_the_film_repeats_the_shown_seed():
    config = Online(episodes=60, runs=3, shown=True)
    record = lesson.run(config, 0)
    shown = record.results["shown_seed"]
    episodes = [s["episode"] for s in record.snapshots]
    assert episodes == [e for e in lesson.SHOWN if e <= 60]
    learner = lesson.cliff_learner("Q-learning", 0.5, 0.1)
    returns = lesson.train(Cliff(), learner, 60, shown)
    last = record.snapshots[-1]
    assert last["return"] == returns[-1]
    assert last["values"] == [[round(q, 4) for q in row] for row in learner.tables[0]]
    assert last["visits"] == [sum(row) for row in learner.visits]
    for snapshot in record.snapshots[1:]:
        assert (snapshot["path"][0], snapshot["path"][-1]) == (36, 35)  # then onto the goal
    assert record.snapshots[0]["watched"] is None


def test_bias_counts_first_actions():
    record = lesson.run(Bias(runs=200, episodes=300), 0)
    left = record.series["left"]
    assert left[0] == pytest.approx(0.5, abs=0.15)
    assert max(left) > 0.85
    assert record.results["last_50"]["mean"] == pytest.approx(sum(left[-50:]) / 50)
    doubled = lesson.run(Bias("Double Q-learning", runs=200, episodes=300), 0)
    assert max(doubled.series["left"]) < 0.65
    assert doubled.results["last_50"]["mean"] < record.results["last_50"]["mean"]


def test_step_sizes_of_the_rules():
    rules = lesson.STEP_RULES
    assert [rules["1 / (1 + n)"](n) for n in (0, 1, 3)] == [1.0, 0.5, 0.25]
    assert [rules["10 / (10 + n)"](n) for n in (0, 10, 90)] == [1.0, 0.5, 0.1]
    assert [rules["1 / (1 + n)^2"](n) for n in (0, 1, 3)] == [1.0, 0.25, 0.0625]
    assert rules["0.1"](10**6) == 0.1


def test_errors_are_measured_after_so_many_updates():
    config = Convergence(updates=1000, runs=2)
    record = lesson.run(config, 0)
    assert record.series["updates"] == [100.0, 200.0, 500.0, 1000.0]
    assert record.series["error"][-1] < record.series["error"][0]
    assert len(record.results["final"]) == 2


def test_a_falling_step_size_gets_closer_than_a_constant_one():
    finals = {rule: lesson.run(Convergence(rule, updates=20_000, runs=3), 0).results["final"]
              for rule in ("0.5", "10 / (10 + n)")}
    assert max(finals["10 / (10 + n)"]) < 0.5 * min(finals["0.5"])


# ------------------------------------------------------------- in words


def test_described():
    lines = lesson.describe(lesson.run(Online(episodes=100, runs=4), 2)).splitlines()
    assert lines[0] == "Lesson 04, online, seed 2"
    assert lines[2] == "Q-learning, 4 runs; mean return"
    assert [line.split()[1:4] for line in lines[3:8]] == [
        [str(20 * i + 1), "to", str(20 * i + 20)] for i in range(5)]
    assert lines[9] == "greedy walks afterwards"
    assert lesson.describe(lesson.run(Limits(), 0)).startswith("Lesson 04, limits, seed 0\n\n")


def test_tally_puts_circles_last():
    assert lesson.tally([None, -17.0, -15.0, None, -17.0]) == [(-15.0, 1), (-17.0, 2), (None, 2)]


# ------------------------------------------------------------- evidence


def test_evidence_of_small_runs():
    configs = [Limits(), *[Online(m, runs=50, episodes=40) for m in ("Q-learning", "Sarsa")]]
    records = {r.name: r for r in (lesson.run(c, 0) for c in configs)}
    evidence = lesson.summarise(records)
    assert [c.quantity for c in evidence.comparisons] == ["cliff_sarsa", "cliff_q_learning"]
    assert [c.published for c in evidence.comparisons] == [-25, -50]
    for name, interval in evidence.intervals.items():
        assert interval.low <= interval.mean <= interval.high
        assert evidence.samples[name] == records[name].results["last"]
    assert canonical_json(asdict(lesson.summarise(records))) == canonical_json(asdict(evidence))


def committed(config):
    path = RECORDS / f"{lesson.run_name(config, 0)}.json"
    assert path.exists(), f"no {path.name}: make evidence brings the records"
    return load_record(path)


@pytest.mark.parametrize(("method", "alpha", "mean", "band"), [
    ("Sarsa", 0.5, -26.837, 0.8), ("Q-learning", 0.5, -50.688, 0.95),
    ("Expected Sarsa", 0.5, -20.793, 0.25), ("Sarsa", 0.1, -22.634, 0.35),
    ("Q-learning", 0.1, -49.38, 0.95), ("Expected Sarsa", 0.1, -21.79, 0.3)])
def test_returns_lie_in_the_bands(method, alpha, mean, band):
    # bands: four standard errors of a difference of two experiments of 1,000 runs
    last = committed(Online(method, alpha, runs=1000)).results["last"]
    assert len(last) == 1000
    assert sum(last) / 1000 == pytest.approx(mean, abs=band)


@pytest.mark.parametrize(("method", "printed"), [("Sarsa", -25.0), ("Q-learning", -50.0)])
def test_fifty_runs_as_the_book_reach_its_levels(method, printed):
    last = committed(Online(method, runs=50, shown=True)).results["last"]
    assert sum(last) / 50 == pytest.approx(printed, abs=5.0)


def test_every_seed_of_q_learning_walks_the_edge():
    for alpha in (0.5, 0.1):
        assert committed(Online(alpha=alpha, runs=1000)).results["greedy"] == [-13.0] * 1000


def test_sarsas_greedy_walks():
    results = committed(Online("Sarsa", runs=1000)).results
    circles = results["circles"]
    assert 100 < len(circles) < 250
    assert results["greedy"].count(None) == len(circles)
    assert results["greedy"].count(-17.0) > 700
    assert -13.0 not in results["greedy"]
    assert max(circle["repaired"] for circle in circles) < 60


@pytest.mark.parametrize("method", lesson.ON_THE_CLIFF)
def test_figure_6_3(method):
    key = {"Q-learning": "q", "Sarsa": "sarsa", "Expected Sarsa": "esarsa"}[method]
    measured = CLIFF["figure_6_3_measured"][key]
    interim = committed(StepSizes(method)).results["step_sizes"]
    late = committed(StepSizes(method, episodes=20_000, runs=10)).results["step_sizes"]
    for early, asymptotic in zip(interim, late, strict=True):
        alpha = early["alpha"]
        theirs = measured[f"{alpha:g}" if alpha < 1 else "1.0"]
        # the independent program let Expected Sarsa choose before its update, as Sarsa must
        chosen_earlier = 2.0 if method == "Expected Sarsa" else 0.0
        width = chosen_earlier + 6.0 * theirs["interim_sd_per_run"] / 1000**0.5
        assert early["all"]["mean"] == pytest.approx(theirs["interim_first100_mean"], abs=width)
        if alpha < 1.0 or method != "Sarsa":  # there it diverges
            mean = asymptotic["later_half"]["mean"]
            assert mean == pytest.approx(theirs["mean_second_half"], rel=0.05)


@pytest.mark.parametrize(("method", "key"), [
    ("Q-learning", "q"), ("Double Q-learning", "double_q")])
def test_example_6_7(method, key):
    record, theirs = committed(Bias(method)), CLIFF["example_6_7_measured"][key]
    left = record.series["left"]
    assert record.results["last_50"]["mean"] == pytest.approx(theirs["last50"], abs=0.01)
    for episode in (1, 10, 20, 50, 100, 200, 300):
        assert left[episode - 1] == pytest.approx(theirs[f"ep{episode}"], abs=0.02)


def test_every_value_becomes_exact_on_every_seed():
    results = committed(Exact()).results
    assert max(results["largest_error"]) <= 1e-9
    assert results["greedy"] == [-13.0] * 20


def test_only_rules_that_keep_both_conditions_converge():
    finals = {rule: committed(Convergence(rule)) for rule in lesson.STEP_RULES}
    best = finals["10 / (10 + n)"].series
    assert best["high"][-1] < 0.35
    # a rule that keeps them goes on falling, one that breaks either does not
    for rule, record in finals.items():
        error, at = record.series["error"], record.series["updates"].index(100_000.0)
        converges = rule in ("1 / (1 + n)", "10 / (10 + n)")
        assert (error[-1] < 0.7 * error[at]) == converges
        assert converges or error[-1] > 3.0


def test_intervals_of_one_sample():
    assert lesson.interval_of([2.0], stream(0, "test")) == Interval(2.0, 2.0, 2.0)
    assert replace(Online(), runs=3).runs == 3
