"""The point mass: its steps by hand, its walls and ends, and what baselines earn."""

from __future__ import annotations

import math
import warnings

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from policywerk.primitives.random import stream
from policywerk.primitives.scalar import clip
from policywerk.world.balance import Balance
from policywerk.world.cart_pole import CartPole
from policywerk.world.cart_pole_v1 import CartPoleV1
from policywerk.world.pendulum import Pendulum
from policywerk.world.pixel_pointmass import AGENT, PixelPointMass, picture
from policywerk.world.pointmass import PointMass, glide


def test_two_steps_by_hand():
    # v = 0.7 * 0 + 0.05 * 1 = 0.05;  then 0.7 * 0.05 + 0.05 * 1 = 0.085
    place, speed = glide([0.1, 0.2], [0.0, 0.0], [1.0, -0.5])
    assert speed == pytest.approx([0.05, -0.025])
    assert place == pytest.approx([0.15, 0.175])
    place, speed = glide(place, speed, [1.0, 0.0])
    assert speed == pytest.approx([0.085, -0.0175])
    assert place == pytest.approx([0.235, 0.1575])


def test_a_wall_stops_one_coordinate():
    # x would come to 0.98 + 0.07 + 0.05 = 1.1; y is not at a wall
    place, speed = glide([0.98, 0.0], [0.1, 0.1], [1.0, 1.0])
    assert (place[0], speed[0]) == (1.0, 0.0)
    assert (place[1], speed[1]) == pytest.approx((0.12, 0.12))
    place, speed = glide([-0.99, 0.0], [-0.1, 0.0], [-1.0, 0.0])
    assert (place[0], speed[0]) == (-1.0, 0.0)


def test_an_observation_is_place_five_times_velocity_target():
    world = PointMass(target=[0.5, -0.5])
    before, _ = world.reset(seed=1)
    assert before[2:] == [0.0, 0.0, 0.5, -0.5]
    after, *_ = world.step([1.0, 0.0])
    assert after[0] == pytest.approx(before[0] + 0.05)
    assert after[2] == pytest.approx(0.25)  # 5 * 0.05


def test_starts_are_far_enough_and_follow_the_seed():
    world = PointMass()
    starts = [world.reset(seed=3)[0]] + [world.reset()[0] for _ in range(1000)]
    assert starts[0] == PointMass().reset(seed=3)[0] != starts[1]
    distances = [float(np.hypot(x - a, y - b)) for x, y, _, _, a, b in starts]
    assert 0.4 < min(distances) < 0.45
    places = np.array(starts)[:, [0, 1, 4, 5]]
    assert -0.9 <= places.min() < -0.89
    assert 0.89 < places.max() <= 0.9


def place_at(world, position, velocity=(0.0, 0.0)):
    world.reset(seed=0)
    world._position, world._velocity = list(position), list(velocity)


def test_the_reward_is_of_the_distance_after_the_move():
    world = PointMass(target=[0.5, 0.0])
    place_at(world, [0.0, 0.0])
    _, reward, terminated, truncated, _ = world.step([1.0, 0.0])  # to 0.05: 0.45 are left
    assert (reward, terminated, truncated) == (pytest.approx(-0.045), False, False)


def test_reaching_terminates_and_pays():
    world = PointMass(target=[0.5, 0.0])
    place_at(world, [0.26, 0.0])
    _, reward, terminated, truncated, _ = world.step([1.0, 0.0])  # to 0.31: 0.19 are left
    assert (reward, terminated, truncated) == (pytest.approx(1.0 - 0.019), True, False)
    with pytest.raises(RuntimeError, match="reset"):
        world.step([0.0, 0.0])


def test_exactly_at_the_radius_is_not_reached():
    world = PointMass(target=[0.0, 0.0])
    place_at(world, [0.2, 0.0])
    assert world.step([0.0, 0.0])[2] is False


def test_forty_steps_truncate():
    world = PointMass(target=[0.9, 0.9])
    place_at(world, [-0.9, -0.9])
    ends = [world.step([0.0, 0.0])[2:4] for _ in range(40)]
    assert ends == [(False, False)] * 39 + [(False, True)]
    with pytest.raises(RuntimeError, match="reset"):
        world.step([0.0, 0.0])


def test_no_clock_no_truncation():
    world = PointMass(target=[0.9, 0.9], time_limit=None)
    place_at(world, [-0.9, -0.9])
    assert not any(world.step([0.0, 0.0])[3] for _ in range(200))


@pytest.mark.parametrize("action", [[1.1, 0.0], [0.0], 0.5, [float("nan"), 0.0], "up", None])
def test_other_actions_are_refused(action):
    world = PointMass()
    world.reset(seed=0)
    with pytest.raises(ValueError, match="is not in"):
        world.step(action)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="target"):
        PointMass(target=[0.95, 0.0])
    with pytest.raises(ValueError, match="time_limit"):
        PointMass(time_limit=0)
    with pytest.raises(ValueError, match="options"):
        PointMass().reset(options={"x": 1})
    with pytest.raises(RuntimeError, match="reset"):
        PointMass().step([0.0, 0.0])


