"""The still pictures of lesson 06: the clipped objective, and what many seeds measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import NullFormatter, NullLocator

from figures.drawing import Drawing
from figures.l06_tables import (
    BASE_ROW,
    CHANGED,
    GROUPS,
    Curve,
    curves_of,
    diverged,
    marks_of,
    mean_curve,
    over_seeds,
    printed,
    seeds_of,
    untaught,
)
from figures.palette import (
    DANGER,
    FOURTH,
    GRADIENT,
    INK,
    OURS,
    PALE,
    PAPER,
    REFERENCE,
    SECOND,
    TARGET,
    THIRD,
    TRUTH,
    mixed,
)
from figures.style import quiet_grid
from figures.tables import number
from policywerk.actors.surrogates import Change, clipped_objective
from policywerk.building_blocks.grad import Parameter, backward, constant, total
from policywerk.lessons.l06_ppo import BASE, EACH, TABLE, group_name, outcomes_of
from policywerk.primitives.vector import mean

COLOURS = {"clipping": OURS, "no clipping": SECOND, "adaptive KL": THIRD, "fixed KL": FOURTH}
RANGE = BASE.clip_range


# ---------------------------------------------------------------- the clipped objective


class Ratios(Change):
    """A change of which only the ratios are asked, all with one advantage."""

    def __init__(self, ratios: Sequence[float], advantage: float) -> None:
        """One row a ratio."""
        self.ratios = Parameter("ratios", [[ratio] for ratio in ratios])
        self.advantages = constant([[advantage] for _ in ratios])


class Clipped(NamedTuple):
    """The clipped objective of some ratios, and its slopes."""

    values: list[float]
    slopes: list[float]


def clipped(ratios: Sequence[float], advantage: float) -> Clipped:
    """What the program makes of these ratios, by its own tape."""
    change = Ratios(ratios, advantage)
    objective = clipped_objective(change, RANGE, 0.0)
    values = [row[0] for row in objective.values]
    backward(total(objective))
    return Clipped(values, [row[0] for row in change.ratios.grads])


def draw_clip(drawing: Drawing) -> None:
    """The clipped objective against the ratio, and in which of six cases there is a slope."""
    figure = Figure(figsize=(7.6, 4.7), layout=ConstrainedLayoutEngine(wspace=0.06))
    panes = figure.subplots(1, 2)
    for axes, advantage, first in zip(panes, (1.0, -1.0), (1, 4)):
        draw_objective(axes, advantage)
        for i, middle in enumerate((0.6, 1.0, 1.4)):
            draw_case(axes, first + i, middle, clipped([middle], advantage).slopes[0])
    panes[0].set(ylim=(0.0, 2.4), title="It went better: A > 0", ylabel="objective")
    panes[0].set_yticks([0.0, 1.0], ["0", "A"])
    panes[1].set(ylim=(-1.8, 0.6), title="It went worse: A < 0")
    panes[1].set_yticks([-1.0, 0.0], ["A", "0"])
    figure.legend(*panes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3,
                  columnspacing=1.2, handlelength=1.8)
    drawing.save(figure, "clip.svg")


def draw_objective(axes: Axes, advantage: float) -> None:
    """One pane: what is to grow, with and without the clip."""
    ratios = [0.4 + i / 500.0 for i in range(601)]
    axes.axvspan(1.0 - RANGE, 1.0 + RANGE, color=mixed(OURS, 0.12), linewidth=0)
    axes.plot(ratios, [ratio * advantage for ratio in ratios], "--", color=REFERENCE,
              linewidth=1.8, label="ρ A, not clipped")
    axes.plot(ratios, clipped(ratios, advantage).values, color=OURS, linewidth=3.0,
              label="clipped")
    axes.plot([1.0], [advantage], "o", color=INK, markersize=8, label="ρ = 1: it begins",
              linestyle="none")
    axes.set(xlim=(0.4, 1.6), xlabel="ratio ρ")
    axes.set_xticks([1.0 - RANGE, 1.0, 1.0 + RANGE],
                    [f"{x:g}" for x in (1.0 - RANGE, 1.0, 1.0 + RANGE)])


def draw_case(axes: Axes, case: int, x: float, slope: float) -> None:
    """The number of a case, filled where there is a slope, and what the slope does."""
    where, flows = axes.get_xaxis_transform(), slope != 0.0
    does = "pulls\nup" if slope > 0.0 else "pushes\ndown" if slope < 0.0 else "flat:\nno slope"
    axes.text(x, 0.93, str(case), transform=where, ha="center", va="center", weight="bold",
              color=PAPER if flows else REFERENCE,
              bbox={"boxstyle": "circle,pad=0.22", "facecolor": GRADIENT if flows else PAPER,
                    "edgecolor": GRADIENT if flows else REFERENCE, "linewidth": 1.4})
    axes.text(x, 0.855, does, transform=where, ha="center", va="top", linespacing=1.0,
              color=GRADIENT if flows else REFERENCE)


# ---------------------------------------------------------------- the paper's table


def draw_table(drawing: Drawing) -> None:
    """Our score of each objective, seed by seed and with its interval, and the paper's."""
    figure = Figure(figsize=(7.6, 7.0), layout="constrained")
    axes = figure.add_subplot()
    rows_axis(axes, [row_label(name) for name in TABLE])
    theirs = printed()
    lowest = min(theirs.values())
    for place, (name, change) in enumerate(TABLE.items()):
        samples = drawing.intervals.samples.get(f"{name}, score", [])
        lowest = min([lowest, *samples])
        draw_samples(axes, place, samples, drawing, f"{name}, score",
                     COLOURS[change.get("variant", "clipping")])
        axes.plot(theirs[name], place, "s", color=PAPER, markeredgecolor=INK, markersize=8,
                  markeredgewidth=1.8, zorder=2.5)
    for boundary in (0.5, 3.5, 6.5):
        axes.axhline(boundary, color=PALE, linewidth=0.9)
    axes.axvline(0.0, color=REFERENCE, linewidth=1.0)
    axes.set(xlim=(lowest - 0.08, 1.04), xlabel="score: 0 is chance, 1 the best run")
    axes.plot([], [], "s", color=PAPER, markeredgecolor=INK, markersize=8, markeredgewidth=1.8,
              label="the paper")
    seeds_legend(figure, axes)
    drawing.save(figure, "table1.svg")


