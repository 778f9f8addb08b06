"""The cart-pole: its physics against Gymnasium's, its boxes, its failures."""

from __future__ import annotations

import json
import math
import warnings
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from hypothesis import given
from hypothesis import strategies as st

from policywerk.world.cart_pole import (
    BOXES,
    DT,
    FARTHEST,
    STEEPEST,
    CartPole,
    accelerations,
    explicit_euler,
    has_failed,
    semi_implicit_euler,
)

REFERENCE = json.loads(
    (Path(__file__).parents[1] / "data" / "cart_pole_values.json").read_bytes())
LEFT, RIGHT = 0, 1
states = st.tuples(st.floats(-2.4, 2.4), st.floats(-3.0, 3.0), st.floats(-0.2, 0.2),
                   st.floats(-3.0, 3.0)).map(list)
forces = st.sampled_from([-10.0, 10.0])


def steps_until_failure(actions, **options):
    world = CartPole(**options)
    world.reset()
    for steps, action in enumerate(actions, 1):
        observation, reward, terminated, truncated, _ = world.step(action)
        assert (reward, truncated) == (-1.0 if terminated else 0.0, False)
        if terminated:
            return steps, observation
    raise AssertionError("still standing")


# ---------------------------------------------------------------- physics


def test_the_first_push_by_hand():
    # Upright and at rest: x'' and phi'' come from the push alone.
    # 10 / 1.1 = 9.090909; phi'' = -9.090909 / (0.5 (4/3 - 0.1 / 1.1)) = -14.634146
    # x'' = 9.090909 + 0.05 * 14.634146 / 1.1 = 9.756098
    x_speeds_up, turns = accelerations([0.0] * 4, 10.0, friction=1.0)
    assert x_speeds_up == pytest.approx(9.756098, abs=1e-6)
    assert turns == pytest.approx(-14.634146, abs=1e-6)


def test_the_first_step():
    world = CartPole()
    world.reset()
    assert world.step(RIGHT) == (REFERENCE["first_step_right"], 0.0, False, False, {})


def test_always_one_way():
    for side in (LEFT, RIGHT):
        steps, (x, _, phi, _) = steps_until_failure([side] * 100)
        assert steps == REFERENCE["always_right"] == 9
        assert abs(phi) > STEEPEST
        assert abs(x) < FARTHEST


def test_to_and_fro():
    assert steps_until_failure([RIGHT, LEFT] * 100)[0] == REFERENCE["alternating"] == 33


def theirs(state, action, integrator):
    """One step of Gymnasium's cart-pole, which knows no friction."""
    environment = gymnasium.make("CartPole-v1").unwrapped
    environment.kinematics_integrator = integrator
    environment.reset(seed=0)
    environment.state = tuple(state)
    environment.step(action)
    return environment.state


@given(states, st.sampled_from([LEFT, RIGHT]))
def test_without_friction_we_agree_with_gymnasium(state, action):
    force = 10.0 if action == RIGHT else -10.0
    euler = explicit_euler(state, force, friction=0.0)
    assert euler == pytest.approx(theirs(state, action, "euler"), abs=1e-12)
    semi = semi_implicit_euler(state, force, friction=0.0)
    assert semi == pytest.approx(theirs(state, action, "semi-implicit euler"), abs=1e-12)


@given(states, forces)
def test_mirrored_states_move_in_mirrored_ways(state, force):
    mirrored = explicit_euler([-s for s in state], -force, friction=1.0)
    assert mirrored == [-s for s in explicit_euler(state, force, friction=1.0)]


@given(states, forces)
def test_the_integrators_differ_in_the_places_only(state, force):
    explicit = explicit_euler(state, force, 1.0)
    semi = semi_implicit_euler(state, force, 1.0)
    assert (semi[1], semi[3]) == (explicit[1], explicit[3])
    assert explicit[0] == state[0] + DT * state[1]
    assert semi[0] == state[0] + DT * semi[1]
    assert semi[2] == state[2] + DT * semi[3]


def test_friction_slows_down():
    # mu_c / M = 0.0005 / 1.1 off the cart; the pole, upright, is turned the other way by it.
    with_it, turned = accelerations([0.0, 1.0, 0.0, 0.0], 0.0, 1.0)
    without, still = accelerations([0.0, 1.0, 0.0, 0.0], 0.0, 0.0)
    assert (without, still) == (0.0, 0.0)
    assert with_it < 0.0 < turned
    assert with_it * 1.1 + 0.05 * turned == pytest.approx(-0.0005)
    _, hinge = accelerations([0.0, 0.0, 0.0, 1.0], 0.0, 1.0)
    assert hinge < 0.0  # friction in the hinge works against the turning


# ---------------------------------------------------------------- boxes and failures


def test_there_are_162_boxes():
    assert BOXES.shape == (3, 3, 6, 3)
    assert BOXES.count == 162


def test_an_upright_pole_lies_in_the_box_above_zero():
    degrees = math.pi / 180
    assert BOXES.index([0.0, 0.0, 0.0, 0.0]) == BOXES.index([0.0, 0.0, 0.5 * degrees, 0.0])
    assert BOXES.index([0.0, 0.0, -1e-9, 0.0]) == BOXES.index([0.0, 0.0, 0.0, 0.0]) - 3


