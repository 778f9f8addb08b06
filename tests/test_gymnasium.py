"""Our environments in Gymnasium's hands, and our planning on Gymnasium's environments."""

from __future__ import annotations

import warnings

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from policywerk.actors.bellman import Sweeping, policy_iteration, value_iteration
from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import as_model
from policywerk.lessons.l01_bellman import walk
from policywerk.primitives.random import stream
from policywerk.world.cliff import Cliff
from policywerk.world.gambler import gambler
from policywerk.world.gridworld import GridWorld
from policywerk.world.howard import taxicab, toymaker
from policywerk.world.maximisation_bias import MaximisationBias
from policywerk.world.random_walk import RandomWalk
from policywerk.world.sutton_barto import figure_3_2, figure_4_1
from random_models import distance, one_hot


class Adapter(gymnasium.Env):
    """One of our environments, as Gymnasium's class."""

    def __init__(self, environment):
        self.environment = environment
        self.observation_space = gymnasium.spaces.Discrete(environment.observation_space.n)
        self.action_space = gymnasium.spaces.Discrete(environment.action_space.n)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)  # which only seeds Gymnasium's own generator
        return self.environment.reset(seed, options)

    def step(self, action):
        return self.environment.step(int(action))


@pytest.mark.parametrize("environment", [
    GridWorld(), GridWorld(slip=0.2, time_limit=5),
    TabularEnvironment(figure_3_2(), [1 / 25] * 25, time_limit=10),
    TabularEnvironment(figure_4_1(), [1 / 16] * 16),
    TabularEnvironment(toymaker(), [0.5, 0.5]), RandomWalk(),
    Cliff(), Cliff(slip=0.2, time_limit=7),
    TabularEnvironment(taxicab(), [1 / 3] * 3, 5),  # its towns have two actions or three
    TabularEnvironment(gambler(goal=4), [0.0, 0.5, 0.0, 0.5, 0.0]), MaximisationBias(),
], ids=["firm grid", "slippery grid", "figure 3.2", "figure 4.1", "toymaker", "random walk",
        "cliff", "slippery cliff", "taxicab", "gambler", "maximisation bias"])
def test_ours_pass_gymnasiums_checker(environment):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(Adapter(environment), skip_render_check=True)


@pytest.mark.parametrize("environment", [
    GridWorld(slip=0.2), Cliff(), TabularEnvironment(taxicab(), [1 / 3] * 3), MaximisationBias(),
], ids=["grid", "cliff", "taxicab", "maximisation bias"])
def test_gymnasiums_wrappers_drive_ours(environment):
    wrapped = gymnasium.wrappers.RecordEpisodeStatistics(
        gymnasium.wrappers.TimeLimit(Adapter(environment), 4))
    wrapped.action_space.seed(1)
    wrapped.reset(seed=1, options={})
    for _ in range(50):
        *_, terminated, truncated, info = wrapped.step(wrapped.action_space.sample())
        if terminated or truncated:
            assert 1 <= info["episode"]["l"] <= 4
            wrapped.reset()


def test_actions_drawn_by_gymnasium_need_no_translation():
    # Its spaces draw numpy's integers.
    drawn = gymnasium.spaces.Discrete(4, seed=1)
    world, theirs = Cliff(), Adapter(Cliff())
    assert world.reset(seed=2) == theirs.reset(seed=2)
    for _ in range(20):
        action = drawn.sample()
        assert type(action) is np.int64
        assert world.step(action) == theirs.step(action)


# ---------------------------------------------------------------- theirs, planned by us


def tensors(table):
    """P and r as arrays; what terminates leads nowhere."""
    states, actions = len(table), len(table[0])
    transition, reward = np.zeros((states, actions, states)), np.zeros((states, actions))
    for s in range(states):
        for a in range(actions):
            for p, s2, r, terminated in table[s][a]:
                reward[s, a] += p * r
                transition[s, a, s2] += 0.0 if terminated else p
    return transition, reward


def planned_by_numpy(table, gamma):
    transition, reward = tensors(table)
    values, change = np.zeros(len(table)), 1.0
    while change > 1e-13:
        newer = (reward + gamma * transition @ values).max(axis=1)
        values, change = newer, distance(newer, values)
    return values


@pytest.mark.parametrize(("name", "gamma"), [
    ("FrozenLake-v1", 0.9), ("FrozenLake-v1", 0.99), ("FrozenLake8x8-v1", 0.95),
    ("CliffWalking-v1", 0.9), ("Taxi-v4", 0.9),
])
def test_values_of_theirs(name, gamma):
    table = gymnasium.make(name).unwrapped.P
    plan = value_iteration(as_model(table), Sweeping(gamma, 1e-12))
    assert distance(plan.values, planned_by_numpy(table, gamma)) < 1e-9


def test_the_cliff_is_thirteen_steps_long():
    environment = gymnasium.make("CliffWalking-v1")
    model = as_model(environment.unwrapped.P)
    plan = value_iteration(model, Sweeping(1.0))
    assert plan.values[36] == -13.0  # up, eleven to the right, down
    earned, path = walk(environment, one_hot(model, plan.choices), 1.0, stream(0, "test"))
    assert (earned, len(path)) == (-13.0, 14)


def success_in_time(table, choices, start, steps):
    """Probability that a policy has reached the goal after so many steps, exactly."""
    transition, reward = tensors(table)
    rows = np.arange(len(table)), choices
    here, reached = np.eye(len(table))[start], 0.0
    for _ in range(steps):
        reached += here @ reward[rows]
        here = here @ transition[rows]
    return reached


def test_our_plan_crosses_their_frozen_lake():
    environment = gymnasium.make("FrozenLake-v1")  # cut short after 100 steps
    model = as_model(environment.unwrapped.P)
    plan = policy_iteration(model, [0] * 16, Sweeping(0.99), exact=True)
    chance = success_in_time(model, plan.choices, start=0, steps=100)
    policy, rng = one_hot(model, plan.choices), stream(0, "test")
    environment.reset(seed=1)
    crossed = sum(walk(environment, policy, 1.0, rng)[0] for _ in range(1000)) / 1000
    assert 0.7 < chance < 0.8
    assert abs(crossed - chance) < 4 * np.sqrt(chance * (1 - chance) / 1000)


@pytest.mark.parametrize("seed", range(10))
def test_our_plan_drives_their_taxi(taxi, seed):
    environment, plan = taxi  # nothing is left to chance but the start, so v(start) is the return
    start, _ = environment.reset(seed=seed)
    state, earned, discount, over = start, 0.0, 1.0, False
    while not over:
        state, reward, terminated, truncated, _ = environment.step(plan.choices[state])
        earned, discount = earned + discount * reward, discount * 0.99
        over = terminated or truncated
    assert terminated
    assert earned == pytest.approx(plan.values[start], abs=1e-6)


@pytest.fixture(scope="module")
def taxi():
    environment = gymnasium.make("Taxi-v4")
    return environment, value_iteration(as_model(environment.unwrapped.P), Sweeping(0.99))
