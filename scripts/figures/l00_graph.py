"""A computation graph at work: values flow forwards, gradients flow back.

The neuron is the one that the page on gradients works by hand, with its numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from figures.movie import frames_of
from figures.palette import GRADIENT, INK, OURS, PALE, PAPER
from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    add,
    backward,
    constant,
    multiply,
    subtract,
    tanh,
)

HOLD = 22  # frames a stage is shown
WEIGHTS, BIAS, INPUTS, TARGET = (0.5, -0.25), 0.1, (1.0, 2.0), 1.0
WIDE, HIGH = 0.145, 0.13  # of a box


@dataclass(frozen=True)
class Box:
    """A node of the drawing: where it stands, what it is called, its value and gradient."""

    x: float
    y: float
    name: str
    rule: str  # how its gradient follows from the one after it
    value: float
    grad: float


def worked_neuron() -> list[Box]:
    """One neuron with a squared loss, its values and gradients computed by our own tape."""
    w0, w1, b = (Parameter(name, [[value]])
                 for name, value in (("w0", WEIGHTS[0]), ("w1", WEIGHTS[1]), ("b", BIAS)))
    p0, p1 = multiply(w0, constant([[INPUTS[0]]])), multiply(w1, constant([[INPUTS[1]]]))
    z = add(add(p0, p1), b)
    y = tanh(z)
    miss = subtract(y, constant([[TARGET]]))
    loss = multiply(miss, miss)
    backward(loss)

    def box(x: float, y_: float, name: str, rule: str, node: Node, grad: float) -> Box:
        return Box(x, y_, name, rule, node.values[0][0], grad)

    slope_y = 2.0 * miss.values[0][0]
    slope_z = b.grads[0][0]
    return [
        box(0.09, 0.79, "$w_0$", "× $x_0$", w0, w0.grads[0][0]),
        box(0.09, 0.49, "$w_1$", "× $x_1$", w1, w1.grads[0][0]),
        box(0.30, 0.79, "$w_0 x_0$", "× 1", p0, slope_z),
        box(0.30, 0.49, "$w_1 x_1$", "× 1", p1, slope_z),
        box(0.30, 0.19, "$b$", "× 1", b, slope_z),
        box(0.51, 0.49, "$z$\nthe sum", "× (1 − $y^2$)", z, slope_z),
        box(0.71, 0.49, "$y$\ntanh $z$", "× 2 ($y$ − 1)", y, slope_y),
        box(0.91, 0.49, "$L$\n$(y − 1)^2$", "", loss, 1.0),
    ]


EDGES = [(0, 2), (1, 3), (2, 5), (3, 5), (4, 5), (5, 6), (6, 7)]
FORWARD = [[0, 1, 4], [2, 3], [5], [6], [7]]  # boxes whose values appear together
BACKWARD = [[7], [6], [5], [2, 3, 4], [0, 1]]  # boxes whose gradients appear together


class GraphFilm:
    """The graph of one neuron; numbers appear in the order in which they are computed."""

    def __init__(self) -> None:
        self.boxes = worked_neuron()
        self.figure = Figure(figsize=(8.0, 5.8), dpi=120)
        axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set(xlim=(0, 1), ylim=(0.0, 1.0))
        axes.axis("off")
        self.caption = axes.text(0.5, 0.94, "", ha="center", va="center", fontsize=18.5)
        given = f"$x_0$ = {INPUTS[0]:g},  $x_1$ = {INPUTS[1]:g},\nwanted: {TARGET:g}"
        axes.text(0.71, 0.14, given, ha="center", va="center", fontsize=17.5, color=INK,
                  linespacing=1.15)
        self.forward: list[Artist] = []
        self.back: list[Artist] = []
        for start, end in EDGES:
            self._edge(axes, self.boxes[start], self.boxes[end])
        self.values: list[Artist] = []
        self.grads: list[Artist] = []
        for box in self.boxes:
            self._box(axes, box)
        self.animated: list[Artist] = [
            self.caption, *self.forward, *self.back, *self.values, *self.grads]

    def _edge(self, axes: Axes, a: Box, b: Box) -> None:
        """A faint line, an arrow along it for the value and one against it for the slope."""
        rise = 0.6 * (b.y - a.y)  # arrows from above and below meet the box apart
        tail, head = (a.x + WIDE / 2, a.y), (b.x - WIDE / 2, b.y - 0.1 * rise)
        axes.plot(*zip(tail, head), color=PALE, linewidth=1, zorder=0)
        for kept, colour, start, end in ((self.forward, OURS, tail, head),
                                         (self.back, GRADIENT, head, tail)):
            arrow = FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=20,
                                    color=colour, linewidth=2.2, shrinkA=2, shrinkB=2)
            axes.add_patch(arrow)
            kept.append(arrow)

    def _box(self, axes: Axes, box: Box) -> None:
        axes.add_patch(FancyBboxPatch(
            (box.x - WIDE / 2 + 0.01, box.y - HIGH / 2 + 0.01), WIDE - 0.02, HIGH - 0.02,
            boxstyle="round,pad=0.01", facecolor=PAPER, edgecolor=INK, linewidth=1.2,
            zorder=3))
        axes.text(box.x, box.y, box.name, ha="center", va="center", fontsize=16.5, zorder=4)
        value = f"{box.value:.4g}".replace("-", "−")
        grad = f"{box.grad:+.4f}".replace("-", "−") if box.rule else f"{box.grad:+g}"
        self.values.append(axes.text(
            box.x, box.y + HIGH / 2 + 0.005, value, ha="center", va="bottom", color=OURS,
            fontsize=17.5, fontweight="bold", zorder=5))
        rule = f"\n{box.rule}" if box.rule else ""
        self.grads.append(axes.text(
            box.x, box.y - HIGH / 2 - 0.012, grad + rule, ha="center", va="top",
            color=GRADIENT, fontsize=15.5, zorder=5, linespacing=0.85))

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame: forwards stage by stage, then backwards."""
        stages = range(len(FORWARD) + len(BACKWARD) + 1)
        held = [stage for stage in stages for _ in range(HOLD)]
        return frames_of([*held, *[stages[-1]] * (2 * HOLD)], self.show)

    def show(self, stage: int) -> None:
        """Everything that has been computed after so many stages."""
        forward = {box for group in FORWARD[:stage] for box in group}
        back = {box for group in BACKWARD[:max(0, stage - len(FORWARD))] for box in group}
        self.caption.set_text(
            "One neuron, its loss, and what they are made from" if stage == 0 else
            "Forwards: values" if stage <= len(FORWARD) else
            "Backwards: how fast L rises with each value")
        for number, text in enumerate(self.values):
            text.set_visible(number in forward)
        for number, text in enumerate(self.grads):
            text.set_visible(number in back)
        for edge, (start, end) in enumerate(EDGES):
            self.forward[edge].set_visible(end in forward and not back)
            self.back[edge].set_visible(start in back)
