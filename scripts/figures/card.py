"""Draw the picture that stands for the book in a link: its name, its path, and a film's still.

    scripts/figures/card.py POSTER PICTURE
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from matplotlib.figure import Figure
from matplotlib.image import imread

from figures.palette import INK, OURS
from figures.style import save

INCHES = (8, 4.2)  # 1200 by 630 pixels, which the sites that show such pictures ask for
MAP = (slice(6, 474), slice(0, 445))  # rows and columns of the poster that show the map
WORDS = (
    (0.74, "policywerk", 33, INK, "bold"),
    (0.545, "Reinforcement learning\nfrom 1.0 + 1.0 to DreamerV3", 15.5, INK, "normal"),
    (0.33, "Every line of the program is in the book,\nand every example runs on the page.",
     11.5, INK, "normal"),
    (0.18, "Python, standard library only", 11.5, OURS, "normal"),
)


def draw(poster: Path, picture: Path) -> None:
    figure = Figure(figsize=INCHES)
    for height, text, size, colour, weight in WORDS:
        figure.text(0.055, height, text, size=size, color=colour, weight=weight,
                    va="center", linespacing=1.35)
    axes = figure.add_axes((0.52, 0.05, 0.46, 0.9))
    axes.imshow(imread(poster)[MAP], interpolation="lanczos")
    axes.set_axis_off()
    save(figure, picture)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
