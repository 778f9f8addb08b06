"""The table of the colours and their meanings, for How to read this book."""

from __future__ import annotations

from figures import palette
from figures.drawing import Drawing
from figures.palette import ROLES

SWATCH = '<span style="display: inline-block; width: 0.8em; height: 0.8em; background: {}"></span>'


def write_colours(drawing: Drawing) -> None:
    """Write a row for each role: a patch of its colour, the colour's name, its meaning."""
    colours = {role: vars(palette)[role] for role in ROLES}
    rows = [f"| {SWATCH.format(colours[role])} {name} | {meaning} |"
            for role, (name, meaning) in ROLES.items()]
    drawing.write("\n".join(["| colour | meaning |", "|:--|:--|", *rows]) + "\n", "colours.md")
