"""The environment that draws from a model, and what all environments have in common."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome
from policywerk.building_blocks.spaces import Discrete
from policywerk.primitives.random import categorical, stream
from policywerk.world.balance import Balance
from policywerk.world.cart_pole import CartPole
from policywerk.world.cliff import Cliff
from policywerk.world.gridworld import GridWorld
from policywerk.world.maximisation_bias import MaximisationBias
from policywerk.world.random_walk import RandomWalk
from random_models import models

NAN = float("nan")
STAY = [[Outcome(1.0, 0, 0.0, False)]]  # the one action of a state
# State 0: a coin decides between staying and the end. State 1 ends at once.
COIN = [[[Outcome(0.5, 0, -1.0, False), Outcome(0.5, 1, 2.0, True)]],
        [[Outcome(1.0, 1, 0.0, True)]]]


def played(environment, seed, steps=20):
    """Everything seen in some steps, episode after episode."""
    seen = [environment.reset(seed)]
    for _ in range(steps):
        seen.append(environment.step(0))
        if seen[-1][2] or seen[-1][3]:
            seen.append(environment.reset())
    return seen


def test_a_seed_repeats_everything():
    environment = TabularEnvironment(COIN, [1.0, 0.0])
    first = played(environment, seed=3)
    assert played(environment, seed=3) == first  # the same one, reset
    assert played(TabularEnvironment(COIN, [1.0, 0.0]), seed=3) == first
    assert played(environment, seed=4) != first


def test_reset_without_a_seed_goes_on_with_the_stream():
    environment = TabularEnvironment(COIN, [0.5, 0.5])
    environment.reset(seed=0)
    starts = [environment.reset()[0] for _ in range(50)]
    assert set(starts) == {0, 1}


def test_no_seed_at_all_is_fresh():
    def starts():
        environment = TabularEnvironment(COIN, [0.5, 0.5])
        return [environment.reset()[0] for _ in range(64)]
    assert starts() != starts()  # fails once in 2^64


@pytest.mark.parametrize("make", [
    lambda: TabularEnvironment(COIN, [1.0, 0.0]), MaximisationBias, CartPole, Balance, GridWorld,
    Cliff, RandomWalk,
])
def test_reset_knows_no_options(make):
    environment = make()
    first = environment.reset(seed=1)
    assert environment.reset(seed=1, options=None) == first
    assert environment.reset(seed=1, options={}) == first
    with pytest.raises(ValueError, match="no options for reset, got 'low', 'high'"):
        environment.reset(seed=1, options={"low": 0.0, "high": 1.0})


def test_step_needs_reset():
    environment = TabularEnvironment(COIN, [1.0, 0.0])
    with pytest.raises(RuntimeError, match="reset"):
        environment.step(0)


@pytest.mark.parametrize("limit", [None, 1])
def test_step_after_the_end_needs_reset(limit):
    environment = TabularEnvironment(COIN, [0.0, 1.0] if limit is None else [1.0, 0.0], limit)
    environment.reset(seed=0)
    environment.step(0)
    with pytest.raises(RuntimeError, match="no episode"):
        environment.step(0)
    environment.reset()
    environment.step(0)  # and now it may


@pytest.mark.parametrize("action", [2, -1, True, False, 1.0, "0", None, [0]])
def test_an_action_that_does_not_exist(action):
    environment = TabularEnvironment([STAY, STAY * 2], [1.0, 0.0])
    environment.reset(seed=0)
    with pytest.raises(ValueError, match="is not one of the 1 actions of state 0"):
        environment.step(action)


def test_an_action_of_another_state_does_not_exist_here():
    environment = TabularEnvironment([STAY, STAY * 2], [1.0, 0.0])
    environment.reset(seed=0)
    with pytest.raises(ValueError, match="action 1 is not one of the 1 actions of state 0"):
        environment.step(1)


def test_the_action_space_is_what_every_state_has():
    environment = TabularEnvironment([STAY * 2, STAY * 3], [0.0, 1.0])
    assert environment.action_space.n == 2
    environment.reset(seed=0)
    assert environment.step(2)[0] == 0  # and what a state has beside that, it has


@pytest.mark.parametrize("number", [np.int64, np.int8, np.uint16, lambda n: np.array(n)])
def test_whole_numbers_of_numpy_are_actions(number):
    environment = TabularEnvironment([STAY * 2], [1.0])
    environment.reset(seed=np.int64(3))
    assert environment.step(number(1)) == (0, 0.0, False, False, {})
    assert Discrete(2).contains(number(1))
    assert not Discrete(2).contains(number(2))


@pytest.mark.parametrize("wrong", [np.float64(1.0), np.bool_(True), np.array([1]), np.array(1.0)])
def test_what_else_numpy_has_is_none(wrong):
    assert not Discrete(2).contains(wrong)
    environment = TabularEnvironment([STAY * 2], [1.0])
    environment.reset(seed=0)
    with pytest.raises(ValueError, match="is not one of the 2 actions"):
        environment.step(wrong)


def test_writing_into_a_model_changes_no_step():
    rows = [[[Outcome(1.0, 1, 5.0, False)]], [[Outcome(1.0, 1, 0.0, True)]]]
    environment = TabularEnvironment(rows, [1.0, 0.0])
    environment.start.reverse()
    environment.P[0][0].clear()
    rows[0][0].clear()
    assert environment.reset(seed=0) == (0, {})
    assert environment.step(0) == (1, 5.0, False, False, {})


def test_infos_are_the_callers_own():
    environment = TabularEnvironment([STAY], [1.0])
    environment.reset(seed=0)[1]["note"] = "mine"
    environment.step(0)[4]["note"] = "mine"
    assert environment.step(0)[4] == {}
    assert environment.reset()[1] == {}


def test_a_refused_action_changes_nothing():
    environment = TabularEnvironment(COIN, [1.0, 0.0], time_limit=1)
    environment.reset(seed=0)
    with pytest.raises(ValueError, match="action 7"):
        environment.step(7)
    assert environment.step(0)[3]  # this is still the first step


def test_termination_is_not_truncation():
    ending = TabularEnvironment(COIN, [0.0, 1.0])
    ending.reset(seed=0)
    assert ending.step(0) == (1, 0.0, True, False, {})
    going_on = TabularEnvironment([STAY], [1.0], time_limit=2)
    going_on.reset(seed=0)
    assert going_on.step(0) == (0, 0.0, False, False, {})
    assert going_on.step(0) == (0, 0.0, False, True, {})


def test_the_clock_starts_again_with_each_episode():
    environment = TabularEnvironment([STAY], [1.0], time_limit=3)
    for _ in range(2):
        environment.reset(seed=0)
        assert [environment.step(0)[3] for _ in range(3)] == [False, False, True]


@pytest.mark.parametrize(("start", "limit", "message"), [
    ([1.0], None, "need 2 start probabilities, got 1"),
    ([0.5, 0.4], None, "not a probability distribution"),
    ([1.5, -0.5], None, "not a probability distribution"),
    ([NAN, 1.0], None, "not a probability distribution"),
    ([1.0, 0.0], 0, "time_limit must be a whole number, at least 1, got 0"),
    ([1.0, 0.0], 2.5, "time_limit must be a whole number, at least 1, got 2.5"),
])
def test_what_is_not_an_environment(start, limit, message):
    with pytest.raises(ValueError, match=message):
        TabularEnvironment(COIN, start, limit)


def test_a_model_at_fault_is_no_environment():
    with pytest.raises(ValueError, match="state 0, action 0"):
        TabularEnvironment([[[Outcome(0.5, 0, 0.0, False)]]], [1.0])


@given(models(), st.integers(0, 100))
def test_a_step_draws_what_categorical_draws(model, seed):
    environment = TabularEnvironment(model, [1.0 / len(model)] * len(model), time_limit=8)
    rng = stream(seed, "environment")
    state, _ = environment.reset(seed)
    assert state == categorical(rng, [1.0 / len(model)] * len(model))
    over = False
    while not over:
        row = model[state][0]
        state, reward, terminated, truncated, _ = environment.step(0)
        assert (1.0, state, reward, terminated) == row[
            categorical(rng, [p for p, *_ in row])]._replace(probability=1.0)
        over = terminated or truncated


def test_outcomes_come_as_often_as_the_model_says():
    # Five equal steps of chi-square with 3 degrees of freedom: 99.9 % lie below 16.3.
    probabilities = [0.1, 0.2, 0.3, 0.4]
    row = [Outcome(p, s, 0.0, False) for s, p in enumerate(probabilities)]
    environment = TabularEnvironment([[row]] * 4, [1.0, 0.0, 0.0, 0.0])
    environment.reset(seed=5)
    counts = Counter(environment.step(0)[0] for _ in range(10_000))
    chi_square = sum((counts[s] - 10_000 * p) ** 2 / (10_000 * p)
                     for s, p in enumerate(probabilities))
    assert chi_square < 16.3


def test_episodes_begin_as_often_as_start_says():
    environment = TabularEnvironment(COIN, [0.25, 0.75])
    first = [environment.reset(seed)[0] for seed in range(2000)]
    assert abs(sum(first) - 1500) < 4 * math.sqrt(2000 * 0.25 * 0.75)
