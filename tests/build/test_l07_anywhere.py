"""The picture of the target anywhere tells what the records say."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import overlapping

from figures.l07_anywhere import WINDOW, anywhere, arrivals_of
from figures.l07_tables import ANYWHERE, changed_groups, watch_table
from policywerk.data.record import Record
from policywerk.lessons.experiment import Records
from policywerk.lessons.l07_dreamer import GROUPS, STUDY, UNLED_RUNS, run_of
from policywerk.lessons.l07_watch import WATCH_RUNS
from policywerk.lessons.settings import settings_of


def made(run, series=None, **results):
    return Record("07", STUDY.name(run), settings_of(run.config), run.seed, run.seeds,
                  series=series or {}, results=results)


def a_model(run, off):
    return made(run, {"update": [250.0, 500.0], "dot foreseen": [off, off / 2]},
                **{"dot still": 1.5})


def a_run(run, first=0.0):
    """400 episodes of 30 decisions, of which the last 200 arrive, and of the first a share."""
    arrived = [*(float(k % 10 < round(10 * first)) for k in range(200)), *[1.0] * 200]
    return made(run, {"terminated": arrived, "end": [30.0 * (k + 1) for k in range(400)]})


def test_the_share_of_the_last_episodes():
    curve = arrivals_of(a_run(run_of(ANYWHERE, 0), first=0.3))
    assert curve.steps[0] == 30.0 * WINDOW
    assert curve.values[0] == pytest.approx(30.0)
    assert curve.values[100] == pytest.approx(65.0)
    assert (curve.steps[-1], curve.values[-1]) == (12000.0, pytest.approx(100.0))


@pytest.fixture
def records():
    groups = (ANYWHERE, *changed_groups(ANYWHERE))
    runs = [run_of(group, seed) for group in groups for seed in range(GROUPS[group][1])]
    found = {STUDY.name(run): a_run(run, 0.2 + 0.1 * run.seed) for run in runs}
    found |= {STUDY.name(run): a_model(run, 3.0 + run.seed) for run in WATCH_RUNS}
    unled = UNLED_RUNS[ANYWHERE]
    found[STUDY.name(unled)] = made(unled, **{"random, ended": [1.0, 0.0, 0.0, 0.0]})
    return Records(STUDY, found)


def test_seeds_means_and_those_who_do_not_learn(records):
    figure = anywhere(records)
    left, right = figure.axes
    labels = [line.get_label() for line in left.lines if not line.get_label().startswith("_")]
    assert labels == ["as it is", "a sharper model", "chance"]
    mean = next(line for line in left.lines if line.get_label() == "as it is")
    # shares of .2, .3 and .4 at first
    assert mean.get_ydata()[0] == pytest.approx(30.0)
    assert mean.get_ydata()[-1] == pytest.approx(100.0)
    [chance] = [line for line in left.lines if line.get_label() == "chance"]
    assert set(np.ravel(chance.get_ydata())) == {25.0}
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
