"""The colours of the book's drawings: one meaning a colour, one colour a meaning.

Drawing code names these roles and nothing else; tests/build/test_palette.py holds that, and that
no two of them look alike, to readers who are colour-blind either. Drawings stand on paper of their
own, in the dark scheme too, so every contrast is that with PAPER.
"""

from __future__ import annotations

from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb

PAPER = "#ffffff"
INK = "#1a1a1a"
PALE = "#d6d6d6"
REFERENCE = "#767676"
WALL = "#4a4a4a"

OURS = "#0a62bc"
SECOND = "#b85c00"
THIRD = "#3a6550"
FOURTH = "#671d7a"

TRUTH = "#c38406"
TARGET = "#5d5802"
ERROR = "#5f1136"
GRADIENT = "#2f1aa0"

GOAL = "#2ca65d"
DANGER = "#b70e08"
FOCUS = "#f152aa"
TRACE = "#a97cef"

CLASS_0 = "#90704d"
CLASS_1 = "#598c9c"
NETWORK = "#62627e"
DREAM = "#8092c6"

LOW, HIGH = "#ecb67d", "#88b9f2"  # the ends of the map of signed numbers
OFTEN = "#b9ab93"  # the dark end of the map of visits

ROLES = {  # what each is called in words, and what it means, in the order of the book's table
    "INK": ("black", "text; what is done: actions, pushes, paths; who does it"),
    "REFERENCE": ("grey", "axes, and what is there to compare with only: baselines, other runs"),
    "PALE": ("light grey", "grids; what is not used, not known or not met yet"),
    "WALL": ("dark grey", "walls, and ends that pay nothing"),
    "OURS": ("blue", "what our program computes and measures; of several methods the first"),
    "SECOND": ("brown", "the second method"),
    "THIRD": ("dark green", "the third method"),
    "FOURTH": ("purple", "the fourth method"),
    "TRUTH": ("amber", "what mathematics promises: exact values, bounds"),
    "TARGET": ("olive", "targets: what a value or a network is moved towards"),
    "ERROR": ("wine red", "errors: TD errors, distances from the truth"),
    "GRADIENT": ("indigo", "slopes and gradients"),
    "GOAL": ("green", "goals, rewards, success"),
    "DANGER": ("red", "pits, falls, failure"),
    "FOCUS": ("pink", "where to look now"),
    "TRACE": ("lilac", "eligibility traces: what gets the credit"),
    "CLASS_0": ("khaki", "class 0"),
    "CLASS_1": ("teal", "class 1"),
    "NETWORK": ("slate", "what is inside a network: units, layers, features"),
    "DREAM": ("lavender", "what a model imagines"),
    "LOW": ("pale orange", "in a map: low values, numbers below zero"),
    "HIGH": ("sky blue", "in a map: high values, numbers above zero"),
    "OFTEN": ("taupe", "in a map: the darker, the oftener visited"),
}


def mixed(colour: str, share: float, other: str = PAPER) -> str:
    """So much of a colour, and the rest of another: a tint, or with INK a shade.

    A tint means what its colour means: weaker, or one more of the same kind.
    """
    red, green, blue = (share * a + (1.0 - share) * b
                        for a, b in zip(to_rgb(colour), to_rgb(other)))
    return to_hex((red, green, blue))


SIGNED = LinearSegmentedColormap.from_list("signed", [LOW, mixed(LOW, 0.08), HIGH])
VISITS = LinearSegmentedColormap.from_list("visits", [mixed(OFTEN, 0.1), OFTEN])
SIDES = LinearSegmentedColormap.from_list(
    "sides", [mixed(CLASS_0, 0.45), PAPER, mixed(CLASS_1, 0.45)])
