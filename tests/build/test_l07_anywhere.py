"""The picture of the target anywhere tells what the records say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from drawn import overlapping

from figures.l07_anywhere import WINDOW, anywhere, returns_of
from figures.l07_tables import ANYWHERE, changed_groups, watch_table
from policywerk.data.record import Record, file_of, load_record
from policywerk.lessons.experiment import Records
from policywerk.lessons.l07_dreamer import (
    GROUPS,
    STUDY,
    UNLED_RUNS,
    run_of,
)
from policywerk.lessons.l07_scenes import thinned
from policywerk.lessons.l07_watch import WATCH_RUNS
from policywerk.lessons.settings import settings_of

RECORDS = Path(__file__).resolve().parents[2] / "assets" / "07" / "records"


def made(run, series=None, **results):
    return Record("07", STUDY.name(run), settings_of(run.config), run.seed, run.seeds,
                  series=series or {}, results=results)


def a_model(run, off):
    return made(run, {"update": [250.0, 500.0], "dot foreseen": [off, off / 2]},
                **{"dot still": 1.5})


def a_run(run, first=0.0):
    """400 episodes of 30 decisions, of which the last 200 earn 1.0, and of the first a share."""
    earned = [*(float(k % 10 < round(10 * first)) for k in range(200)), *[1.0] * 200]
    return made(run, {"return": earned, "end": [30.0 * (k + 1) for k in range(400)]},
                **{"episodes": 400, "episodes a group": 1})


@pytest.mark.parametrize("size", [2, 3, 7])
def test_of_episodes_in_groups_it_is_the_same_return(size):
    whole = a_run(run_of(ANYWHERE, 0), first=0.3)
    kept = thinned(whole.series, -(-400 // size))
    assert len(kept["return"]) == -(-400 // size)
    results = {"episodes": 400, "episodes a group": size}
    one, other = returns_of(whole), returns_of(made(run_of(ANYWHERE, 0), kept, **results))
    assert set(other.steps) <= set(one.steps)
    assert other.steps[-1] == one.steps[-1]
    at = dict(zip(*one))
    # at an episode that no group begins with, the sum so far is told to a group's width
    assert max(abs(at[step] - earned) for step, earned in zip(*other)) < 0.25 * size / WINDOW
    assert other.values[-1] == pytest.approx(1.0, abs=0.25 * size / WINDOW)


def test_the_return_of_the_last_episodes_by_updates():
    curve = returns_of(a_run(run_of(ANYWHERE, 0), first=0.3))
    # 6,000 decisions; the first 300 pay for nothing, every other one for 96 rows of 128
    assert curve.steps[0] == (30.0 * WINDOW - 300.0) * 0.75
    assert curve.values[0] == pytest.approx(0.3)
    assert curve.values[100] == pytest.approx(0.65)
    assert (curve.steps[-1], curve.values[-1]) == (11700.0 * 0.75, pytest.approx(1.0))
    slow = returns_of(a_run(run_of("at its best", 0)))  # a quarter of the ratio
    assert slow.steps[-1] == 11700.0 * 0.1875


def test_updates_are_those_that_the_record_counts():
    run = run_of("a sharper model", 0)
    record = load_record(RECORDS / f"{file_of(STUDY.name(run))}.json")
    missing = record.results["updates"] - returns_of(record).steps[-1]
    assert 0.0 <= missing < 40 * 0.75  # an episode that training cut short is not there


@pytest.fixture
def records():
    groups = (ANYWHERE, *changed_groups(ANYWHERE))
    runs = [run_of(group, seed) for group in groups for seed in range(GROUPS[group][1])]
    found = {STUDY.name(run): a_run(run, 0.2 + 0.1 * run.seed) for run in runs}
    found |= {STUDY.name(run): a_model(run, 3.0 + run.seed) for run in WATCH_RUNS}
    unled = UNLED_RUNS[ANYWHERE]
    found[STUDY.name(unled)] = made(unled, random=[-4.0, -2.0], steering=[0.5, 0.75])
    return Records(STUDY, found)


def test_seeds_means_and_those_who_do_not_learn(records):
    figure = anywhere(records)
    left, right = figure.axes
    labels = [line.get_label() for line in left.lines if not line.get_label().startswith("_")]
    assert labels == ["as it is", "as it is, more decisions", "a sharper model",
                      "larger and sharper", "larger, sharper, more decisions",
                      "a rule that knows all", "chance"]
    mean = next(line for line in left.lines if line.get_label() == "as it is")
    # 0.2, 0.3 and 0.4 at first
    assert mean.get_ydata()[0] == pytest.approx(0.3)
    assert mean.get_ydata()[-1] == pytest.approx(1.0)
    levels = {line.get_label(): set(np.ravel(line.get_ydata())) for line in left.lines}
    assert levels["chance"] == {-3.0}
    assert levels["a rule that knows all"] == {0.625}
    shown = [list(line.get_ydata()) for line in right.lines]
    assert [3.5, 1.75] in shown  # the mean of 3 and 4, and of half of it
    assert [1.5, 1.5] in shown
    assert not overlapping(figure)


def test_the_table_of_models_alone():
    names, found = ("dot seen", "dot foreseen", "dot still"), {}
    for i, run in enumerate(WATCH_RUNS):
        results = {f"{name}{steps}": float(i // 2 + k) for k, name in enumerate(names)
                   for steps in ("", ", three steps")}
        lost = {f"{name}, lost": 0.1 * (i % 2) for name in results}
        found[STUDY.name(run)] = made(run, **results, **lost)
    lines = watch_table(Records(STUDY, found)).splitlines()
    assert lines[0] == ("| change | seeds | eyes open | lost | one step | lost | three steps "
                        "| lost |")
    assert lines[2] == "| as it is | 2 | 0.00 | 5.0 % | 1.00 | 5.0 % | 1.00 | 5.0 % |"
    assert lines[3] == "| lit pixels count more | 2 | 1.00 | 5.0 % | 2.00 | 5.0 % | 2.00 | 5.0 % |"
    assert lines[-1] == "| no change expected |  |  |  | 2.00 | 5.0 % | 2.00 | 5.0 % |"
    assert watch_table(Records(STUDY, {})) == ""