def test_an_observation_is_the_callers_own():
    world = PointMass()
    seen, _ = world.reset(seed=4)
    true = list(seen)
    seen[0] = seen[4] = 99.0
    after, *_ = world.step([0.0, 0.0])
    assert after == true


# ---------------------------------------------------------------- baselines


def judged(act, episodes, target=None, seed=0):
    """Mean return, share of successes, steps an episode."""
    world = PointMass(target)
    observation, _ = world.reset(seed=seed)
    earned = reached = steps = left = 0
    while left < episodes:
        observation, reward, terminated, truncated, _ = world.step(act(observation))
        earned, reached, steps = earned + reward, reached + terminated, steps + 1
        if terminated or truncated:
            left += 1
            observation, _ = world.reset()
    return earned / episodes, reached / episodes, steps / episodes


def steer(observation):
    """Push towards the target, less if it is moving: 5 (t - x) - 2 * 5 v, clipped."""
    return [clip(5.0 * (observation[4 + i] - observation[i]) - 2.0 * observation[2 + i], -1.0, 1.0)
            for i in range(2)]


def test_what_chance_earns():  # elsewhere, over 400 to 500 episodes: -4.09, 9.5 %, 38 steps
    rng, space = stream(1, "actions"), PointMass().action_space
    earned, reached, steps = judged(lambda observation: space.sample(rng), 600)
    assert earned == pytest.approx(-4.09, abs=0.25)
    assert 0.05 < reached < 0.13
    assert 37.0 < steps < 39.5


def test_what_an_expert_earns():  # elsewhere: 0.534, 100 %, 7.3 steps
    earned, reached, steps = judged(steer, 600)
    assert earned == pytest.approx(0.534, abs=0.04)
    assert reached == 1.0
    assert steps == pytest.approx(7.3, abs=0.3)


def test_with_the_target_fixed():  # elsewhere: -4.18; -2.22 and 17 %; 0.533 and 100 %
    target = [0.5, -0.5]
    assert judged(lambda observation: [0.0, 0.0], 300, target)[:2] == (
        pytest.approx(-4.18, abs=0.25), 0.0)
    earned, reached, _ = judged(lambda observation: [1.0, -1.0], 300, target)
    assert earned == pytest.approx(-2.22, abs=0.4)
    assert reached == pytest.approx(0.17, abs=0.07)
    earned, reached, _ = judged(steer, 300, target)
    assert (earned, reached) == (pytest.approx(0.533, abs=0.04), 1.0)


# ---------------------------------------------------------------- Gymnasium


class Adapter(gymnasium.Env):
    """One of our environments of numbers, as Gymnasium's class."""

    def __init__(self, environment):
        self.environment = environment
        seen, done = environment.observation_space, environment.action_space
        self.observation_space = gymnasium.spaces.Box(seen.low, seen.high, seen.shape, np.float64)
        self.action_space = gymnasium.spaces.Box(done.low, done.high, done.shape, np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        observation, info = self.environment.reset(seed, options)
        return np.array(observation), info

    def step(self, action):
        observation, *rest = self.environment.step(action)
        return (np.array(observation), *rest)


@pytest.mark.parametrize("world", [PointMass(), PointMass(target=[0.5, -0.5], time_limit=3)])
def test_it_passes_gymnasiums_checker(world):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(Adapter(world), skip_render_check=True)


@pytest.mark.parametrize("wrong", [
    reversed([1.0, 0.0]), iter([1.0, 0.0]), "01", b"\0\1", {0.5, -0.5}, [10**400, 0.0]])
@pytest.mark.parametrize("make", [PointMass, PixelPointMass])
def test_a_push_that_is_no_vector_changes_nothing(make, wrong):
    world, other = make(), make()
    assert world.reset(seed=4) == other.reset(seed=4)
    with pytest.raises(ValueError, match="is not in Box"):
        world.step(wrong)
    assert world.step([1.0, 0.0]) == other.step([1.0, 0.0])


@pytest.mark.parametrize("limit", [0, 2.5, 40.0, math.nan, math.inf, "9"])
@pytest.mark.parametrize("make", [PointMass, PixelPointMass, Balance, CartPole, CartPoleV1,
                                  Pendulum])
def test_a_clock_counts_whole_steps(make, limit):
    with pytest.raises(ValueError, match="time_limit must be a whole number, at least 1, got"):
        make(time_limit=limit)


@pytest.mark.parametrize("repeat", [0, 2.0, math.nan])
def test_a_push_is_held_for_whole_steps(repeat):
    with pytest.raises(ValueError, match="repeat must be a whole number, at least 1, got"):
        PixelPointMass(repeat=repeat)


def test_a_glide_needs_as_many_coordinates():
    with pytest.raises(ValueError, match="as many coordinates, got 2, 2 and 1"):
        glide([0.0, 0.0], [0.0, 0.0], [1.0])


@pytest.mark.parametrize("place", [[math.nan, 0.0], [0.0, math.inf]])
def test_no_picture_of_nowhere(place):
    with pytest.raises(ValueError, match="two finite coordinates"):
        picture(place, AGENT)
