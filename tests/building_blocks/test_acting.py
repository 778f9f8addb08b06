"""Episodes: steps that are taken, kept and collected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.building_blocks.acting import (
    Episode,
    Step,
    collect,
    detached,
    episode_steps,
    run_episode,
)
from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome
from policywerk.building_blocks.spaces import Discrete
from policywerk.primitives.random import categorical, stream
from random_models import models_with_policies

NAN, INF = float("nan"), float("inf")
# State 0: a coin decides between staying and the end. State 1 ends at once.
COIN = [[[Outcome(0.5, 0, -1.0, False), Outcome(0.5, 1, 2.0, True)]],
        [[Outcome(1.0, 1, 0.0, True)]]]


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
