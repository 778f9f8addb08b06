"""What stands in the place of a picture or table of which no run is trained yet."""

from __future__ import annotations

from matplotlib.figure import Figure

from figures.drawing import Drawing
from figures.palette import REFERENCE

NOT_YET = "Not trained yet"


def hold_places(drawing: Drawing, names: tuple[str, ...]) -> None:
    """Write each file, saying that its runs are not trained yet.

    Raises: ValueError for a file of another kind than PNG, SVG, Markdown and numbers.json.
    """
    for name in names:
        kind = name.rpartition(".")[2]
        if name == "numbers.json":
            drawing.numbers({})
        elif kind == "md":
            drawing.write("", name)
        elif kind in ("png", "svg"):
            drawing.save(_empty(), name)
        else:
            raise ValueError(f"{name} cannot be drawn before a run that it reads is trained")


def _empty() -> Figure:
    figure = Figure(figsize=(7.6, 1.2))
    figure.text(0.5, 0.5, NOT_YET, ha="center", va="center", color=REFERENCE)
    return figure
