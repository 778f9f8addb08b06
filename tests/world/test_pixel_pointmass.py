"""The pixel point mass: pixels computed otherwise, held actions, ends, and what baselines earn."""

from __future__ import annotations

import warnings
from pathlib import Path

import gymnasium
import numpy as np
import pixel_pointmass_bits
import pytest
from gymnasium.utils.env_checker import check_env

from interpreters import PYPY, run_python
from policywerk.primitives.random import stream
from policywerk.primitives.scalar import clip
from policywerk.world.pixel_pointmass import AGENT, TARGET, PixelPointMass, picture, pixel
from policywerk.world.pointmass import PointMass

FIXED = [(0.5, -0.5)]
CORNERS = [(x, y) for x in (-0.5, 0.5) for y in (-0.5, 0.5)]


# ---------------------------------------------------------------- the picture


def test_where_coordinates_lie():
    # 1 + 13 (x + 1) / 2
    assert [pixel(x) for x in (-1.0, 0.0, 1.0)] == [1.0, 7.5, 14.0]
    assert pixel(0.5) == pytest.approx(10.75)


def at_pixel(column, row):
    """The place whose blob has its middle in the middle of a pixel."""
    return [2 * (column - 1) / 13 - 1, 1 - 2 * (row - 1) / 13]


@pytest.mark.parametrize(("blob", "shades"), [
    # exp(-1/1.62) = 0.539, exp(-2/1.62) = 0.291, exp(-4/1.62) = 0.0847, exp(-9/1.62) = 0.0039
    (AGENT, [1.0, 0.53941, 0.29096, 0.08466, 0.0]),
    # 0.5 exp(-1/3.92) = 0.387, exp(-2/3.92), exp(-4/3.92), exp(-9/3.92) = 0.1007
    (TARGET, [0.5, 0.38742, 0.30019, 0.18022, 0.05033])])
def test_shades_by_hand(blob, shades):
    image = np.array(picture(at_pixel(6, 9), blob)).reshape(16, 16)
    found = [image[9, 6], image[9, 7], image[10, 7], image[11, 6], image[9, 3]]
    assert found == pytest.approx(shades, abs=1e-5)


def test_x_is_to_the_right_and_y_upwards():
    image = np.array(picture([0.9, 0.9], AGENT)).reshape(16, 16)
    row, column = np.unravel_index(image.argmax(), image.shape)
    assert (row, column) == (2, 13)  # 1 + 13 * 0.05 = 1.65 from the top, 13.35 from the left


def rendered(position, target):
    """The picture by numpy: of the pixel's distance, not of its row and column."""
    rows, columns = np.mgrid[0:16, 0:16]
    image = np.zeros((16, 16))
    for (x, y), sigma, peak in ((position, 0.9, 1.0), (target, 1.4, 0.5)):
        distance = np.hypot(columns - ((x + 1) / 2 * 13 + 1), rows - ((1 - y) / 2 * 13 + 1))
        image = np.maximum(image, peak * np.exp(-(distance**2) / (2 * sigma**2)))
    return np.where(image < 0.02, 0.0, image)


def walk(world, steps, seed=0):
    """What a world hands out under random actions: (observation, reward, ended, ended, info)."""
    rng = stream(seed, "actions")
    seen, info = world.reset(seed=seed)
    yield seen, 0.0, False, False, info
    for _ in range(steps):
        seen, reward, terminated, truncated, info = world.step(world.action_space.sample(rng))
        yield seen, reward, terminated, truncated, info
        if terminated or truncated:
            seen, info = world.reset()
            yield seen, 0.0, False, False, info


@pytest.mark.parametrize("world", [PixelPointMass(), PixelPointMass(FIXED, 0.3, 3)])
def test_pixels_are_those_of_another_program(world):
    for seen, *_, info in walk(world, 200):
        expected = rendered(info["position"], info["target"]).ravel()
        np.testing.assert_allclose(seen, expected, rtol=1e-12, atol=0.0)


def test_a_picture_is_mostly_black():  # elsewhere: about 57 of 256
    lit = [sum(x > 0.0 for x in seen) for seen, *_ in walk(PixelPointMass(), 2000)]
    assert np.mean(lit) == pytest.approx(57, abs=2)
    assert min(x for seen, *_ in walk(PixelPointMass(), 50) for x in seen if x > 0.0) >= 0.02


def test_velocity_cannot_be_seen():
    seen = []
    for velocity in ([0.0, 0.0], [0.1, -0.1]):
        world = PixelPointMass(FIXED)
        place_at(world, [0.0, 0.0], velocity)
        seen.append(world._seen()[0])
    assert seen[0] == seen[1]


# ---------------------------------------------------------------- the physics


def place_at(world, position, velocity=(0.0, 0.0)):
    world.reset(seed=0)
    world._position, world._velocity = list(position), list(velocity)


