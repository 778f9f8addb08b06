"""The gridworld: its map, its slipping, its answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.actors.bellman import Sweeping, value_iteration
from policywerk.building_blocks.models import check_model
from policywerk.world.cliff import Cliff
from policywerk.world.gridworld import (
    FIVE_BY_FIVE,
    MOVES,
    GridRewards,
    GridWorld,
    astray,
    open_map,
    read_map,
)
from random_models import CLASSIC

UP, RIGHT, DOWN, LEFT = range(4)

# The centre is free; walls, a goal and a pit stand round it.
ROUND = """
# G #
. . X
# S #
"""


@pytest.mark.parametrize(("text", "message"), [
    ("", "one S and at least one G, got 0 S and 0 G"),
    (". G", "got 0 S and 1 G"),
    ("S .", "got 1 S and 0 G"),
    ("S S G", "got 2 S"),
    ("S G\n. . .", "row 1 has 3 cells, row 0 has 2"),
    ("S G\n. Y", "row 1, column 1: 'Y' is not one of"),
    ("s G", "row 0, column 0: 's'"),
])
def test_what_is_not_a_map(text, message):
    with pytest.raises(ValueError, match=message):
        read_map(text)


def test_blank_lines_and_indents_do_not_matter():
    assert read_map("\n  S .\n\n  # G  \n") == [["S", "."], ["#", "G"]]
    assert read_map("S.\n#G") == [["S", "."], ["#", "G"]]


def test_states_are_numbered_row_by_row_without_the_walls():
    world = GridWorld(ROUND)
    assert world.cells == [(0, 1), (1, 0), (1, 1), (1, 2), (2, 1)]
    assert [world.states[cell] for cell in world.cells] == [0, 1, 2, 3, 4]
    assert world.start == [0.0, 0.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize(("action", "cell", "reward", "terminated"), [
    (UP, (0, 1), 1.0, True),
    (RIGHT, (1, 2), -1.0, True),
    (DOWN, (2, 1), -0.04, False),
    (LEFT, (1, 0), -0.04, False),
])
def test_a_firm_floor_goes_where_it_is_told(action, cell, reward, terminated):
    world = GridWorld(ROUND)
    assert world.outcomes((1, 1), action) == [(1.0, world.states[cell], reward, terminated)]


@pytest.mark.parametrize(("action", "astray"), [
    (UP, {(0, 1): 0.7, (1, 0): 0.15, (1, 2): 0.15}),
    (RIGHT, {(1, 2): 0.7, (0, 1): 0.15, (2, 1): 0.15}),
    (DOWN, {(2, 1): 0.7, (1, 0): 0.15, (1, 2): 0.15}),
    (LEFT, {(1, 0): 0.7, (0, 1): 0.15, (2, 1): 0.15}),
])
def test_a_slippery_floor_errs_to_the_sides_never_back(action, astray):
    world = GridWorld(ROUND, slip=0.3)
    found = {world.cells[s]: p for p, s, _, _ in world.outcomes((1, 1), action)}
    assert found == pytest.approx(astray)


@pytest.mark.parametrize(("cell", "action"), [
    ((2, 1), LEFT), ((2, 1), RIGHT),  # walls
    ((2, 1), DOWN), ((1, 0), LEFT),  # edges
])
def test_bumping_stays_and_costs_a_step(cell, action):
    world = GridWorld(ROUND)
    assert world.outcomes(cell, action) == [(1.0, world.states[cell], -0.04, False)]


@pytest.mark.parametrize("cell", [(0, 1), (1, 2)])
@pytest.mark.parametrize("action", range(4))
def test_nothing_happens_after_the_end(cell, action):
    world = GridWorld(ROUND, slip=0.3)
    assert world.outcomes(cell, action) == [(1.0, world.states[cell], 0.0, True)]


def test_rewards_can_be_chosen():
    world = GridWorld(ROUND, rewards=GridRewards(goal=5.0, pit=-7.0, step=0.5))
    assert [world.outcomes((1, 1), a)[0].reward for a in range(4)] == [5.0, -7.0, 0.5, 0.5]


@pytest.mark.parametrize("slip", [-0.1, 1.1, float("nan")])
def test_slip_is_a_probability(slip):
    with pytest.raises(ValueError, match="slip is a probability"):
        GridWorld(slip=slip)


def test_a_reward_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="reward nan is not finite"):
        GridWorld(rewards=GridRewards(step=float("nan")))


@given(st.floats(0.0, 1.0), st.integers(2, 6))
def test_every_slip_and_size_gives_a_model(slip, size):
    world = GridWorld(open_map(size), slip)
    check_model(world.P)
    assert len(world.P) == size * size


def test_an_open_map_starts_bottom_left_and_ends_top_right():
    assert open_map(3) == ". . G\n. . .\nS . ."
    with pytest.raises(ValueError, match="size >= 2, got 1"):
        open_map(1)


def test_moves_come_in_clockwise_order():
    # A quarter turn takes (row, column) to (column, -row); slipping counts on this order.
    assert all(MOVES[(a + 1) % 4] == (MOVES[a][1], -MOVES[a][0]) for a in range(4))


# ---------------------------------------------------------------- the lesson's world


def test_walking_the_shortest_way():
    world = GridWorld()
    state, _ = world.reset(seed=0)
    steps = [world.step(action) for action in [RIGHT] * 4 + [UP] * 4]
    assert world.cells[state] == (4, 0)
    assert [step[1] for step in steps] == [-0.04] * 7 + [1.0]
    assert [step[2] for step in steps] == [False] * 7 + [True]


@pytest.mark.parametrize("gamma", ["0.9", "1.0"])
def test_every_value_of_the_lessons_world(gamma):
    world = GridWorld(FIVE_BY_FIVE)
    values = value_iteration(world.P, Sweeping(float(gamma), tolerance=0.0)).values
    expected = CLASSIC["gridworld_5x5"][gamma]
    assert len(values) == len(expected) == 24
    for cell, value in zip(world.cells, values, strict=True):
        assert value == pytest.approx(expected["{},{}".format(*cell)], abs=1e-9)


@pytest.mark.parametrize(("gamma", "value"), [(0.9, 0.269616), (0.99, 0.660327), (1.0, 0.72)])
def test_value_of_the_start(gamma, value):
    world = GridWorld()
    plan = value_iteration(world.P, Sweeping(gamma, tolerance=0.0))
    assert plan.values[world.start.index(1.0)] == pytest.approx(value, abs=5e-7)
    # Seven steps at most lie between the goal's neighbours and the farthest cell: the eighth
    # sweep is the last with news, the ninth finds nothing to change.
    assert len(plan.changes) == 9


@pytest.mark.parametrize("action", [-1, 4, "up", None])
@pytest.mark.parametrize("world", [GridWorld(), Cliff()])
def test_a_move_to_no_side(world, action):
    with pytest.raises(ValueError, match=r"actions are 0 .up., 1"):
        world.neighbour((0, 0), action)


@pytest.mark.parametrize("cell", [(-1, 0), (0, 99)])
@pytest.mark.parametrize("world", [GridWorld(), Cliff()])
def test_outcomes_of_no_cell(world, cell):
    with pytest.raises(ValueError, match="is not a cell"):
        world.outcomes(cell, 0)


def test_where_a_move_may_go():
    assert astray(0, 0.0) == [(1.0, 0)]
    assert astray(0, 0.5) == [(0.5, 0), (0.25, 3), (0.25, 1)]  # up; left, right
    assert astray(3, 1.0) == [(0.5, 2), (0.5, 0)]


@pytest.mark.parametrize("cell", [(5, 0), (0, 5), (-1, 0), (0, -1)])
def test_a_cell_off_the_map(cell):
    world = GridWorld()
    for look in (world.symbol, world.ends):
        with pytest.raises(ValueError, match=rf"\({cell[0]}, {cell[1]}\) lies off the map"):
            look(cell)
    assert world.symbol((1, 1)) == "#"


def test_a_map_that_no_list_could_hold():
    with pytest.raises(ValueError, match="an open map of 100000 by 100000 is more"):
        open_map(100_000)
