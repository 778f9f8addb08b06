"""The cliff: the shortest way runs along an edge (Sutton & Barto 2018, example 6.6)."""

from __future__ import annotations

from typing import List, Optional

from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome
from policywerk.primitives.vector import check_size
from policywerk.world.gridworld import Cell, astray, check_slip, move

STEP = -1.0  # what a step pays, the one onto the goal too
FALL = -100.0  # what a step over the edge pays instead


class Cliff(TabularEnvironment):
    """A grid whose last row is a cliff, the start at its left end and the goal at its right.

    States are all the cells, numbered row by row from the top left. A move off the grid
    stays where it was. A move over the edge leads back to the start, and the episode goes
    on; so nobody ever stands on a cell of the cliff. With probability `slip` a move goes
    astray: to one of the two directions at right angles, half each.
    """

    def __init__(
        self,
        rows: int = 4,
        columns: int = 12,
        slip: float = 0.0,
        time_limit: Optional[int] = None,
    ) -> None:
        if rows < 2 or columns < 3:
            raise ValueError(
                f"a cliff needs at least 2 rows and 3 columns, got {rows} and {columns}"
            )
        check_size("a cliff", rows, columns)
        check_slip(slip)
        self.rows, self.columns, self.slip = rows, columns, slip
        self.cells: List[Cell] = [(r, c) for r in range(rows) for c in range(columns)]
        self.start_state = (rows - 1) * columns
        self.goal_state = rows * columns - 1
        over = [self.falls(cell) for cell in self.cells]
        self.floor = [s for s in range(self.goal_state) if not over[s]]  # where one decides
        model = [[self.outcomes(cell, a) for a in range(4)] for cell in self.cells]
        start = [1.0 if s == self.start_state else 0.0 for s in range(len(self.cells))]
        super().__init__(model, start, time_limit)

    def falls(self, cell: Cell) -> bool:
        """Whether the cell belongs to the cliff."""
        return cell[0] == self.rows - 1 and 0 < cell[1] < self.columns - 1

    def neighbour(self, cell: Cell, action: int) -> Cell:
        """The cell a move aims at, on the cliff perhaps; off the grid it is the old one."""
        row, column = move(cell, action)
        inside = 0 <= row < self.rows and 0 <= column < self.columns
        return (row, column) if inside else cell

    def outcomes(self, cell: Cell, action: int) -> List[Outcome]:
        """Everything a move may lead to, as (p, s', r, terminated).

        Raises: ValueError for a cell or an action that there is not.
        """
        if cell not in self.cells:
            raise ValueError(f"{cell} is not a cell of the {self.rows} by {self.columns} grid")
        if cell == (self.rows - 1, self.columns - 1):  # nothing happens after the end
            return [Outcome(1.0, self.goal_state, 0.0, True)]
        return [self._outcome(p, self.neighbour(cell, to)) for p, to in astray(action, self.slip)]

    def _outcome(self, probability: float, cell: Cell) -> Outcome:
        if self.falls(cell):
            return Outcome(probability, self.start_state, FALL, False)
        state = cell[0] * self.columns + cell[1]
        return Outcome(probability, state, STEP, state == self.goal_state)
