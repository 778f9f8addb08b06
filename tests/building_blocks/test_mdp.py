"""Spaces, models and the environment that draws from one."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.building_blocks.mdp import (
    Box,
    Discrete,
    Episode,
    Outcome,
    Step,
    TabularEnvironment,
    as_model,
    check_model,
    collect,
    detached,
    episode_steps,
    run_episode,
)
from policywerk.primitives.random import categorical, stream
from policywerk.world.balance import Balance
from policywerk.world.cart_pole import CartPole
from policywerk.world.cliff import Cliff
from policywerk.world.gridworld import GridWorld
from policywerk.world.maximisation_bias import MaximisationBias
from policywerk.world.random_walk import RandomWalk
from random_models import models, models_with_policies

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
    ([[[(1.0, 0.0, 0.0, False)]]], "state 0, action 0: next state 0.0 is not one of the 1"),
    ([[[(1.0, False, 0.0, False)]]], "next state False"),
    ([STAY, [[(1.0, 0, 0.0)]]], r"state 1, action 0: an outcome is .* got \(1.0, 0, 0.0\)"),
    ([[[(1.0, 0, 0.0, False, 5)]]], "state 0, action 0: an outcome is"),
    ([[Outcome(1.0, 0, 0.0, False)]], "state 0, action 0: an outcome is .* got 1.0"),
    ([[[[1.0], [0], [0.0], [False]]]], "state 0, action 0: an outcome is"),
    ([[[("1", 0, 0.0, False)]]], "state 0, action 0: something here is no number"),
    ([[[(1.0, 0, None, False)]]], "state 0, action 0: something here is no number"),
    ([STAY, [None]], "state 1, action 0: needs a list of outcomes, got None"),
    ([STAY, 0], "state 1 needs a list of actions, got 0"),
    ({0: {0: [(1.0, 0, 0.0, False)]}}, "as_model reads dict"),
    (None, "a model is a list of states"),
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


@pytest.mark.parametrize(("table", "message"), [
    ({0: {0: [(0.5, 0, 0, False)]}}, "state 0, action 0: probabilities sum to 0.5"),
    ({0: {0: [(1.0, 0.5, 0, False)]}}, "state 0, action 0: .*float"),  # there is no half state
    ({0: {1: [(1.0, 0, 0, False)]}}, "state 0, action 0: .*: 0"),  # number actions from 0
    ({1: {0: [(1.0, 0, 0, False)]}}, "state 0, action 0: .*: 0"),
    ([[[(1.0, 0, 0, False)], [(1.0, 0, 0)]]], "state 0, action 1: .*terminated"),
    ([[[(1.0, 0, 0, False)], 7]], "state 0, action 1: .*not iterable"),
    ([[[("x", 0, 0, False)]]], "state 0, action 0: .*'x'"),
])
def test_as_model_refuses(table, message):
    with pytest.raises(ValueError, match=message):
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
    ([1.0, 0.0], 0, "at least 1 step"),
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


# ---------------------------------------------------------------- episodes


class Counting:
    """Shows how many steps were taken, in one list that it changes; pays that number.

    Ends after `length` steps, by `flags`. It remembers how it was treated.
    """

    observation_space = action_space = Discrete(1)

    def __init__(self, length=3, flags=(True, False)):
        self.length, self.flags = length, flags
        self.shown, self.resets, self.over = [0, [0]], [], True

    def reset(self, seed=None, options=None):
        self.resets.append(seed)
        self.shown[0], self.shown[1][0], self.over = 0, 0, False
        return self.shown, {}

    def step(self, action):
        assert not self.over, "stepped past the end"
        self.shown[0] += 1
        self.shown[1][0] = action
        self.over = self.shown[0] == self.length
        terminated, truncated = self.flags if self.over else (False, False)
        return self.shown, self.shown[0], terminated, truncated, {}


def ten_more(observation, rng):
    return observation[0] + 10


RNG = stream(0, "acting")


def test_an_episode_step_by_step():
    world = Counting(length=2)
    episode = run_episode(world, world.reset()[0], ten_more, RNG)
    # The world has one list for all it shows; the steps must not.
    assert episode.steps == [
        Step([0, [0]], 10, 1.0, [1, [10]], False, False),
        Step([1, [10]], 11, 2.0, [2, [11]], True, False),
    ]
    assert episode.observations == [[0, [0]], [1, [10]], [2, [11]]]
    assert (episode.actions, episode.rewards) == ([10, 11], [1.0, 2.0])
    assert all(type(reward) is float for reward in episode.rewards)


@pytest.mark.parametrize("flags", [(True, False), (False, True), (True, True)])
def test_the_two_ends_are_kept_apart(flags):
    world = Counting(flags=flags)
    episode = run_episode(world, world.reset()[0], ten_more, RNG)
    assert (episode.terminated, episode.truncated, episode.over) == (*flags, True)


def test_running_an_episode_resets_nothing():
    world = Counting()
    run_episode(world, world.reset(seed=4)[0], ten_more, RNG)
    assert world.resets == [4]
    with pytest.raises(RuntimeError, match="no episode is under way"):
        run_episode(TabularEnvironment(COIN, [1.0, 0.0]), 0, lambda state, rng: 0, RNG)


def test_steps_are_handed_over_as_they_are_taken():
    world = Counting()
    steps = episode_steps(world, world.reset()[0], ten_more, RNG)
    assert world.shown[0] == 0
    assert [(step.reward, world.shown[0]) for step in steps] == [(1.0, 1), (2.0, 2), (3.0, 3)]


@pytest.mark.parametrize("reward", [NAN, INF, -INF])
def test_a_reward_that_is_not_finite_is_refused(reward):
    world = Counting()
    world.step = lambda action: (0, reward, False, False, {})
    with pytest.raises(ValueError, match=f"action 10 was paid {reward}, which is not finite"):
        run_episode(world, [0], ten_more, RNG)


def test_an_episode_has_steps_and_one_end():
    step = Step(0, 0, 1.0, 0, False, False)
    with pytest.raises(ValueError, match="at least one step"):
        Episode([])
    for end in (step._replace(terminated=True), step._replace(truncated=True)):
        assert Episode([step, end]).over
        with pytest.raises(ValueError, match="step 1 of 3 ended its episode"):
            Episode([step, end, step])
    assert not Episode([step, step]).over


def test_collecting_cuts_where_episodes_end():
    world = Counting(length=3)
    found = collect(world, world.reset(seed=2)[0], ten_more, 7, RNG)
    assert [episode.rewards for episode in found.episodes] == [
        [1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [1.0]]
    assert [episode.over for episode in found.episodes] == [True, True, False]
    assert world.resets == [2, None, None]  # after each end, and never with a seed
    # The next call goes on in the middle of the third episode.
    following = collect(world, found.observation, ten_more, 2, RNG)
    assert [episode.rewards for episode in following.episodes] == [[2.0, 3.0]]
    assert world.resets == [2, None, None, None]  # ended with the last step: ready for the next
    assert following.observation == [0, [0]]


@pytest.mark.parametrize("horizon", [0, -1])
def test_collecting_no_steps_is_refused(horizon):
    with pytest.raises(ValueError, match=f"horizon of at least 1 step, got {horizon}"):
        collect(Counting(), [0], ten_more, horizon, RNG)


def coin_steps(horizons, seed):
    """Steps in the coin's world, collected in pieces of these lengths, one after the other."""
    world, rng = TabularEnvironment(COIN, [1.0, 0.0], time_limit=4), stream(seed, "acting")
    observation, steps = world.reset(seed)[0], []
    for horizon in horizons:
        found = collect(world, observation, lambda state, rng: 0, horizon, rng)
        assert sum(len(episode.steps) for episode in found.episodes) == horizon
        steps += [step for episode in found.episodes for step in episode.steps]
        observation = found.observation
    return steps


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.integers(0, 99))
def test_where_the_pieces_end_changes_nothing(horizons, seed):
    assert coin_steps(horizons, seed) == coin_steps([sum(horizons)], seed)


@given(models_with_policies(), st.integers(0, 99))
def test_steps_follow_one_another(case, seed):
    model, policy = case
    world, rng = TabularEnvironment(model, one_of(len(model)), 6), stream(seed, "acting")
    start, _ = world.reset(seed)
    steps = run_episode(world, start, lambda s, rng: categorical(rng, policy[s]), rng).steps
    assert [step.next_observation for step in steps[:-1]] == [
        step.observation for step in steps[1:]]
    for s, a, reward, s2, terminated, _ in steps:
        assert any((o.next_state, o.reward, o.terminated) == (s2, reward, terminated)
                   for o in model[s][a])
    assert steps[-1].truncated == (len(steps) == 6)


def one_of(states):
    return [1.0] + [0.0] * (states - 1)


@pytest.mark.parametrize("value", [3, 0.5, None, (1, 2), "text"])
def test_what_cannot_change_is_not_copied(value):
    assert detached(value) is value
