"""The picture that the page on values needs most: the news of the goal, sweep by sweep."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.drawing import Drawing
from figures.palette import DANGER, GOAL, INK, OURS, PALE, PAPER, WALL, mixed
from figures.sketch import ground
from policywerk.building_blocks.value_functions import optimal_backup, zero_values
from policywerk.primitives.vector import Vector
from policywerk.world.gridworld import GridWorld

SWEEPS, GAMMA = (1, 2, 4, 8), 0.9


def swept(world: GridWorld, sweeps: int) -> Vector:
    """The values after so many sweeps, from zeros."""
    values = zero_values(world.P)
    for _ in range(sweeps):
        values = [optimal_backup(actions, values, GAMMA) for actions in world.P]
    return values


def draw_news_travels(drawing: Drawing) -> None:
    """The dry map after 1, 2, 4 and 8 sweeps: what has heard of the goal is blue."""
    world = GridWorld()
    figure = Figure(figsize=(7.6, 7.9), layout="constrained")
    for axes, sweeps in zip(figure.subplots(2, 2).flat, SWEEPS):
        draw_values(axes, world, swept(world, sweeps))
        axes.set_title(f"after {sweeps} sweep{'s' if sweeps > 1 else ''}")
    drawing.save(figure, "news_travels.svg")


def draw_values(axes: Axes, world: GridWorld, values: Vector) -> None:
    """A map with its values: the bluer the larger."""
    rows, columns = len(world.symbols), len(world.symbols[0])
    ground(axes, (-0.05, columns + 0.05), (rows + 0.05, -0.05))
    for row, symbols in enumerate(world.symbols):
        for column, symbol in enumerate(symbols):
            text, colour = symbol, {"G": GOAL, "X": DANGER, "#": WALL}.get(symbol, PAPER)
            if colour == PAPER:
                value = values[world.states[row, column]]
                text = f"{value:.2f}".replace("-", "−")
                colour = mixed(OURS, 0.6 * value) if value > 0.0 else PAPER
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor=PALE))
            axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=13,
                      color=PAPER if symbol in "GX#" else INK)
