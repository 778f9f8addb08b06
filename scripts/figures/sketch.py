"""Arrows, boxes and empty grounds, for the small pictures that explain one idea."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from figures.palette import INK, PAPER

Place = tuple[float, float]


def ground(axes: Axes, across: Place, up: Place, *, equal: bool = True) -> None:
    """An empty ground with these limits, without axes."""
    axes.set(xlim=across, ylim=up)
    if equal:
        axes.set_aspect("equal")
    axes.axis("off")


def arrow(axes: Axes, tail: Place, head: Place, colour: str, *, size: float = 16,
          **style: Any) -> FancyArrowPatch:
    """An arrow from one place to another; `bend` (radians, nearly) curves it."""
    bend = style.pop("bend", 0.0)
    patch = FancyArrowPatch(tail, head, arrowstyle="-|>", mutation_scale=size, color=colour,
                            connectionstyle=f"arc3,rad={bend}",
                            **{"linewidth": 2.0, "shrinkA": 0, "shrinkB": 0, **style})
    axes.add_patch(patch)
    return patch


def box(axes: Axes, middle: Place, size: Place, text: str, **style: Any) -> None:
    """A rounded box with text in it."""
    (x, y), (wide, high) = middle, size
    axes.add_patch(FancyBboxPatch(
        (x - wide / 2, y - high / 2), wide, high, boxstyle="round,pad=0,rounding_size=0.08",
        **{"facecolor": PAPER, "edgecolor": INK, "linewidth": 1.2, "zorder": 3, **style}))
    axes.text(x, y, text, ha="center", va="center", zorder=4)


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign, a true minus, and none before zero."""
    text = f"{value:+.{digits}f}".replace("-", "−")
    return text[1:] if float(text[1:]) == 0.0 else text
