"""A gridworld: walk from the start to the goal, round the walls and past the pits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Optional, Tuple

from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Model, Outcome
from policywerk.primitives.vector import check_size

Cell = Tuple[int, int]  # (row, column), counted from the top left corner

ACTIONS = ("up", "right", "down", "left")
MOVES: Tuple[Cell, ...] = ((-1, 0), (0, 1), (1, 0), (0, -1))

def move(cell: Cell, action: int) -> Cell:
    """The cell next to this one, on the side that the action names.

    Raises: ValueError for an action that is not 0, 1, 2 or 3.
    """
    if action not in (0, 1, 2, 3):
        raise ValueError(f"actions are 0 (up), 1 (right), 2 (down) and 3 (left), got {action!r}")
    return cell[0] + MOVES[action][0], cell[1] + MOVES[action][1]


def astray(action: int, slip: float) -> List[Tuple[float, int]]:
    """Where a move on slippery ground may go: (probability, action that it becomes).

    As meant with probability 1 - slip, otherwise to one of the two sides, half each.
    """
    side = slip / 2
    directions = [(1.0 - slip, action), (side, (action - 1) % 4), (side, (action + 1) % 4)]
    return [(p, direction) for p, direction in directions if p > 0.0]


def check_slip(slip: float) -> None:
    """Refuse a slip that is not a probability.

    Raises: ValueError if slip is not in [0, 1].
    """
    if not 0.0 <= slip <= 1.0:
        raise ValueError(f"slip is a probability, got {slip}")


FIVE_BY_FIVE = """
. . . . G
. # . X .
. . . . .
. . . . .
S . . . .
"""


@dataclass(frozen=True)
class GridRewards:
    """What a step pays."""

    goal: float = 1.0  # stepping onto G, which ends the episode
    pit: float = -1.0  # stepping onto X, which ends the episode
    step: float = -0.04  # any other step, also one into a wall


def read_map(text: str) -> List[List[str]]:
    """Split a map into rows of symbols: . floor, # wall, S start, G goal, X pit.

    Raises: ValueError naming the row, column and symbol at fault; a map needs rows of
        one length, exactly one S and at least one G.
    """
    rows = [list("".join(line.split())) for line in text.splitlines() if line.strip()]
    for row, symbols in enumerate(rows):
        if len(symbols) != len(rows[0]):
            raise ValueError(f"row {row} has {len(symbols)} cells, row 0 has {len(rows[0])}")
        for column, symbol in enumerate(symbols):
            if symbol not in (".", "#", "S", "G", "X"):
                raise ValueError(f"row {row}, column {column}: {symbol!r} is not one of . # S G X")
    starts, goals = (sum(row.count(symbol) for row in rows) for symbol in ("S", "G"))
    if starts != 1 or goals < 1:
        raise ValueError(f"a map needs one S and at least one G, got {starts} S and {goals} G")
    return rows


class GridWorld(TabularEnvironment):
    """A gridworld read from a text map, with a floor that may be slippery.

    States are the cells that are not walls, numbered row by row from the top left.
    With probability `slip` a move goes astray: to one of the two directions at right
    angles, half each. A move into a wall or over the edge stays where it was.
    """

    def __init__(
        self,
        text: str = FIVE_BY_FIVE,
        slip: float = 0.0,
        rewards: Optional[GridRewards] = None,
        time_limit: Optional[int] = None,
    ) -> None:
        check_slip(slip)
        self.symbols = read_map(text)
        self.slip = slip
        self.rewards = rewards or GridRewards()
        self.cells: List[Cell] = [
            (row, column)
            for row, symbols in enumerate(self.symbols)
            for column, symbol in enumerate(symbols)
            if symbol != "#"
        ]
        self.states: Dict[Cell, int] = {cell: state for state, cell in enumerate(self.cells)}
        start = [1.0 if self.symbol(cell) == "S" else 0.0 for cell in self.cells]
        super().__init__(self._model(), start, time_limit)

    def symbol(self, cell: Cell) -> str:
        """The symbol at a cell, walls included.

        Raises: ValueError for a cell off the map.
        """
        row, column = cell
        if not (0 <= row < len(self.symbols) and 0 <= column < len(self.symbols[0])):
            raise ValueError(f"{cell} lies off the map")
        return self.symbols[row][column]

    def ends(self, cell: Cell) -> bool:
        """Whether stepping onto the cell ends the episode."""
        return self.symbol(cell) in ("G", "X")

    def neighbour(self, cell: Cell, action: int) -> Cell:
        """The cell that a move reaches if it does not go astray."""
        aimed = move(cell, action)
        return aimed if aimed in self.states else cell

    def outcomes(self, cell: Cell, action: int) -> List[Outcome]:
        """Everything a move may lead to, as (p, s', r, terminated).

        Raises: ValueError if the cell or the action does not exist.
        """
        if cell not in self.states:
            raise ValueError(f"{cell} is not a cell of the map, or a wall")
        if self.ends(cell):  # nothing happens after the end
            return [Outcome(1.0, self.states[cell], 0.0, True)]
        return [self._outcome(p, self.neighbour(cell, to)) for p, to in astray(action, self.slip)]

    def _outcome(self, probability: float, cell: Cell) -> Outcome:
        paid = {"G": self.rewards.goal, "X": self.rewards.pit}
        reward = paid.get(self.symbol(cell), self.rewards.step)
        return Outcome(probability, self.states[cell], reward, self.ends(cell))

    def _model(self) -> Model:
        return [[self.outcomes(cell, action) for action in range(4)] for cell in self.cells]


def open_map(size: int) -> str:
    """A square map without obstacles: start bottom left, goal top right.

    Raises: ValueError for a size below 2, or as check_size does.
    """
    if size < 2:
        raise ValueError(f"an open map needs size >= 2, got {size}")
    check_size("an open map", size, size)
    rows = [["."] * size for _ in range(size)]
    rows[0][-1], rows[-1][0] = "G", "S"
    return "\n".join(" ".join(row) for row in rows)
