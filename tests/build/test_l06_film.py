"""The records of lesson 06 are read as they were written, and the film tells what happened."""

from __future__ import annotations

from math import exp

import pytest

from figures.l06_runs import (
    Path,
    Returns,
    Spread,
    baseline,
    iteration_means,
    returns_of,
    runs_of,
    scene_of,
    spread,
)
from policywerk.data.record import Record
from policywerk.lessons.experiment import Records, Run
from policywerk.lessons.l06_ppo import STUDY
from policywerk.lessons.l06_worlds import Untaught

# ---------------------------------------------------------------- curves


def one_seed(returns, ends):
    return Record("06", "x", {}, 0, series={"return": returns, "end": ends})


def test_returns_are_smoothed_backwards_over_twenty_episodes():
    curve = returns_of(one_seed([float(i) for i in range(30)], [512.0] * 12 + [1024.0] * 18))
    assert curve.means[:3] == [0.0, 0.5, 1.0]  # 0, (0 + 1) / 2, (0 + 1 + 2) / 3
    assert curve.means[19] == 9.5  # (0 + 19) / 2
    assert curve.means[20] == 10.5  # (1 + 20) / 2: the first has left
    assert curve.by_iteration() == Returns([512.0, 1024.0], [5.5, 19.5])  # (10 + 29) / 2


def test_nothing_is_known_before_its_time():
    curve = returns_of(one_seed([0.0, 4.0, 8.0], [512.0, 1024.0, 1024.0]))
    assert curve.until(511) == Returns([], [])
    assert curve.until(1023) == Returns([512.0], [0.0])
    assert curve.until(1024) == Returns([512.0, 1024.0, 1024.0], [0.0, 2.0, 4.0])


def test_seeds_are_put_together_iteration_by_iteration():
    one = one_seed([1.0, 3.0, 7.0], [512.0, 512.0, 1024.0])  # 2 and 7
    other = one_seed([4.0, 9.0], [512.0, 1536.0])  # none ended at 1024
    assert spread([one, other]) == Spread([512.0, 1024.0, 1536.0], [3.0, 7.0, 9.0],
                                          [2.0, 7.0, 9.0], [4.0, 7.0, 9.0])


def test_many_seeds_in_one_record_are_as_good_as_a_record_each():
    many = Record("06", "x", {}, 0, seeds=2, series={
        "return 0": [2.0, 7.0], "end 0": [512.0, 1024.0], "return 1": [4.0], "end 1": [512.0]})
    single = [one_seed([1.0, 3.0, 7.0], [512.0, 512.0, 1024.0]), one_seed([4.0], [512.0])]
    assert iteration_means(many) == [seed for each in single for seed in iteration_means(each)]
    assert spread([many]) == spread(single)


def test_groups_are_those_that_the_lesson_plans():
    assert [run.seed for run in runs_of("point mass", "pendulum")] == [*range(10), 0, 1, 2]
    assert {*runs_of("point mass", "balance, no clipping")} <= {*STUDY.runs}


def test_a_baseline_that_was_not_played_is_empty():
    run = Run(Untaught("point mass"))
    record = Record("06", STUDY.name(run), {}, 0, results={"random": [-4.0, -3.0]})
    assert baseline(Records(STUDY, {}), "random") == []
    assert baseline(Records(STUDY, {record.name: record}), "random") == [-4.0, -3.0]


# ---------------------------------------------------------------- scenes


SNAPSHOT = {"step": 512, "paths": [[[0.0, 0.5], [0.1, 0.5], [0.3, 0.4]], [[0.9, 0.9], [0.8, 0.7]]],
            "reached": [1.0, 0.0], "means": [[0.5, -0.25]] * 25, "log sd": [0.0, -0.5],
            "better": [0.0] * 39 + [3.0], "worse": [1.0] + [0.0] * 39}


def test_a_scene_is_what_the_record_keeps():
    scene = scene_of(SNAPSHOT)
    assert scene.paths == [Path([[0.0, 0.5], [0.1, 0.5], [0.3, 0.4]], True),
                           Path([[0.9, 0.9], [0.8, 0.7]], False)]
    assert scene.longest == 2
    assert scene.sds == pytest.approx([1.0, exp(-0.5)])