def row_label(name: str) -> str:
    """A row of the table in words: its variant and its number."""
    return name.replace("clipping, ", "clipping, ε = ").replace(
        "adaptive KL, ", "adaptive KL, target ").replace("fixed KL, ", "fixed KL, β = ")


def rows_axis(axes: Axes, labels: Sequence[str]) -> None:
    """A row for each label, the first on top."""
    quiet_grid(axes)
    axes.grid(False, axis="y")
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks(range(len(labels)), labels)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def draw_samples(axes: Axes, place: int, samples: Sequence[float], drawing: Drawing, name: str,
                 colour: str) -> None:
    """One row: a dot a seed, and above it their mean with its interval."""
    axes.plot(samples, [place + 0.17] * len(samples), "o", color=mixed(colour, 0.5), markersize=6,
              markeredgecolor=PAPER, markeredgewidth=0.6)
    interval = drawing.intervals.intervals.get(name)
    if interval is not None:
        axes.plot([interval.low, interval.high], [place - 0.17] * 2, color=colour, linewidth=3)
        axes.plot([interval.mean], [place - 0.17], "D", color=colour, markersize=7)


def seeds_legend(figure: Figure, axes: Axes) -> None:
    """What a dot and a diamond are, above all."""
    axes.plot([], [], "o", color=REFERENCE, markersize=6, label="one seed")
    axes.plot([], [], "D-", color=REFERENCE, markersize=7, linewidth=3,
              label="mean, 95 % interval")
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3,
                  columnspacing=1.2)


# ---------------------------------------------------------------- learning curves


