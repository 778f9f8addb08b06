"""How every drawing of the book looks: the book's typefaces, one size of type, quiet axes."""

from __future__ import annotations

import warnings
from pathlib import Path

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures import log_scale
from figures.palette import INK, PALE, PAPER, REFERENCE
from figures.typefaces import SANS, register


def refuse_missing_signs() -> None:
    """A sign that no typeface has is an error, and no box in a picture."""
    warnings.filterwarnings("error", message="Glyph .* missing from")


register()
log_scale.register()
refuse_missing_signs()
rcParams.update({
    "font.family": SANS,
    "font.size": 14.5,
    "mathtext.fontset": "custom",  # formulas as KaTeX sets them on the pages
    "mathtext.rm": "KaTeX_Main",
    "mathtext.it": "KaTeX_Math:italic",
    "mathtext.bf": "KaTeX_Main:bold",
    "mathtext.cal": "KaTeX_Math:italic",  # not used; the default is a font that few machines have
    "text.color": INK,
    "axes.titlesize": 15.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 14.5,
    "axes.labelcolor": INK,
    "axes.edgecolor": REFERENCE,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 13.5,
    "ytick.labelsize": 13.5,
    "legend.fontsize": 13.5,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "axes.facecolor": PAPER,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.hashsalt": "policywerk",  # the same figure gives the same file
})


def save(figure: Figure, path: Path) -> None:
    """Write a figure without date or version, so that drawing again changes nothing."""
    nothing = {"Date": None, "Creator": None} if path.suffix == ".svg" else {"Software": None}
    figure.savefig(path, metadata=nothing, dpi=150)


def quiet_grid(axes: Axes) -> None:
    """A grid that can be read against without being looked at."""
    axes.grid(True, color=PALE, linewidth=0.7)
    axes.set_axisbelow(True)
