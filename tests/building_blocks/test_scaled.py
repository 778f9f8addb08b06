"""Scaled worlds: other units, the same world."""

from __future__ import annotations

import math

import pytest

from policywerk.building_blocks.clipped_actions import ClippedActions
from policywerk.building_blocks.scaled import Scaled
from policywerk.world.balance import Balance
from policywerk.world.cart_pole_v1 import CartPoleV1
from policywerk.world.pointmass import PointMass


def test_the_same_steps_in_other_units():
    plain, scaled = Balance(continuous=True), Scaled(Balance(continuous=True), [5.0, 0.5], 5.0)
    (angle, turning), info = plain.reset(seed=1)
    assert scaled.reset(seed=1) == ([5.0 * angle, 0.5 * turning], info)
    for action in (0.3, -1.0, 1.0):
        (angle, turning), *rest = plain.step([5.0 * action])
        assert scaled.step([action]) == ([5.0 * angle, 0.5 * turning], *rest)


def test_the_limits_are_in_the_agents_units():
    space = Scaled(Balance(continuous=True), [1.0, 1.0], 5.0).action_space
    assert (space.low, space.high, space.shape) == (-1.0, 1.0, (1,))
    world, clipped = (Scaled(Balance(continuous=True), [1.0, 1.0], 5.0) for _ in range(2))
    world.reset(seed=2)
    clipped.reset(seed=2)
    assert ClippedActions(clipped).step([7.0]) == world.step([1.0])
    assert repr(world.observation_space) == repr(Balance(continuous=True).observation_space)


def test_choices_pass_through():
    plain, scaled = CartPoleV1(), Scaled(CartPoleV1(), [1.0] * 4, 3.0)
    assert plain.reset(seed=1) == scaled.reset(seed=1)
    assert plain.step(1) == scaled.step(1)
    assert repr(scaled.action_space) == "Discrete(2)"


def test_what_cannot_be_is_refused():
    for actions in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="factor > 0"):
            Scaled(CartPoleV1(), [1.0] * 4, actions)
    with pytest.raises(ValueError, match="finite factors"):
        Scaled(CartPoleV1(), [1.0, math.nan, 1.0, 1.0])
    with pytest.raises(ValueError, match="observations need 4 factors, one an entry, got 2"):
        Scaled(CartPoleV1(), [1.0, 1.0])


def test_the_world_says_what_is_no_action():
    world = Scaled(PointMass(), [1.0] * 6, 2.0)
    world.reset(seed=1)
    for action in (None, 0.5, iter([0.1, 0.2]), "01", {0.1, 0.2}):
        with pytest.raises(ValueError, match="is not in Box"):
            world.step(action)
    assert world.step([0.1, 0.2])[3] is False
