"""Lesson 07, the worlds, and what those earn there who do not learn."""

from __future__ import annotations

import math

import pytest

from policywerk.lessons.experiment import Given, Run, carry_out, describe
from policywerk.lessons.l06_worlds import JUDGE
from policywerk.lessons.l07_dreamer import STUDY, UNLED_RUNS
from policywerk.lessons.l07_worlds import (
    CORNERS,
    TARGETS,
    Unled,
    steered,
    unled_episode,
    unled_episodes,
    unled_experiment,
)
from policywerk.lessons.settings import RequestError, changed
from policywerk.primitives.vector import mean
from policywerk.world.pixel_pointmass import PixelPointMass


def test_the_targets():
    assert TARGETS["fixed"] == [[0.5, -0.5]]
    assert sorted(CORNERS) == [[-0.5, -0.5], [-0.5, 0.5], [0.5, -0.5], [0.5, 0.5]]
    assert TARGETS["random"] is None


def test_the_rule_pushes_towards_the_target_and_against_the_speed():
    # 5 (0.5 - 0.4) - 10 * 0.02 = 0.3, and 5 (-0.5 - 0.0) + 10 * 0.1 = -1.5, which is cut
    push = steered({"position": [0.4, 0.0], "velocity": [0.02, -0.1], "target": [0.5, -0.5]})
    assert push == pytest.approx([0.3, -1.0], abs=1e-12)


def test_an_episode_is_the_sum_of_its_rewards():
    """Nobody pushes, so all 40 steps cost a tenth of the first distance."""
    world = PixelPointMass(TARGETS["fixed"])
    _, info = world.reset(seed=5)
    far = math.dist(info["position"], [0.5, -0.5])
    outcome = unled_episode(world, info, lambda info: [0.0, 0.0])
    assert (outcome.steps, outcome.terminated) == (40, False)
    assert outcome.earned == pytest.approx(-4.0 * far, abs=1e-12)


def test_episodes_start_where_the_seed_says():
    starts = []

    def push(info):
        if not starts or starts[-1] != info["position"]:
            starts.append(info["position"])
        return [0.0, 0.0]

    unled_episodes(PixelPointMass(TARGETS["fixed"]), push, 3, JUDGE)
    world, expected = PixelPointMass(TARGETS["fixed"]), []
    for k in range(3):
        _, info = world.reset(seed=JUDGE if k == 0 else None)
        expected.append(info["position"])
    assert starts == expected


def test_what_they_come_to():
    """Independently measured (400 to 500 episodes): -4.04 to -4.24 and .08 to .11 at random,
    -4.18 at rest, -2.22 and .17 to the corner, .53 and always by the rule, in 7.3 steps."""
    found = unled_experiment(Unled(), Given(seed=0)).results
    for name, returned, ended in (("random", -4.15, 0.09), ("still", -4.18, 0.0),
                                  ("to the corner", -2.2, 0.17), ("steering", 0.53, 1.0)):
        assert len(found[name]) == 500
        assert mean(found[name]) == pytest.approx(returned, abs=0.03 if ended == 1.0 else 0.25)
        assert mean(found[f"{name}, ended"]) == pytest.approx(ended, abs=0.04)
    assert mean(found["steering, steps"]) == pytest.approx(7.3, abs=0.4)
    assert mean(found["still, steps"]) == 40.0


def test_a_held_push_takes_the_rule_there_in_fewer_decisions():
    """With a push held for three steps and a radius of 0.3: .55 in 2.5 decisions."""
    config = changed(UNLED_RUNS["random"].config, ["episodes=300"])
    found = unled_experiment(config, Given(seed=0)).results
    assert mean(found["steering"]) == pytest.approx(0.55, abs=0.04)
    assert mean(found["steering, steps"]) == pytest.approx(2.5, abs=0.2)
    assert mean(found["random, ended"]) == pytest.approx(0.23, abs=0.05)


def test_they_are_asked_by_name():
    run = UNLED_RUNS["fixed"]
    record = carry_out(STUDY, Run(changed(run.config, ["episodes=2"])))[0]
    lines = [line for line in describe(STUDY, record).splitlines() if "mean return" in line]
    assert [line.split("mean")[0].strip() for line in lines] == [
        "random", "still", "to the corner", "steering"]
    assert lines[-1].endswith("at the target 100.0 %")
    with pytest.raises(RequestError, match="moon"):
        changed(run.config, ["world=moon"])
