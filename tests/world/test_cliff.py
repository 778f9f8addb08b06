"""The cliff: its cells, its model, its falls, and Gymnasium's version of it."""

from __future__ import annotations

import gymnasium
import pytest

from policywerk.building_blocks.models import Outcome, as_model
from policywerk.world.cliff import Cliff

UP, RIGHT, DOWN, LEFT = range(4)


def test_the_shortest_way_is_thirteen_steps():
    world = Cliff()
    state, info = world.reset(seed=0)
    assert (state, info) == (36, {})
    for action in [UP, *[RIGHT] * 11]:
        state, reward, terminated, truncated, _ = world.step(action)
        assert (reward, terminated, truncated) == (-1.0, False, False)
    assert state == 35
    assert world.step(DOWN) == (47, -1.0, True, False, {})


def test_a_fall_costs_a_hundred_and_goes_on_from_the_start():
    world = Cliff()
    world.reset(seed=0)
    assert world.step(RIGHT) == (36, -100.0, False, False, {})
    world.step(UP)
    world.step(RIGHT)
    assert world.step(DOWN) == (36, -100.0, False, False, {})


@pytest.mark.parametrize(("cell", "action"), [
    ((0, 0), UP), ((0, 11), RIGHT), ((3, 0), DOWN), ((2, 0), LEFT), ((0, 5), UP)])
def test_a_move_off_the_grid_stays_and_costs_a_step(cell, action):
    world = Cliff()
    state = world.cells.index(cell)
    assert world.P[state][action] == [Outcome(1.0, state, -1.0, False)]


def test_where_something_is_decided():
    world = Cliff()
    assert world.floor == list(range(37))  # 36 cells above the cliff and the start
    assert [s for s, cell in enumerate(world.cells) if world.falls(cell)] == list(range(37, 47))
    assert (world.start_state, world.goal_state) == (36, 47)


def test_a_slip_goes_to_either_side():
    # right from the cell above the first cliff cell: astray is up (2, 1) -> (1, 1), or the fall
    world = Cliff(slip=0.2)
    assert world.P[25][RIGHT] == [
        Outcome(0.8, 26, -1.0, False), Outcome(0.1, 13, -1.0, False),
        Outcome(0.1, 36, -100.0, False)]


def test_after_the_end_nothing_happens():
    assert Cliff().P[47][UP] == [Outcome(1.0, 47, 0.0, True)]


def test_the_smallest_cliff_has_one_cell_to_fall_from():
    world = Cliff(rows=2, columns=3)
    assert world.floor == [0, 1, 2, 3]
    assert world.falls((1, 1))


def test_a_clock_may_end_an_episode():
    world = Cliff(time_limit=2)
    world.reset(seed=0)
    world.step(UP)
    assert world.step(UP)[2:4] == (False, True)


def outcomes_of(rows):
    """The outcomes that lead to one another's like are one; their order does not count."""
    found = {}
    for p, *rest in rows:
        found[tuple(rest)] = found.get(tuple(rest), 0.0) + p
    return found


def test_gymnasium_has_the_same_cliff():
    theirs = as_model(gymnasium.make("CliffWalking-v1").unwrapped.P)
    ours = Cliff()
    for state in ours.floor:
        for action in range(4):
            assert outcomes_of(ours.P[state][action]) == outcomes_of(theirs[state][action])


@pytest.mark.parametrize(("settings", "error"), [
    ({"rows": 1}, "2 rows"), ({"columns": 2}, "3 columns"), ({"slip": 1.5}, "1.5"),
    ({"slip": -0.1}, "-0.1"), ({"time_limit": 0}, "time_limit")])
def test_settings_that_make_no_sense(settings, error):
    with pytest.raises(ValueError, match=error):
        Cliff(**settings)


def test_a_cliff_that_no_list_could_hold():
    with pytest.raises(ValueError, match="a cliff of 4 by 2147483648 is more"):
        Cliff(columns=2**31)