def draw_curves(drawing: Drawing) -> None:
    """Training returns in four worlds: every seed and their mean."""
    figure = Figure(figsize=(7.6, 7.2), layout=ConstrainedLayoutEngine(wspace=0.05, hspace=0.05))
    for axes, (world, (config, _)) in zip(figure.subplots(2, 2).flat, EACH.items()):
        quiet_grid(axes)
        curves = curves_of(drawing.records, world)
        axes.set_title(f"{world.capitalize()}, {len(curves)} seeds")
        steer = untaught(drawing.records, world, "steering")
        if steer:
            axes.axhline(mean(steer), color=TRUTH, linestyle="--", linewidth=1.8, zorder=1.9,
                         label="steering")
        at_random = untaught(drawing.records, world, "random")
        if at_random:
            axes.axhline(mean(at_random), color=REFERENCE, linestyle="--", linewidth=1.8,
                         label="at random")
        seed_curves(axes, curves)
        thousands(axes, config.steps)
        if config.world in ("balance", "cart-pole"):
            axes.set_ylim(0, 520)
    for axes in figure.axes[::2]:
        axes.set_ylabel("return in training")
    for axes in figure.axes[2:]:
        axes.set_xlabel("thousand steps")
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4,
                  columnspacing=1.2, handlelength=1.6)
    drawing.save(figure, "curves.svg")


