"""Everything lesson 06 shows: the film, the pictures, the tables, the numbers."""

from __future__ import annotations

from figures.drawing import Drawing


def write_numbers(drawing: Drawing) -> None:
    """The numbers that stand inside sentences."""
    drawing.numbers({"steps": "10,240"})
