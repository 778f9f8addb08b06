"""Clipped actions: the world sees what is allowed, and nobody else notices."""

from __future__ import annotations

from policywerk.building_blocks.acting import collect
from policywerk.building_blocks.clipped_actions import ClippedActions
from policywerk.primitives.random import stream
from policywerk.world.cart_pole_v1 import CartPoleV1
from policywerk.world.pointmass import PointMass


def test_the_world_sees_the_nearest_allowed_action():
    plain, clipped = PointMass(), ClippedActions(PointMass())
    assert plain.reset(seed=1) == clipped.reset(seed=1)
    for drawn, allowed in (([1.4, -0.3], [1.0, -0.3]), ([-7.0, 2.0], [-1.0, 1.0])):
        assert clipped.step(drawn) == plain.step(allowed)
        assert drawn in ([1.4, -0.3], [-7.0, 2.0])  # the caller's list is as it was


def test_what_is_collected_was_drawn_and_not_clipped():
    world = ClippedActions(PointMass())
    observation, _ = world.reset(seed=1)
    found = collect(world, observation, lambda seen, rng: [1.7, 0.0], 3, stream(0, "acting"))
    assert found.episodes[0].actions == [[1.7, 0.0]] * 3


def test_choices_pass_through():
    plain, clipped = CartPoleV1(), ClippedActions(CartPoleV1())
    assert plain.reset(seed=1) == clipped.reset(seed=1)
    assert plain.step(1) == clipped.step(1)
    assert repr(clipped.action_space) == repr(plain.action_space)
    assert repr(clipped.observation_space) == repr(plain.observation_space)
