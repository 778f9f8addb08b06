"""The two gridworlds that Sutton & Barto (2018) work through in chapters 3 and 4."""

from __future__ import annotations

from policywerk.building_blocks.models import Model, Outcome
from policywerk.world.gridworld import MOVES, Cell

TELEPORTS = {  # state: (state it leads to, reward), whatever the action
    1: (21, 10.0),  # A, in the top row, leads to A' in the bottom row
    3: (13, 5.0),  # B, in the top row, leads to B' in the third
}


def figure_3_2() -> Model:
    """Five by five; A pays 10 and B pays 5 on leaving; bumping into the edge costs 1.

    The task has no end. States are numbered row by row; actions are up, right, down, left.
    (Sutton & Barto 2018, example 3.5 and figures 3.2 and 3.5)
    """
    return [[[_step_3_2(state, move)] for move in MOVES] for state in range(25)]


def _step_3_2(state: int, move: Cell) -> Outcome:
    if state in TELEPORTS:
        target, reward = TELEPORTS[state]
        return Outcome(1.0, target, reward, False)
    row, column = state // 5 + move[0], state % 5 + move[1]
    if 0 <= row < 5 and 0 <= column < 5:
        return Outcome(1.0, 5 * row + column, 0.0, False)
    return Outcome(1.0, state, -1.0, False)


def figure_4_1() -> Model:
    """Four by four; every step costs 1 until one of the two shaded corners is reached.

    States are numbered row by row, the corners 0 and 15 included.
    (Sutton & Barto 2018, example 4.1)
    """
    return [[[_step_4_1(state, move)] for move in MOVES] for state in range(16)]


def _step_4_1(state: int, move: Cell) -> Outcome:
    if state in (0, 15):
        return Outcome(1.0, state, 0.0, True)
    row = min(max(state // 4 + move[0], 0), 3)
    column = min(max(state % 4 + move[1], 0), 3)
    target = 4 * row + column
    return Outcome(1.0, target, -1.0, target in (0, 15))
