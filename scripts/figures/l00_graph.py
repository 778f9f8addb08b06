"""A computation graph at work: values flow forwards, gradients flow back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from figures.style import ERROR, FAINT, INK, OURS
from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    add,
    backward,
    constant,
    multiply,
    scale,
    subtract,
    tanh,
)

HOLD = 22  # frames a stage is shown
WEIGHT, BIAS, INPUT, TARGET = 0.8, -1.0, 2.0, 1.0


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
    w, b, x = (Parameter(n, [[v]]) for n, v in (("w", WEIGHT), ("b", BIAS), ("x", INPUT)))
    wx = multiply(w, x)
    z = add(wx, b)
    y = tanh(z)
    miss = subtract(y, constant([[TARGET]]))
    loss = scale(0.5, multiply(miss, miss))
    backward(loss)

    def box(x_: float, y_: float, name: str, rule: str, node: Node, grad: float) -> Box:
        return Box(x_, y_, name, rule, node.values[0][0], grad)

    slope_y = miss.values[0][0]
    slope_z = b.grads[0][0]
    return [
        box(0.08, 0.82, "w", "× x", w, w.grads[0][0]),
        box(0.08, 0.44, "x", "× w", x, x.grads[0][0]),
        box(0.30, 0.66, "w x", "× 1", wx, slope_z),
        box(0.30, 0.27, "b", "× 1", b, slope_z),
        box(0.51, 0.47, "z = w x + b", "× (1 − y²)", z, slope_z),
        box(0.72, 0.47, "y = tanh z", "× (y − c)", y, slope_y),
        box(0.92, 0.47, "L = ½ (y − c)²", "", loss, 1.0),
    ]


EDGES = [(0, 2), (1, 2), (2, 4), (3, 4), (4, 5), (5, 6)]
FORWARD = [[0, 1, 3], [2], [4], [5], [6]]  # boxes whose values appear together
BACKWARD = [[6], [5], [4], [2, 3], [0, 1]]  # boxes whose gradients appear together


class GraphFilm:
    """The graph of one neuron; numbers appear in the order in which they are computed."""

    def __init__(self) -> None:
        self.boxes = worked_neuron()
        self.figure = Figure(figsize=(9.6, 4.8), dpi=100)
        axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set(xlim=(0, 1), ylim=(0.05, 1.0))
        axes.axis("off")
        self.caption = axes.text(0.5, 0.94, "", ha="center", fontsize=16)
        axes.text(0.5, 0.1, f"c = {TARGET:g}", ha="center", fontsize=13, color=FAINT)
        self.forward, self.back = [], []
        for start, end in EDGES:
            self._edge(axes, self.boxes[start], self.boxes[end])
        self.values, self.grads, self.frames_of = [], [], []
        for box in self.boxes:
            self._box(axes, box)
        self.animated: list[Artist] = [
            self.caption, *self.forward, *self.back, *self.values, *self.grads]

    def _edge(self, axes, a: Box, b: Box) -> None:
        for kept, colour, start, end, bend in ((self.forward, OURS, a, b, -0.12),
                                               (self.back, ERROR, b, a, -0.12)):
            arrow = FancyArrowPatch(
                (start.x, start.y), (end.x, end.y), connectionstyle=f"arc3,rad={bend}",
                arrowstyle="-|>", mutation_scale=18, color=colour, linewidth=2,
                shrinkA=44, shrinkB=44)
            axes.add_patch(arrow)
            kept.append(arrow)
        if a.rule:
            axes.plot([a.x, b.x], [a.y, b.y], color="#dddddd", linewidth=1, zorder=0)

    def _box(self, axes, box: Box) -> None:
        axes.add_patch(FancyBboxPatch(
            (box.x - 0.062, box.y - 0.05), 0.124, 0.1, boxstyle="round,pad=0.008",
            facecolor="white", edgecolor=INK, linewidth=1.2, zorder=3))
        axes.text(box.x, box.y, box.name, ha="center", va="center", fontsize=13, zorder=4)
        value = f"{box.value:.3f}".replace("-", "−")
        grad = f"{box.grad:+.3f}".replace("-", "−")
        self.values.append(axes.text(box.x, box.y + 0.085, value, ha="center", va="bottom",
                                     color=OURS, fontsize=15, fontweight="bold", zorder=5))
        rule = f"\n{box.rule}" if box.rule else ""
        self.grads.append(axes.text(box.x, box.y - 0.08, grad + rule, ha="center", va="top",
                                    color=ERROR, fontsize=14, zorder=5, linespacing=1.3))

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame: forwards stage by stage, then backwards."""
        stages = len(FORWARD) + len(BACKWARD)
        shows = [partial(self.show, stage) for stage in range(stages + 1)]
        frames = [show for show in shows for _ in range(HOLD)]
        return frames + [shows[-1]] * (2 * HOLD)

    def show(self, stage: int) -> None:
        """Everything that has been computed after so many stages."""
        forward = {box for group in FORWARD[:stage] for box in group}
        back = {box for group in BACKWARD[:max(0, stage - len(FORWARD))] for box in group}
        self.caption.set_text(
            "One neuron, its target, and its loss" if stage == 0 else
            "Forwards: values" if stage <= len(FORWARD) else
            "Backwards: how fast L changes with each value")
        for number, text in enumerate(self.values):
            text.set_visible(number in forward)
        for number, text in enumerate(self.grads):
            text.set_visible(number in back)
        for edge, (start, end) in enumerate(EDGES):
            self.forward[edge].set_visible(end in forward and not back)
            self.back[edge].set_visible(start in back)