def thousands(axes: Axes, steps: int) -> None:
    """Steps of training, in thousands: at 0, half and all of them, or nearly."""
    axes.set(xlim=(0, steps))
    half = 5 * (steps // 10_000)
    axes.set_xticks([0, 1000 * half, 2000 * half], ["0", str(half), str(2 * half)])


def seed_curves(axes: Axes, curves: Sequence[Curve]) -> None:
    """Every seed thin, their mean strong."""
    for i, curve in enumerate(curves):
        axes.plot(*curve, color=mixed(OURS, 0.4), linewidth=0.9,
                  label="one seed" if i == 0 else None)
    if curves:
        axes.plot(*mean_curve(curves), color=OURS, linewidth=2.8, label="mean")


# ---------------------------------------------------------------- ablations

SHORTER = {"lambda 0": "λ = 0", "lambda 0.5": "λ = 0.5", "lambda 1": "λ = 1",
           BASE_ROW: "as usual"}
BEST = 0.65  # of the point mass: nobody earns so much in the mean


def draw_ablations(drawing: Drawing) -> None:
    """What one change does: greedy in the end, and the last hundred episodes of training."""
    tall = [len(changed) + 1 for changed in CHANGED.values()]
    figure = Figure(figsize=(7.6, 11.0),
                    layout=ConstrainedLayoutEngine(wspace=0.06, hspace=0.03))
    panels = figure.subplots(2, 2, height_ratios=tall)
    for (left, right), (world, changed) in zip(panels, CHANGED.items()):
        rows = (BASE_ROW, *changed)
        labels = [SHORTER.get(name, name) for name in rows]
        for axes, name in ((left, "greedy"), (right, "last")):
            rows_axis(axes, labels)
            draw_usual(axes, drawing, f"{world}, {name}")
            for place, row in enumerate(rows):
                draw_variant(axes, place, group_name(world, row), name, drawing)
            axes.set_xlabel("return")
            if world == "point mass":
                drawn_out(axes)
        right.set_yticks([])
        left.set_title(f"{world.capitalize()}: greedy")
        right.set_title("last 100 in training")
    seeds_legend(figure, panels[0][0])
    drawing.save(figure, "ablations.svg")


def drawn_out(axes: Axes) -> None:
    """Returns of the point mass: the nearer to the best, the more room."""
    axes.set_xscale("function", functions=(lambda x: -np.sqrt(np.maximum(BEST - x, 0.0)),
                                           lambda y: BEST - y * y))
    ticks = (-4.0, -2.0, -1.0, 0.0, 0.4, 0.6)
    axes.set_xticks(ticks, [number(x, 1 if x > 0.0 else 0) for x in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set(xlim=(min(axes.get_xlim()[0], 0.0), BEST - 0.005), xlabel="return, uneven scale")


def draw_usual(axes: Axes, drawing: Drawing, name: str) -> None:
    """The interval of the usual settings, down through all rows."""
    usual = drawing.intervals.intervals.get(name)
    if usual is not None:
        axes.axvspan(usual.low, usual.high, color=mixed(OURS, 0.18), linewidth=0, zorder=0)


def draw_variant(axes: Axes, place: int, group: str, name: str, drawing: Drawing) -> None:
    """One row: the seeds and their mean, and what there is not to be seen."""
    samples = outcomes_of(drawing.records, group, name)
    draw_samples(axes, place, samples, drawing, f"{group}, {name}",
                 OURS if group in EACH else SECOND)
    where = axes.get_yaxis_transform()
    if not seeds_of(drawing.records, group):
        axes.text(0.5, place, "not trained yet", transform=where, va="center", ha="center",
                  color=REFERENCE)
    elif name == "greedy" and diverged(drawing.records, group):
        away = diverged(drawing.records, group)
        axes.text(0.02, place, f"{away} of {seeds_of(drawing.records, group)} ran away",
                  transform=where, va="center", ha="left", color=DANGER)


# ---------------------------------------------------------------- how far the policy moves

HELD = {  # of a row of the table: what the picture calls it, and its line
    "no clipping": ("no clipping", ":"),
    "clipping, 0.2": ("clipping, ε = 0.2", "-"),
    "adaptive KL, 0.01": ("adaptive KL", "--"),
    "fixed KL, 1": ("fixed KL, β = 1", "-."),
}
TARGETED = TABLE["adaptive KL, 0.01"]["kl_target"]


def draw_kl(drawing: Drawing) -> None:
    """How far the policy moves in each iteration, by what holds it back."""
    figure = Figure(figsize=(7.6, 7.4), layout=ConstrainedLayoutEngine(wspace=0.05, hspace=0.05))
    panels = figure.subplot_mosaic([["kl", "kl"], ["clipped", "entropy"]],
                                   height_ratios=[1.5, 1.0])
    axes = panels["kl"]
    for row, (label, line) in HELD.items():
        colour = COLOURS[TABLE[row].get("variant", "clipping")]
        along = marks_of(drawing.records, group_name(BASE.world, row), "kl")
        draw_marks(axes, along, colour, line, label, seeds=False)
    axes.axhline(TARGETED, color=TARGET, linewidth=1.8, linestyle=(0, (1, 1)),
                 label="its target")
    axes.set(yscale="log", ylim=(7e-4, 1.1),
             title="KL(then || now) of an iteration, nats")
    axes.yaxis.set_major_formatter(lambda kl, _: f"{kl:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3,
                  columnspacing=1.2, handlelength=2.2)
    outside = f"Ratios outside {1.0 - RANGE:g} to {1.0 + RANGE:g}"
    for name, mark, title in (("clipped", "clip_fraction", outside),
                              ("entropy", "entropy", "Entropy, nats")):
        draw_marks(panels[name], marks_of(drawing.records, BASE.world, mark), OURS, "-", "mean",
                   seeds=True)
        panels[name].set_title(title)
    for each in panels.values():
        quiet_grid(each)
        thousands(each, BASE.steps)
        each.set_xlabel("thousand steps")
    panels["clipped"].set_ylim(bottom=0.0)
    drawing.save(figure, "kl.svg")


def draw_marks(axes: Axes, along: Sequence[Sequence[float]], colour: str, line: str, label: str,
               *, seeds: bool) -> None:
    """What was measured of each iteration, in the mean over the seeds; thin, of each."""
    horizon = GROUPS[BASE.world].horizon
    for of_seed in along if seeds else ():
        axes.plot([horizon * (i + 1) for i in range(len(of_seed))], of_seed,
                  color=mixed(colour, 0.35), linewidth=0.9)
    means = over_seeds(along)
    if means:
        axes.plot([horizon * (i + 1) for i in range(len(means))], means, line, color=colour,
                  linewidth=2.6, label=label)
