"""The random walk: its model, its true values, and walks drawn from it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from policywerk.building_blocks.acting import run_episode
from policywerk.building_blocks.models import Outcome
from policywerk.primitives.random import stream
from policywerk.world.random_walk import LETTERS, RandomWalk, states_of

EXACT = json.loads((Path(__file__).parents[1] / "data" / "td_learner_values.json").read_text())[
    "exact"]


def stay(state, rng):
    return 0


def test_the_model_of_the_five_state_walk():
    world = RandomWalk()
    assert world.P[3] == [[Outcome(0.5, 2, 0.0, False), Outcome(0.5, 4, 0.0, False)]]
    assert world.P[1] == [[Outcome(0.5, 0, 0.0, True), Outcome(0.5, 2, 0.0, False)]]
    assert world.P[5] == [[Outcome(0.5, 4, 0.0, False), Outcome(0.5, 6, 1.0, True)]]
    assert world.P[0] == [[Outcome(1.0, 0, 0.0, True)]]
    assert world.P[6] == [[Outcome(1.0, 6, 0.0, True)]]
    assert LETTERS[world.reset(0)[0]] == "D"


@pytest.mark.parametrize("inner", [1, 3, 5, 19])
def test_true_values_solve_bellmans_equation(inner):
    world = RandomWalk(inner)
    values = world.true_values()
    for state in range(1, inner + 1):
        ahead = sum(o.probability * (o.reward + (0.0 if o.terminated else values[o.next_state]))
                    for o in world.P[state][0])
        assert ahead == pytest.approx(values[state], abs=1e-15)
    assert values[0] == values[-1] == 0.0


def test_true_values_of_the_paper():
    assert RandomWalk().true_values()[1:-1] == pytest.approx(EXACT["true_values"], abs=1e-16)


def test_expected_visits():
    # (I - Q)^-1, row of D: 1, 2, 3, 2, 1; a walk takes 9 steps on average.
    world, q = RandomWalk(), np.zeros((5, 5))
    for state in range(1, 6):
        for o in world.P[state][0]:
            if not o.terminated:
                q[state - 1, o.next_state - 1] += o.probability
    visits = np.linalg.inv(np.eye(5) - q)[2]
    assert visits == pytest.approx(EXACT["expected_visits_from_centre"])
    assert visits.sum() == pytest.approx(EXACT["expected_length"])


def test_walks_are_as_long_and_as_lucky_as_they_should_be():
    world, rng = RandomWalk(), stream(0, "actions")
    state, _ = world.reset(0)
    lengths, outcomes = [], []
    for _ in range(4000):
        episode = run_episode(world, state, stay, rng)
        lengths.append(len(episode.steps))
        outcomes.append(episode.rewards[-1])
        assert episode.terminated
        assert episode.rewards[:-1] == [0.0] * (len(episode.steps) - 1)
        state, _ = world.reset()
    # A walk's length has variance 48, its outcome 1/4: four standard errors of 4,000 walks.
    assert abs(np.mean(lengths) - 9.0) < 4 * (48 / 4000) ** 0.5
    assert abs(np.mean(outcomes) - 0.5) < 4 * (0.25 / 4000) ** 0.5


def test_a_seed_is_a_walk():
    world, rng = RandomWalk(), stream(0, "actions")
    walks = [run_episode(world, world.reset(seed)[0], stay, rng) for seed in (4, 4, 5)]
    assert walks[0] == walks[1] != walks[2]


def test_a_clock_truncates():
    world = RandomWalk(19, time_limit=3)
    world.reset(0)
    ends = [world.step(0)[2:4] for _ in range(3)]
    assert ends == [(False, False), (False, False), (False, True)]


def test_letters():
    assert states_of("DCDEF") == [3, 2, 3, 4, 5]
    with pytest.raises(ValueError, match="'H' in 'DH' is not one of ABCDEFG"):
        states_of("DH")


@pytest.mark.parametrize("inner", [0, 2, -1])
def test_a_walk_needs_a_middle(inner):
    with pytest.raises(ValueError, match=f"odd number of inner states, got {inner}"):
        RandomWalk(inner)
