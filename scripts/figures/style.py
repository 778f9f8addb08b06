"""How every figure of the book looks: one palette, one meaning a colour, one size of type."""

from __future__ import annotations

from pathlib import Path

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

# Okabe and Ito's colours, which colour-blind readers can tell apart. One meaning each.
INK = "#1a1a1a"  # text, arrows, the policy
FAINT = "#8a8a8a"  # axes, grids, what is there for comparison only
OURS = "#0072b2"  # what our program measured; high values
THEORY = "#e69f00"  # what mathematics promises: bounds, exact values
ERROR = "#d55e00"  # errors; low values; pits
GOAL = "#009e73"  # goals, success
FOCUS = "#cc79a7"  # what to look at now
SECOND = "#56b4e9"  # a second method beside ours
WALL = "#4a4a4a"

VALUES = LinearSegmentedColormap.from_list("values", ["#e8905c", "#fbf6ef", "#5aa3cf"])

rcParams.update({
    "font.family": "DejaVu Sans",  # comes with matplotlib, so figures are the same everywhere
    "font.size": 13,
    "axes.titlesize": 14,
    "axes.titlelocation": "left",
    "axes.labelsize": 13,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 12,
    "ytick.labelsize": 12,
    "legend.fontsize": 12,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "policywerk",  # the same figure gives the same file
})


def save(figure: Figure, path: Path) -> None:
    """Write a figure without date or version, so that drawing again changes nothing."""
    nothing = {"Date": None, "Creator": None} if path.suffix == ".svg" else {"Software": None}
    figure.savefig(path, metadata=nothing, dpi=150)


def quiet_grid(axes: Axes) -> None:
    """A grid that can be read against without being looked at."""
    axes.grid(True, color="#d9d9d9", linewidth=0.7)
    axes.set_axisbelow(True)
