"""Draw the picture that stands for the book in a link: its name, its path, and a film's still.

    scripts/figures/card.py POSTER PICTURE
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from matplotlib.figure import Figure
from matplotlib.image import imread

from figures.style import FAINT, INK, OURS, save

PAPER = "#fdfcfa"  # that of the pages
INCHES = (8, 4.2)  # 1200 by 630 pixels, which the sites that show such pictures ask for
WORDS = (
    (0.76, "policywerk", 34, INK, "bold"),
    (0.60, "Reinforcement learning\nfrom 1.0 + 1.0 to DreamerV3", 16, INK, "normal"),
    (0.34, "Every line of the program is in the book,\nand every example runs on the page.",
     11.5, INK, "normal"),
    (0.13, "Python, standard library only", 11.5, OURS, "normal"),
)


def draw(poster: Path, picture: Path) -> None:
    figure = Figure(figsize=INCHES, facecolor=PAPER)
    for height, text, size, colour, weight in WORDS:
        figure.text(0.05, height, text, size=size, color=colour, weight=weight,
                    va="center", linespacing=1.35)
    still = imread(poster)
    width = 0.47
    axes = figure.add_axes((0.5, 0.5 - width / 2 * INCHES[0] / INCHES[1] * 0.75, width,
                            width * INCHES[0] / INCHES[1] * still.shape[0] / still.shape[1]))
    axes.imshow(still, interpolation="lanczos")
    axes.set(xticks=[], yticks=[])
    for side in axes.spines.values():
        side.set(visible=True, color=FAINT)
    save(figure, picture)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
