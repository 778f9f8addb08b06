"""The picture of the page on the divergence: the same quarter, from two places."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import Drawing
from figures.palette import OURS, REFERENCE, SECOND, mixed
from figures.style import quiet_grid
from policywerk.primitives.losses import kl_categorical
from policywerk.primitives.vector import Vector

MOVES = ((0.5, 0.25, OURS), (0.01, 0.26, SECOND))  # yesterday's share of left, and today's
BELOW, AFTER, ABOVE = (-6, -13, "right"), (10, 0, "left"), (9, 6, "left")  # where numbers stand
SHARES = [i / 500.0 for i in range(1, 500)]


def two(left: float) -> Vector:
    """The belief that says left with this probability, and right otherwise."""
    return [left, 1.0 - left]


def draw_moves(drawing: Drawing) -> None:
    """What yesterday's belief costs today, and today's yesterday, wherever today's is."""
    figure = Figure(figsize=(7.6, 4.4), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    for old, new, colour in MOVES:
        axes.plot(SHARES, [kl_categorical(two(x), two(old)) for x in SHARES], color=colour,
                  linewidth=2.5, label=f"yesterday {old:g}")
        axes.plot(SHARES, [kl_categorical(two(old), two(x)) for x in SHARES], ":",
                  color=colour, linewidth=2.2, label=f"yesterday {old:g}, exchanged")
        mark(axes, old, new, colour)
    axes.axhline(0.0, color=REFERENCE, linewidth=0.8)
    axes.set(xlim=(0.0, 1.0), ylim=(-0.03, 1.0), xlabel="probability of left, today",
             ylabel="nats")
    figure.legend(loc="outside upper center", ncols=2)
    drawing.save(figure, "divergence.svg")


def mark(axes: Axes, old: float, new: float, colour: str) -> None:
    """The place of no change, and what the move costs in either direction."""
    axes.plot(old, 0.0, "o", color=colour, markersize=8, clip_on=False, zorder=4)
    below, above = (BELOW, ABOVE) if old > new else (AFTER, AFTER)
    for cost, face, (x, y, side) in (
            (kl_categorical(two(new), two(old)), colour, below),
            (kl_categorical(two(old), two(new)), mixed(colour, 0.1), above)):
        axes.plot(new, cost, "D", color=colour, markerfacecolor=face, markersize=7, zorder=4)
        axes.annotate(f"{cost:.3f}", (new, cost), (x, y), textcoords="offset points",
                      ha=side, va="center", color=colour)
