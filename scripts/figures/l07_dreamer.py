"""Everything lesson 07 shows."""

from __future__ import annotations

from figures.drawing import Drawing


def write_numbers(drawing: Drawing) -> None:
    """The numbers that stand inside sentences."""
    drawing.numbers({"steps": "4,500"})
