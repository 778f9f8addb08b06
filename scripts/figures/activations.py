"""The six activations and their slopes, a picture for the page on bends."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import Drawing
from figures.palette import GRADIENT, OURS, REFERENCE
from figures.style import quiet_grid
from policywerk.primitives.activations import ACTIVATIONS, RELU, Activation

TITLES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "elu": "ELU", "silu": "SiLU",
          "softplus": "softplus"}
REACH = 4.0  # drawn from -REACH to REACH
POINTS = 161


def draw_activations(drawing: Drawing) -> None:
    """Write a small picture of each activation, in two columns that a phone can show."""
    figure = Figure(figsize=(5.4, 7.4), layout="constrained")
    panels = figure.subplots(3, 2, sharex=True, sharey=True).flat
    for axes, activation in zip(panels, ACTIVATIONS.values()):
        draw_one(axes, activation)
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    figure.supxlabel("x", fontsize=15)
    drawing.save(figure, "activations.svg")


def draw_one(axes: Axes, activation: Activation) -> None:
    """The value as a line, the slope as a dashed line over it."""
    quiet_grid(axes)
    axes.axhline(0.0, color=REFERENCE, linewidth=0.8)
    axes.axvline(0.0, color=REFERENCE, linewidth=0.8)
    xs = [REACH * (2 * i / (POINTS - 1) - 1) for i in range(POINTS)]
    values = [activation.value(x) for x in xs]
    axes.plot(xs, values, color=OURS, label="value")
    slopes = [activation.slope(x, y) for x, y in zip(xs, values)]
    if activation is RELU:  # a jump is not a line
        slopes[POINTS // 2] = float("nan")
    axes.plot(xs, slopes, "--", color=GRADIENT, label="slope")
    axes.set_title(TITLES[activation.name])
    axes.set(xlim=(-REACH, REACH), ylim=(-1.2, 3.0), xticks=[-4, -2, 0, 2, 4],
             yticks=[-1, 0, 1, 2, 3])
