"""Balance: its swing, its two kinds of action, and how easy it is."""

from __future__ import annotations

import math
import warnings

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from policywerk.world.balance import BOXES, Balance, swing


def test_one_step_by_hand():
    # phi'' = 9.8 sin 0.1 + 5 = 5.978367; 0.02 s of it: phi' = 0.119567
    # and then phi = 0.1 + 0.02 * 0.119567 = 0.102391, with the new speed
    angle, turning = swing([0.1, 0.0], 5.0)
    assert turning == pytest.approx(0.119567, abs=1e-6)
    assert angle == pytest.approx(0.102391, abs=1e-6)


def test_there_are_36_boxes():
    assert BOXES.shape == (6, 6)
    assert BOXES.index([-0.3, -9.0]) == 0
    assert BOXES.index([0.0, 0.0]) == 21
    assert BOXES.index([0.3, 9.0]) == 35


def test_starts_lie_near_upright_and_follow_the_seed():
    world = Balance()
    starts = [world.reset(seed=3)[0]] + [world.reset()[0] for _ in range(500)]
    assert starts[0] == Balance().reset(seed=3)[0] != starts[1]
    angles = [angle for angle, _ in starts]
    assert all(turning == 0.0 for _, turning in starts)
    assert -0.05 <= min(angles) < -0.045
    assert 0.045 < max(angles) <= 0.05


def episode(world, act, seed=0):
    observation, _ = world.reset(seed=seed)
    rewards = []
    while True:
        observation, reward, terminated, truncated, _ = world.step(act(*observation))
        rewards.append(reward)
        if terminated or truncated:
            return rewards, terminated, truncated


def test_a_fall_pays_nothing_and_ends_the_episode():
    rewards, terminated, truncated = episode(Balance(), lambda angle, turning: 1)
    assert (terminated, truncated) == (True, False)
    assert rewards == [1.0] * (len(rewards) - 1) + [0.0]
    assert len(rewards) < 25


@pytest.mark.parametrize("seed", range(10))
def test_pushing_against_the_lean_is_enough(seed):
    rewards, terminated, truncated = episode(Balance(), lambda angle, turning: int(angle < 0), seed)
    assert (len(rewards), terminated, truncated) == (500, False, True)
    assert math.fsum(rewards) == 500.0


def test_actions_from_a_range_do_the_same_as_two_actions():
    two = episode(Balance(), lambda angle, turning: int(turning < 0))
    many = episode(Balance(continuous=True), lambda a, turning: [5.0 if turning < 0 else -5.0])
    assert two == many


def test_a_gentle_hand_balances_for_ever():
    world = Balance(continuous=True, time_limit=None)
    observation, _ = world.reset(seed=1)
    for _ in range(2000):
        twist = -12.0 * observation[0] - 3.0 * observation[1]
        observation, _, terminated, truncated, _ = world.step([max(-5.0, min(5.0, twist))])
        assert not terminated
        assert not truncated
    assert abs(observation[0]) < 1e-6


@pytest.mark.parametrize(("continuous", "wrong"), [
    (False, 2), (False, True), (False, [1.0]), (False, 0.5),
    (True, 1), (True, [5.1]), (True, [1.0, 1.0]), (True, [float("nan")]),
])
def test_other_actions_are_refused(continuous, wrong):
    world = Balance(continuous)
    world.reset(seed=0)
    with pytest.raises(ValueError, match=r"action .* is not in"):
        world.step(wrong)


def test_episodes_begin_and_end():
    world = Balance(time_limit=2)
    with pytest.raises(RuntimeError, match="reset"):
        world.step(0)
    world.reset()
    assert world.step(0)[1:4] == (1.0, False, False)
    assert world.step(1)[1:4] == (1.0, False, True)
    with pytest.raises(RuntimeError, match="reset"):
        world.step(0)
    with pytest.raises(ValueError, match="time_limit"):
        Balance(time_limit=0)


class Adapter(gymnasium.Env):
    """Our hinged pole, as Gymnasium's class."""

    def __init__(self, continuous):
        self.world = Balance(continuous)
        self.observation_space = gymnasium.spaces.Box(-10.0, 10.0, (2,), np.float64)
        self.action_space = (gymnasium.spaces.Box(-5.0, 5.0, (1,), np.float64) if continuous
                             else gymnasium.spaces.Discrete(2))

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        observation, info = self.world.reset(seed, options)
        return np.array(observation), info

    def step(self, action):
        observation, *rest = self.world.step(action)
        return np.array(observation), *rest


@pytest.mark.parametrize("continuous", [False, True])
def test_it_passes_gymnasiums_checker(continuous):
    with warnings.catch_warnings():
        warnings.filterwarnings("error")
        warnings.filterwarnings("ignore", message=".*symmetric and normalized.*")
        check_env(Adapter(continuous), skip_render_check=True)


def test_what_it_shows_is_the_callers_own():
    one, other = Balance(), Balance()
    one.reset(seed=1)[0][0] = 0.3
    other.reset(seed=1)
    for action in (1, 0, 0):
        seen, ours = one.step(action)[0], other.step(action)[0]
        assert seen == ours
        seen[1] = 1e6


def test_numbers_of_numpy_will_do():
    two, theirs = Balance(), Balance()
    many = Balance(continuous=True)
    assert two.reset(seed=np.int64(4)) == theirs.reset(seed=4) == many.reset(seed=4)
    for action in (1, 0, 1):
        plain = theirs.step(action)
        assert two.step(np.int64(action)) == plain
        assert many.step(np.array([10.0 * action - 5.0])) == plain
        assert all(type(x) is float for x in plain[0])
    for wrong in (np.array([5.1]), np.array(1.0), np.array([1.0, 1.0]), np.float64(1.0), ["a"]):
        with pytest.raises(ValueError, match="is not in"):
            many.step(wrong)


@pytest.mark.parametrize("state", [[], [0.1], [0.1, 0.0, 0.0]])
def test_a_state_is_two_numbers(state):
    with pytest.raises(ValueError, match=r"a state is \[phi, phi'\], got"):
        swing(state, 5.0)