def test_it_is_the_point_mass_with_other_eyes():
    plain, pixels = walk(PointMass(), 300), walk(PixelPointMass(), 300)
    for (state, *rest, _), (_, *same, info) in zip(plain, pixels, strict=True):
        assert same == rest
        assert state == [*info["position"], *[5.0 * v for v in info["velocity"]],
                         *info["target"]]


def test_three_held_steps_are_three_steps():
    held, single = PixelPointMass(FIXED, repeat=3), PixelPointMass(FIXED)
    for world in (held, single):
        place_at(world, [-0.5, 0.0])
    seen, reward, *_ = held.step([1.0, -0.5])
    three = [single.step([1.0, -0.5]) for _ in range(3)]
    # -0.5, then 0.05, 0.085, 0.1095 to the right and half of each down
    assert held._position == pytest.approx([-0.5 + 0.2445, -0.12225])
    assert seen == three[-1][0]
    assert reward == pytest.approx(sum(step[1] for step in three), abs=1e-15)


def test_a_target_passed_in_the_midst_of_a_held_action_is_reached():
    # 0.24 away and 0.05 nearer after the first of three steps: 0.19, and it ends there
    world = PixelPointMass([(0.5, 0.0)], repeat=3)
    place_at(world, [0.26, 0.0])
    _, reward, terminated, truncated, info = world.step([1.0, 0.0])
    assert (reward, terminated, truncated) == (pytest.approx(1.0 - 0.019), True, False)
    assert info["position"] == pytest.approx([0.31, 0.0])
    with pytest.raises(RuntimeError, match="reset"):
        world.step([0.0, 0.0])


@pytest.mark.parametrize(("repeat", "decisions"), [(1, 40), (2, 20), (3, 14), (50, 1)])
def test_the_clock_counts_steps_of_the_physics(repeat, decisions):
    world = PixelPointMass([(0.9, 0.9)], repeat=repeat)
    place_at(world, [-0.9, -0.9])
    steps = [world.step([0.0, 0.0]) for _ in range(decisions)]
    assert [step[2:4] for step in steps] == [(False, False)] * (decisions - 1) + [(False, True)]
    # 40 steps at a distance of 1.8 sqrt(2), whoever cuts them
    assert sum(step[1] for step in steps) == pytest.approx(-4.0 * 1.8 * 2**0.5)
    with pytest.raises(RuntimeError, match="reset"):
        world.step([0.0, 0.0])


def test_no_clock_no_truncation():
    world = PixelPointMass([(0.9, 0.9)], time_limit=None)
    place_at(world, [-0.9, -0.9])
    assert not any(world.step([0.0, 0.0])[3] for _ in range(200))


@pytest.mark.parametrize(("reach", "reached"), [(0.2, False), (0.3, True), (0.25, False)])
def test_how_near_is_near_enough(reach, reached):  # at a distance of exactly 0.25
    world = PixelPointMass([(0.5, 0.0)], reach=reach)
    place_at(world, [0.25, 0.0])
    assert world.step([0.0, 0.0])[2] is reached


def test_rewards_are_scaled_and_nothing_else():
    for plain, scaled in zip(walk(PixelPointMass(reach=0.4), 300),
                             walk(PixelPointMass(reach=0.4, reward_scale=10.0), 300), strict=True):
        assert scaled[1] == 10.0 * plain[1]
        assert (scaled[0], scaled[2:]) == (plain[0], plain[2:])


def starts(world, count):
    """Positions and targets at `count` starts."""
    infos = [world.reset(seed=3)[1]] + [world.reset()[1] for _ in range(count - 1)]
    return np.array([info["position"] for info in infos]), \
        np.array([info["target"] for info in infos])


def test_starts_and_targets_fill_the_square():
    positions, targets = starts(PixelPointMass(), 1000)
    distances = np.hypot(*(positions - targets).T)
    assert 0.4 < distances.min() < 0.45
    for places in (positions, targets):
        assert -0.9 <= places.min() < -0.89
        assert 0.89 < places.max() <= 0.9


def test_one_of_four_targets():
    _, targets = starts(PixelPointMass(CORNERS), 1000)
    found, counts = np.unique(targets, axis=0, return_counts=True)
    assert [tuple(target) for target in found] == sorted(CORNERS)
    assert counts.min() > 200  # 250 expected, with a standard deviation of 14
    _, targets = starts(PixelPointMass(FIXED), 20)
    assert (targets == FIXED).all()


@pytest.mark.parametrize("action", [[1.1, 0.0], [0.0], 0.5, [float("nan"), 0.0], "up", None])
def test_other_actions_are_refused(action):
    world = PixelPointMass()
    world.reset(seed=0)
    with pytest.raises(ValueError, match="is not in"):
        world.step(action)