@pytest.mark.parametrize(("variable", "values"), [
    (0, [-2.0, 0.0, 2.0]), (1, [-1.0, 0.0, 1.0]),
    (2, [-0.15, -0.05, -0.01, 0.01, 0.05, 0.15]), (3, [-1.0, 0.0, 1.0]),
])
def test_every_part_of_every_variable_is_a_box_of_its_own(variable, values):
    state = [0.0, 0.0, 0.001, 0.0]
    boxes = [BOXES.index([*state[:variable], x, *state[variable + 1:]]) for x in values]
    strides = [54, 18, 3, 1]
    assert [b - boxes[0] for b in boxes] == [strides[variable] * i for i in range(len(values))]


@pytest.mark.parametrize(("state", "failed"), [
    ([2.4, 0, 0, 0], False), ([2.4001, 0, 0, 0], True), ([-2.4001, 0, 0, 0], True),
    ([0, 9, math.pi / 15, 9], False), ([0, 0, 0.2095, 0], True), ([0, 0, -0.2095, 0], True),
    ([float("nan"), 0, 0, 0], True),
])
def test_failures(state, failed):
    assert has_failed(state) is failed


# ---------------------------------------------------------------- the interface


class Adapter(gymnasium.Env):
    """Our cart-pole, as Gymnasium's class."""

    def __init__(self):
        self.world = CartPole(time_limit=50)
        self.observation_space = gymnasium.spaces.Box(-10.0, 10.0, (4,), np.float64)
        self.action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        observation, info = self.world.reset(seed, options)
        return np.array(observation), info

    def step(self, action):
        observation, *rest = self.world.step(action)
        return np.array(observation), *rest


def test_it_passes_gymnasiums_checker():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(Adapter(), skip_render_check=True)


def test_episodes_begin_and_end():
    world = CartPole(time_limit=3)
    with pytest.raises(RuntimeError, match="reset"):
        world.step(RIGHT)
    first, info = world.reset(seed=5)
    assert (first, info) == ([0.0] * 4, {})
    assert [world.step(action)[2:4] for action in (1, 0, 1)] == [(False, False)] * 2 + [
        (False, True)]
    with pytest.raises(RuntimeError, match="no episode"):
        world.step(RIGHT)
    world.reset()
    for wrong in (2, -1, 1.0, True, None):
        with pytest.raises(ValueError, match=r"0 \(left\) or 1 \(right\)"):
            world.step(wrong)


def test_failing_on_the_last_step_of_the_clock_is_both():
    world = CartPole(time_limit=9)
    world.reset()
    for _ in range(8):
        world.step(RIGHT)
    assert world.step(RIGHT)[1:4] == (-1.0, True, True)


def test_what_was_seen_does_not_change_later():
    world = CartPole()
    first, _ = world.reset()
    second, *_ = world.step(RIGHT)
    kept = list(second)
    world.step(LEFT)
    assert (first, second) == ([0.0] * 4, kept)


@pytest.mark.parametrize(("options", "message"), [
    ({"integrator": "runge"}, "no integrator 'runge'; there are: explicit Euler, semi-implicit"),
    ({"friction": -1.0}, "friction"), ({"friction": float("nan")}, "friction"),
    ({"time_limit": 0}, "time_limit"),
])
def test_worlds_that_make_no_sense(options, message):
    with pytest.raises(ValueError, match=message):
        CartPole(**options)


@given(st.lists(st.sampled_from([LEFT, RIGHT]), min_size=1, max_size=200))
def test_whatever_is_done_stays_in_the_observation_space(actions):
    world = CartPole()
    world.reset()
    for action in actions:
        observation, _, terminated, _, _ = world.step(action)
        assert world.observation_space.contains(observation)
        if terminated:
            return


def test_what_it_shows_is_the_callers_own():
    one, other = CartPole(), CartPole()
    for first, _ in (one.reset(),):
        first[2] = 0.5
    other.reset()
    for action in (RIGHT, LEFT, LEFT):
        seen, ours = one.step(action)[0], other.step(action)[0]
        assert seen == ours
        seen[0] = seen[3] = 1e6


def test_numbers_of_numpy_will_do():
    world, theirs = CartPole(), CartPole()
    world.reset(seed=np.int64(1))
    theirs.reset()
    for action in (1, 0, 1, 1):
        state = np.array(world.reset()[0]) + 0.01 * action
        for step in (explicit_euler, semi_implicit_euler):
            plain = step([float(x) for x in state], 10.0, 1.0)
            assert step(state, 10.0, 1.0) == plain
            assert all(type(x) is float for x in step(state, 10.0, 1.0))
        assert accelerations(state, 10.0, 1.0) == accelerations(list(map(float, state)), 10.0, 1.0)
    world.reset()
    for action in (1, 0, 1, 1):
        assert world.step(np.int64(action)) == theirs.step(action)
    for wrong in (np.int64(2), np.float64(1.0), np.bool_(True)):
        with pytest.raises(ValueError, match=r"0 \(left\) or 1 \(right\)"):
            world.step(wrong)


@pytest.mark.parametrize("state", [[], [0.1], [0.0] * 3, [0.0] * 5, {}])
@pytest.mark.parametrize("use", [
    has_failed,
    lambda state: accelerations(state, 10.0, 1.0),
    lambda state: explicit_euler(state, 10.0, 1.0),
    lambda state: semi_implicit_euler(state, 10.0, 1.0),
])
def test_a_state_is_four_numbers(use, state):
    with pytest.raises(ValueError, match=r"a state is \[x, x', phi, phi'\], got"):
        use(state)
