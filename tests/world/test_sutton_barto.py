"""The gridworlds of figures 3.2 and 4.1, move by move."""

from __future__ import annotations

import pytest

from policywerk.building_blocks.models import check_model
from policywerk.world.sutton_barto import figure_3_2, figure_4_1

UP, RIGHT, DOWN, LEFT = range(4)


@pytest.mark.parametrize(("state", "action", "target", "reward"), [
    *[(1, action, 21, 10.0) for action in range(4)],  # A to A'
    *[(3, action, 13, 5.0) for action in range(4)],  # B to B'
    (0, UP, 0, -1.0), (0, LEFT, 0, -1.0), (0, RIGHT, 1, 0.0), (0, DOWN, 5, 0.0),
    (9, RIGHT, 9, -1.0), (10, LEFT, 10, -1.0),  # no wrapping round to the next row
    (24, DOWN, 24, -1.0), (24, RIGHT, 24, -1.0), (12, UP, 7, 0.0),
])
def test_figure_3_2(state, action, target, reward):
    assert figure_3_2()[state][action] == [(1.0, target, reward, False)]


@pytest.mark.parametrize(("state", "action", "target", "reward", "terminated"), [
    (1, LEFT, 0, -1.0, True), (14, RIGHT, 15, -1.0, True), (11, DOWN, 15, -1.0, True),
    (3, UP, 3, -1.0, False), (3, RIGHT, 3, -1.0, False), (7, RIGHT, 7, -1.0, False),
    (4, RIGHT, 5, -1.0, False), (5, DOWN, 9, -1.0, False),
    (0, UP, 0, 0.0, True), (15, LEFT, 15, 0.0, True),
])
def test_figure_4_1(state, action, target, reward, terminated):
    assert figure_4_1()[state][action] == [(1.0, target, reward, terminated)]


@pytest.mark.parametrize(("model", "states"), [(figure_3_2(), 25), (figure_4_1(), 16)])
def test_they_are_models(model, states):
    check_model(model)
    assert [len(actions) for actions in model] == [4] * states
