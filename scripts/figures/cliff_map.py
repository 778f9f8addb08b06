"""The cliff as a map: visits as heat, best actions as arrows, a walk as a line."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle
from matplotlib.patheffects import Normal, Stroke

from figures.palette import DANGER, GOAL, INK, PAPER, VISITS
from policywerk.world.cliff import Cliff
from policywerk.world.gridworld import MOVES

ARROW = [(-0.26, -0.05), (0.02, -0.05), (0.02, -0.19), (0.28, 0.0), (0.02, 0.19), (0.02, 0.05),
         (-0.26, 0.05)]  # points to the right
SMALL = 0.6  # size of an arrow that shares its cell with others


class CliffMap:
    """The cells of a cliff on axes; everything on them may move."""

    def __init__(self, axes: Axes, world: Cliff, colour: str) -> None:
        """Draw what stands still.

        Args:
            colour: of the walks that are drawn.
        """
        self.axes, self.world = axes, world
        rows, columns = world.rows, world.columns
        axes.set(xlim=(-0.54, columns - 0.46), ylim=(rows - 0.02, -0.54), aspect="equal")
        axes.axis("off")
        width, bottom = columns - 2, rows - 1
        axes.add_patch(Rectangle((0.5, bottom - 0.5), width, 1, facecolor=DANGER, linewidth=0))
        axes.add_patch(Rectangle((columns - 1.5, bottom - 0.5), 1, 1, facecolor=GOAL, linewidth=0))
        middle = (columns - 1) / 2
        for column, label in ((0, "start"), (middle, "the cliff"), (columns - 1, "goal")):
            axes.text(column, bottom + 0.56, label, ha="center", va="top")
        squares = [square(*world.cells[state]) for state in world.floor]
        self.heat = PolyCollection(squares, edgecolors=PAPER, linewidths=1.5)
        outline = [Stroke(linewidth=6, foreground=PAPER), Normal()]
        (self.line,) = axes.plot([], [], color=colour, linewidth=3.5, path_effects=outline,
                                 solid_capstyle="round", solid_joinstyle="round")
        (self.falls,) = axes.plot([], [], "x", color=PAPER, markersize=9, markeredgewidth=3)
        self.arrows = PolyCollection([], facecolors=INK, linewidths=0)
        for shapes in (self.heat, self.arrows):
            axes.add_collection(shapes, autolim=False)
        (self.walker,) = axes.plot([], [], "o", color=INK, markersize=13, markeredgecolor=PAPER,
                                   markeredgewidth=2)
        self.moving: list[Artist] = [
            self.heat, self.line, self.falls, self.arrows, self.walker]
        for layer, artist in enumerate(self.moving):
            artist.set_zorder(2.0 + 0.1 * layer)
        self.warm([0.0] * len(world.cells))

    def warm(self, heat: Sequence[float]) -> None:
        """Colour each cell by a number from 0 to 1."""
        self.heat.set_facecolor([VISITS(heat[state]) for state in self.world.floor])

    def point(self, best: dict[int, list[int]]) -> None:
        """An arrow for each of the best actions of a state; states not named have none."""
        self.arrows.set_verts([
            arrow(*self.world.cells[state], action, alone=len(actions) == 1)
            for state, actions in best.items() for action in actions
        ])

    def walk(self, path: Sequence[int], *, walker: bool) -> None:
        """A line along the states, broken where it fell; at its end the walker, perhaps."""
        across: list[float] = []
        down: list[float] = []
        fallen: list[tuple[int, int]] = []
        for before, state in zip([None, *path], path):
            row, column = self.world.cells[state]
            if before is not None and self.fell(before, state):
                edge = self.world.cells[before]
                fallen.append((edge[0] + 1, edge[1]))
                across += [edge[1], float("nan")]
                down += [edge[0] + 1, float("nan")]
            across.append(column)
            down.append(row)
        self.line.set_data(across, down)
        self.falls.set_data([column for _, column in fallen], [row for row, _ in fallen])
        self.walker.set_data(across[-1:] if walker else [], down[-1:] if walker else [])

    def fell(self, before: int, state: int) -> bool:
        """Whether a step from the row above the cliff led back to the start."""
        row, column = self.world.cells[before]
        return (state == self.world.start_state and row == self.world.rows - 2
                and 0 < column < self.world.columns - 1)


def square(row: int, column: int) -> list[tuple[float, float]]:
    """The corners of a cell."""
    left, right, top, bottom = column - 0.5, column + 0.5, row - 0.5, row + 0.5
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def arrow(row: int, column: int, action: int, *, alone: bool) -> list[tuple[float, float]]:
    """The corners of an arrow: in the middle of its cell, or smaller and off the middle."""
    down, right = MOVES[action]
    size, off = (1.0, 0.0) if alone else (SMALL, 0.25)
    return [
        (column + off * right + size * (x * right - y * down),
         row + off * down + size * (x * down + y * right))
        for x, y in ARROW
    ]


def best_actions(values: Sequence[Sequence[float]], visits: Sequence[int]) -> dict[int, list[int]]:
    """Of every state that has been visited, the actions whose value is the largest."""
    return {
        state: [action for action, value in enumerate(row) if value == max(row)]
        for state, row in enumerate(values) if visits[state]
    }


def follow(world: Cliff, choices: Sequence[int], limit: int) -> list[int]:
    """The states met from the start by always doing what is chosen, the goal included."""
    path = [world.start_state]
    while path[-1] != world.goal_state and len(path) <= limit:
        path.append(world.P[path[-1]][choices[path[-1]]][0].next_state)
    return path
