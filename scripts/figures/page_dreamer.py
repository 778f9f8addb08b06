"""The picture of the page on DreamerV3's tricks: two failures that grow from update to update."""

from __future__ import annotations

from types import SimpleNamespace
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import Drawing
from figures.palette import DANGER, INK, OURS, REFERENCE, SECOND
from figures.style import quiet_grid
from policywerk.building_blocks.curves import at_least
from policywerk.building_blocks.distributions import Categorical, kl_categoricals
from policywerk.building_blocks.grad import (
    Parameter,
    add,
    backward,
    constant,
    mean,
    multiply,
    scale,
    stack_rows,
    stop_gradient,
    subtract,
    total,
    zero_grads,
)
from policywerk.building_blocks.optimizers import Adam, clip_adaptively
from policywerk.primitives.vector import Vector

UPDATES = 300
LARGE = 100  # the update at which the large slope comes


class Looks(NamedTuple):
    """What the smallest model that can collapse learns, a number an update."""

    errors: Vector
    divergences: Vector


def learn_to_look(free: float, weight: float) -> Looks:
    """A latent of two classes, for a pixel that is black or white.

    Args: free: nats. weight: of the pull on the belief after looking.
    """
    after = Parameter("after", [[1.0, -1.0], [-1.0, 1.0]])
    before, grey = Parameter("before", [[0.0, 0.0]]), Parameter("painted", [[0.3, 0.7]])
    pictures, learned = constant([[0.0, 0.0], [1.0, 1.0]]), [after, before, grey]
    found = Looks([], [])
    for _ in range(UPDATES):
        zero_grads(learned)
        off = subtract(pictures, stack_rows([grey, grey]))
        expected, noticed = stack_rows([before, before]), Categorical(after)
        error = scale(0.5, total(multiply(noticed.probabilities, multiply(off, off))))
        taught = kl_categoricals(Categorical(stop_gradient(after)), Categorical(expected))
        pull = kl_categoricals(noticed, Categorical(stop_gradient(expected)))
        backward(add(error, add(mean(at_least(free, taught)),
                                scale(weight, mean(at_least(free, pull))))))
        found.errors.append(error.values[0][0])
        found.divergences.append(mean(taught).values[0][0])
        for p in learned:
            p.values = [[x - 0.5 * g for x, g in zip(*rows)] for rows in zip(p.values, p.grads)]
    return found


def pulled(share: float) -> Vector:
    """Where a weight is, which slopes of 0.01 pull and once one of 1000; share: of AGC, or 0."""
    w, rule, places = SimpleNamespace(name="w", values=[[1.0]], grads=[[0.0]]), Adam(0.9, 0.999), []
    for update in range(UPDATES + 1):
        w.grads = [[1000.0 if update == LARGE else 0.01]]
        if share:
            clip_adaptively([w], share)
        rule.step([w], 0.001)
        places.append(w.values[0][0])
    return places


def draw_tricks(drawing: Drawing) -> None:
    """Left: a KL that collapses, and two that do not. Right: a weight that goes deaf."""
    figure = Figure(figsize=(7.6, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    for axes in (left, right):
        quiet_grid(axes)
        axes.set(xlim=(0, UPDATES), xlabel="update")
    _draw_beliefs(left)
    _draw_weight(right)
    drawing.save(figure, "tricks.svg")


def _draw_beliefs(axes: Axes) -> None:
    for free, weight, colour, text, place in (
            (0.0, 1.0, DANGER, "neither: it collapses", (60, 0.06)),
            (0.0, 0.1, SECOND, "pulled with 0.1", (290, 0.55)),
            (1.0, 1.0, OURS, "a nat is free", (290, 0.70))):
        axes.plot(learn_to_look(free, weight).divergences, color=colour, linewidth=2.5)
        axes.text(*place, text, color=colour, ha="left" if place[0] < 100 else "right", va="center")
    axes.set(ylim=(0, 0.75), ylabel="KL, in nats")


def _draw_weight(axes: Axes) -> None:
    axes.axvline(LARGE, color=REFERENCE, linestyle=":", linewidth=2)
    axes.text(LARGE + 6, 0.995, "a slope of 1000", color=INK, va="top")
    for share, colour, text, x, y in ((0.0, DANGER, "as it is: deaf", 190, 0.902),
                                      (0.3, OURS, "clipped by AGC", LARGE + 6, 0.815)):
        axes.plot(pulled(share), color=colour, linewidth=2.5)
        axes.text(x, y, text, color=colour, va="center")
    axes.set(ylabel="the weight", ylim=(0.79, 1.0))
