"""Everything lesson 07 shows."""

from __future__ import annotations

from figures.drawing import Drawing
from figures.page_world_model import numbers_of_foresight


def write_numbers(drawing: Drawing) -> None:
    """The numbers that stand inside sentences."""
    drawing.numbers({"steps": "4,500", **numbers_of_foresight(drawing.records)})
