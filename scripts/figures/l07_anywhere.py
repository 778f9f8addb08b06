"""A target anywhere: how many episodes end at it, and whether a model knows its own dot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from figures.drawing import Drawing
from figures.l06_pictures import thousands
from figures.l07_runs import Curve
from figures.l07_tables import ANYWHERE, of_players
from figures.palette import OURS, REFERENCE, SECOND, mixed
from figures.style import quiet_grid
from policywerk.data.record import Record
from policywerk.data.values import number, numbers
from policywerk.lessons.experiment import Records
from policywerk.lessons.l07_dreamer import GROUPS, records_of
from policywerk.lessons.l07_watch import WATCHED, watch_records
from policywerk.primitives.vector import mean

WINDOW = 200  # episodes whose mean is drawn
PAIRS = ((ANYWHERE, "as it is", OURS, "as it is"),  # an agent, a model alone, colour, label
         ("a sharper model", "both, and steps of 0.003", SECOND, "a sharper model"))


def draw_anywhere(drawing: Drawing) -> None:
    """What became of the agents whose target may be anywhere, and of models alone."""
    drawing.save(anywhere(drawing.records), "anywhere.svg")


def anywhere(records: Records) -> Figure:
    """Along training: episodes at the target; and a model's dot one step ahead, eyes closed."""
    figure = Figure(figsize=(7.6, 4.6), layout=ConstrainedLayoutEngine(wspace=0.08))
    left, right = figure.subplots(1, 2)
    for axes in (left, right):
        quiet_grid(axes)
    left.set(title=f"At the target, % of {WINDOW}", xlabel="thousand decisions", ylim=(0, 104))
    right.set(title="A model alone: pixels off", xlabel="thousand updates")
    thousands(left, GROUPS[ANYWHERE][0].steps)
    for agent, model, colour, label in PAIRS:
        draw_seeds(left, [arrivals_of(record) for record in records_of(records, agent)],
                   colour, label)
        draw_seeds(right, [looks_of(record, "dot foreseen")
                           for record in watch_records(records, model)], colour, "")
    chance = of_players(records, ANYWHERE, "random, ended")
    if chance:
        left.axhline(100.0 * mean(chance), color=REFERENCE, linestyle=":", linewidth=1.8,
                     label="chance")
    for record in watch_records(records, "as it is")[:1]:
        right.axhline(number(record.results["dot still"]), color=REFERENCE, linestyle="--",
                      linewidth=1.8, label="no change expected")
    updates = WATCHED["as it is"][0].updates
    right.set(xlim=(0, updates), ylim=(0.0, None))
    right.set_xticks([0, updates // 2, updates], ["0", *(f"{n / 1000:g}" for n in (
        updates // 2, updates))])
    lines, labels = (a + b for a, b in zip(left.get_legend_handles_labels(),
                                           right.get_legend_handles_labels()))
    figure.legend(lines, labels, loc="outside lower center", ncols=2, columnspacing=1.2,
                  handlelength=1.8)
    return figure


def arrivals_of(record: Record) -> Curve:
    """The share of episodes that ended at the target, in percent, of the last WINDOW."""
    ends, arrived = (numbers(record.series[name]) for name in ("end", "terminated"))
    total = np.cumsum([0.0, *arrived])
    shares = 100.0 * (total[WINDOW:] - total[:-WINDOW]) / WINDOW
    return Curve(ends[WINDOW - 1:], list(shares))


def looks_of(record: Record, name: str) -> Curve:
    """What was seen of a model that was taught alone, at each look."""
    return Curve(numbers(record.series["update"]), numbers(record.series[name]))


def draw_seeds(axes: Axes, curves: Sequence[Curve], colour: str, label: str) -> None:
    """Each seed thin where there are several, and their mean strong."""
    if not curves:
        return
    steps = curves[0].steps if len({tuple(curve.steps) for curve in curves}) == 1 else list(
        np.linspace(max(curve.steps[0] for curve in curves),
                    min(curve.steps[-1] for curve in curves), 200))
    values = [np.interp(steps, *curve) for curve in curves]
    if len(curves) > 1:
        for curve in curves:
            axes.plot(*curve, color=mixed(colour, 0.45), linewidth=0.9)
    axes.plot(steps, np.mean(values, axis=0), color=colour, linewidth=2.6,
              label=label or None)