@pytest.mark.parametrize(("argument", "value"), [
    ("targets", []), ("targets", [(0.5, 0.5), (0.95, 0.0)]), ("targets", [(0.5,)]),
    ("reach", 0.0), ("reach", 0.41), ("reach", float("nan")), ("repeat", 0),
    ("reward_scale", 0.0), ("reward_scale", float("inf")), ("time_limit", 0)])
def test_what_cannot_be_is_refused(argument, value):
    with pytest.raises(ValueError, match=argument.rstrip("s")):
        PixelPointMass(**{argument: value})


def test_misuse_is_refused():
    with pytest.raises(ValueError, match="options"):
        PixelPointMass().reset(options={"x": 1})
    with pytest.raises(RuntimeError, match="reset"):
        PixelPointMass().step([0.0, 0.0])


def test_what_is_handed_out_is_the_callers_own():
    worlds = [PixelPointMass(FIXED), PixelPointMass(FIXED)]
    handed = [world.reset(seed=4) for world in worlds]
    spoilt, info = handed[0]
    spoilt[:] = [0.5] * 256
    for numbers in info.values():
        numbers[:] = [0.0, 0.0]
    assert worlds[0].step([1.0, 0.0]) == worlds[1].step([1.0, 0.0])
    assert FIXED == [(0.5, -0.5)]


# ---------------------------------------------------------------- baselines


def judged(act, episodes, *arguments, seed=0):
    """Mean return, share of successes, decisions an episode."""
    world = PixelPointMass(*arguments)
    _, info = world.reset(seed=seed)
    earned = reached = decisions = left = 0
    while left < episodes:
        _, reward, terminated, truncated, info = world.step(act(info))
        earned, reached, decisions = earned + reward, reached + terminated, decisions + 1
        if terminated or truncated:
            left += 1
            _, info = world.reset()
    return earned / episodes, reached / episodes, decisions / episodes


def steer(info):
    """Push towards the target, less if it is moving: 5 (t - x) - 5 v, clipped."""
    return [clip(5.0 * (t - x) - 5.0 * v, -1.0, 1.0)
            for t, x, v in zip(info["target"], info["position"], info["velocity"], strict=True)]


def at_random(seed=1):
    rng, space = stream(seed, "actions"), PixelPointMass().action_space
    return lambda info: space.sample(rng)


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "chance", "expert"), [
    # elsewhere, over 400 episodes: return, share of successes, decisions. A return has a
    # standard deviation of 2 by chance and of 0.3 by the expert, so its mean one of 0.1 and 0.015.
    ((None, 0.2, 1), (-4.09, 0.095, 38.0), (0.534, 1.0, 7.3)),
    ((None, 0.3, 3), (-3.86, 0.23, 12.1), (0.55, 1.0, 2.5)),
    ((None, 0.2, 3), (-4.05, 0.15, 13.1), (0.54, 1.0, 2.7)),
    ((CORNERS, 0.2, 1), (-4.02, 0.10, 38.0), (0.57, 1.0, 6.9))])
def test_what_chance_and_an_expert_earn(arguments, chance, expert):
    earned, reached, decisions = judged(at_random(), 400, *arguments)
    assert earned == pytest.approx(chance[0], abs=0.3)
    assert reached == pytest.approx(chance[1], abs=0.06)
    assert decisions == pytest.approx(chance[2], rel=0.05)
    earned, reached, decisions = judged(steer, 400, *arguments)
    assert earned == pytest.approx(expert[0], abs=0.05)
    assert reached == expert[1]
    assert decisions == pytest.approx(expert[2], rel=0.07)


@pytest.mark.slow
def test_with_the_target_fixed():
    # elsewhere: stay -4.18; (1, -1) -2.22 and 17 %; random -4.04 to -4.24; expert 0.533
    assert judged(lambda info: [0.0, 0.0], 300, FIXED)[:2] == (pytest.approx(-4.18, abs=0.25), 0.0)
    earned, reached, _ = judged(lambda info: [1.0, -1.0], 300, FIXED)
    assert earned == pytest.approx(-2.22, abs=0.4)
    assert reached == pytest.approx(0.17, abs=0.07)
    assert judged(at_random(), 300, FIXED)[0] == pytest.approx(-4.14, abs=0.3)
    earned, reached, _ = judged(steer, 300, FIXED)
    assert (earned, reached) == (pytest.approx(0.533, abs=0.05), 1.0)


# ---------------------------------------------------------------- elsewhere


class Adapter(gymnasium.Env):
    """Our environment of numbers, as Gymnasium's class."""

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


@pytest.mark.parametrize("world", [PixelPointMass(), PixelPointMass(FIXED, 0.3, 3, 10.0, 5)])
def test_it_passes_gymnasiums_checker(world):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(Adapter(world), skip_render_check=True)


def test_the_same_bits_on_pypy():
    bits = Path(pixel_pointmass_bits.__file__)
    assert run_python(PYPY, str(bits)).strip() == pixel_pointmass_bits.digest()
