"""Spaces, models and the environment that draws from one."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given

from policywerk.building_blocks.mdp import (
    Box,
    Discrete,
    Outcome,
    TabularEnvironment,
    as_model,
    check_model,
)
from policywerk.primitives.random import stream
from random_models import models

NAN, INF = float("nan"), float("inf")
STAY = [[Outcome(1.0, 0, 0.0, False)]]  # the one action of a state
# State 0: a coin decides between staying and the end. State 1 ends at once.
COIN = [[[Outcome(0.5, 0, -1.0, False), Outcome(0.5, 1, 2.0, True)]],
        [[Outcome(1.0, 1, 0.0, True)]]]


# ---------------------------------------------------------------- spaces


@pytest.mark.parametrize(("x", "inside"), [
    (0, True), (2, True),
    (3, False), (-1, False),
    (True, False), (1.0, False), ("1", False), (None, False),  # not integers, though 1.0 == 1
])
def test_discrete_contains(x, inside):
    assert Discrete(3).contains(x) is inside


def test_discrete_samples_every_element_equally_often():
    rng = stream(1, "test")
    counts = Counter(Discrete(3).sample(rng) for _ in range(3000))
    assert sorted(counts) == [0, 1, 2]
    assert all(abs(n - 1000) < 4 * math.sqrt(3000 * 2 / 9) for n in counts.values())


@pytest.mark.parametrize(("x", "inside"), [
    ([0.0, 1.0], True), ([-1.0, 1.0], True),  # the bounds belong to the box
    ([0.0], False), ([0.0, 0.0, 0.0], False), ([0.0, 1.1], False), ([0.0, NAN], False),
])
def test_box_contains(x, inside):
    assert Box(-1.0, 1.0, (2,)).contains(x) is inside


def test_box_contains_its_samples():
    box, rng = Box(-0.5, 2.0, (3,)), stream(0, "test")
    assert all(box.contains(box.sample(rng)) for _ in range(100))


@pytest.mark.parametrize("make", [lambda: Discrete(0), lambda: Box(1.0, 0.0, (1,)),
                                  lambda: Box(NAN, 1.0, (1,))])
def test_an_empty_space_is_refused(make):
    with pytest.raises(ValueError, match="needs"):
        make()


def test_spaces_print_as_they_are_made():
    assert [repr(Discrete(4)), repr(Box(-1.0, 1.0, (2,)))] == [
        "Discrete(4)", "Box(-1.0, 1.0, (2,))"]


# ---------------------------------------------------------------- models


@pytest.mark.parametrize(("model", "message"), [
    ([], "at least one state"),
    ([[]], "state 0 has no action"),
    ([[[]]], "state 0, action 0: probabilities sum to 0"),
    ([[[(0.5, 0, 0.0, False)]]], "sum to 0.5"),
    ([[[(0.6, 0, 0.0, False)] * 2]], "sum to 1.2"),
    ([[[(1.5, 0, 0.0, False), (-0.5, 0, 0.0, False)]]], r"outside \[0, 1\]: \[1.5, -0.5\]"),
    ([[[(NAN, 0, 0.0, False)]]], "outside"),
    ([STAY, [[(1.0, 2, 0.0, False)]]], "state 1, action 0: next state 2"),
    ([[[(1.0, -1, 0.0, False)]]], "next state -1"),  # Python would count from the end
    ([[[(1.0, 0, NAN, False)]]], "reward nan"),
    ([[[(1.0, 0, -INF, False)]]], "reward -inf"),
])
def test_what_is_not_a_model(model, message):
    with pytest.raises(ValueError, match=message):
        check_model(model)


def test_rounding_is_forgiven():
    check_model([[[Outcome(1 / 49, 0, 0.0, False)] * 49]])  # 49 * (1/49) < 1 in floats


@given(models())
def test_random_models_are_models(model):
    check_model(model)


def test_as_model_reads_gymnasiums_dictionaries_into_plain_numbers():
    table = {0: {0: [(0.25, 0, 0, False), (0.75, np.int64(1), np.float64(3), np.bool_(True))]},
             1: {0: [(1, 1, -1, False)]}}
    model = as_model(table)
    assert model == [[[Outcome(0.25, 0, 0.0, False), Outcome(0.75, 1, 3.0, True)]],
                     [[Outcome(1.0, 1, -1.0, False)]]]
    assert [type(x) for x in model[0][0][1]] == [float, int, float, bool]


@pytest.mark.parametrize(("table", "error"), [
    ({0: {0: [(0.5, 0, 0, False)]}}, ValueError),
    ({0: {0: [(1.0, 0.5, 0, False)]}}, TypeError),  # there is no half state
    ({0: {1: [(1.0, 0, 0, False)]}}, KeyError),  # actions must be numbered from 0
])
def test_as_model_refuses(table, error):
    with pytest.raises(error):
        as_model(table)


def test_as_model_copies():
    table = [[[(1.0, 0, 0.0, False)]]]
    model = as_model(table)
    table[0][0].clear()
    assert len(model[0][0]) == 1


# ---------------------------------------------------------------- acting


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
    assert environment.action_space.n == 2
    with pytest.raises(ValueError, match="action 1"):
        environment.step(1)


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
    ([1.0, 0.0], 0, "at least 1 step"),
])
def test_what_is_not_an_environment(start, limit, message):
    with pytest.raises(ValueError, match=message):
        TabularEnvironment(COIN, start, limit)


def test_a_model_at_fault_is_no_environment():
    with pytest.raises(ValueError, match="state 0, action 0"):
        TabularEnvironment([[[Outcome(0.5, 0, 0.0, False)]]], [1.0])


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
