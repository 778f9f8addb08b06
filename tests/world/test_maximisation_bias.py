"""The two-state world: where its actions lead, and what they pay."""

from __future__ import annotations

import pytest

from policywerk.world.maximisation_bias import END, LEFT, RIGHT, A, B, MaximisationBias


def test_right_ends_for_nothing():
    world = MaximisationBias()
    assert world.reset(seed=0) == (A, {})
    assert world.step(RIGHT) == (END, 0.0, True, False, {})


def test_left_leads_to_b_for_nothing():
    world = MaximisationBias()
    world.reset(seed=0)
    assert world.step(LEFT) == (B, 0.0, False, False, {})


def test_b_pays_a_little_less_than_nothing_whatever_is_done():
    world = MaximisationBias()
    world.reset(seed=0)
    paid = []
    for n in range(4000):
        world.reset()
        world.step(LEFT)
        state, reward, terminated, truncated, _ = world.step(n % 10)
        assert (state, terminated, truncated) == (END, True, False)
        paid.append(reward)
    average = sum(paid) / len(paid)
    assert average == pytest.approx(-0.1, abs=4 / 4000**0.5)
    assert sum((x - average) ** 2 for x in paid) / 4000 == pytest.approx(1.0, abs=0.1)


def test_the_same_seed_pays_the_same():
    def first(seed):
        world = MaximisationBias()
        world.reset(seed)
        world.step(LEFT)
        return world.step(3)[1]

    assert first(5) == first(5) != first(6)


def test_what_cannot_be_done():
    world = MaximisationBias(actions=3)
    with pytest.raises(RuntimeError, match="reset"):
        world.step(LEFT)
    world.reset(seed=0)
    with pytest.raises(ValueError, match="action 2 is not one of the 2 actions of A"):
        world.step(2)
    world.step(LEFT)
    with pytest.raises(ValueError, match="action 3 is not one of the 3 actions of B"):
        world.step(3)
    world.step(2)
    with pytest.raises(RuntimeError, match="reset"):
        world.step(LEFT)
    with pytest.raises(ValueError, match="got 1"):
        MaximisationBias(actions=1)


def test_its_spaces():
    # What can be done in both states, and how much in each.
    world = MaximisationBias()
    assert (world.observation_space.n, world.action_space.n) == (3, 2)
    assert world.actions == (2, 10)


@pytest.mark.parametrize("settings", [{"sd": -1.0}, {"sd": float("nan")}, {"mean": float("inf")}])
def test_a_pay_that_cannot_be_drawn(settings):
    with pytest.raises(ValueError, match="need a finite mean and a finite sd >= 0"):
        MaximisationBias(**settings)
