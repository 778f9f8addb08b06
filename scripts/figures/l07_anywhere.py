"""A target anywhere: what agents earn as they learn, and whether a model knows its own dot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from figures.drawing import Drawing
from figures.l07_runs import Curve
from figures.l07_tables import ANYWHERE, PLAYERS, of_players
from figures.palette import OURS, REFERENCE, SECOND, THIRD, mixed
from figures.style import quiet_grid
from policywerk.actors.dreamer import DreamerSettings
from policywerk.data import values as value
from policywerk.data.record import Record
from policywerk.lessons.experiment import Records
from policywerk.lessons.l07_dreamer import records_of
from policywerk.lessons.l07_watch import WATCHED, watch_records
from policywerk.primitives.vector import mean

WINDOW = 200  # episodes whose mean is drawn
BATCH = DreamerSettings()  # of every agent here: 8 windows of 16 rows
AGENTS = {  # by group: colour, line and label
    ANYWHERE: (OURS, "-", "as it is"),
    "more decisions": (OURS, "--", "as it is, more decisions"),
    "a sharper model": (SECOND, "-", "a sharper model"),
    "best with few decisions": (THIRD, "-", "larger and sharper"),
    "at its best": (THIRD, "--", "larger, sharper, more decisions"),
}
MODELS = {"as it is": OURS, "both, and steps of 0.003": SECOND}  # alone
LEVELS = {  # those who do not learn: line and label
    "by a rule that knows all": ("--", "a rule that knows all"), "at random": (":", "chance")}


def draw_anywhere(drawing: Drawing) -> None:
    """What became of the agents whose target may be anywhere, and of models alone."""
    drawing.save(anywhere(drawing.records), "anywhere.svg")


def anywhere(records: Records) -> Figure:
    """Along training: what agents earn; and a model's dot one step ahead, eyes closed."""
    figure = Figure(figsize=(7.6, 4.6), layout=ConstrainedLayoutEngine(wspace=0.08))
    left, right = figure.subplots(1, 2)
    for axes in (left, right):
        quiet_grid(axes)
    left.set(title=f"Return, mean of {WINDOW} episodes", xlabel="thousand updates",
             ylim=(-4.6, 0.9))
    left.set_xticks([0, 3000, 6000, 9000], list("0369"))
    right.set(title="A model alone: pixels off", xlabel="thousand updates")
    for group, (colour, line, label) in AGENTS.items():
        draw_seeds(left, [returns_of(record) for record in records_of(records, group)],
                   colour, line, label)
    for group, colour in MODELS.items():
        draw_seeds(right, [looks_of(record, "dot foreseen")
                           for record in watch_records(records, group)], colour, "-", "")
    for player, (line, label) in LEVELS.items():
        earned = of_players(records, ANYWHERE, PLAYERS[player])
        if earned:
            left.axhline(mean(earned), color=REFERENCE, linestyle=line, linewidth=1.8,
                         label=label)
    for record in watch_records(records, "as it is")[:1]:
        right.axhline(value.number(record.results["dot still"]), color=REFERENCE, linestyle="-.",
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


def returns_of(record: Record) -> Curve:
    """The mean return of the last WINDOW episodes, at the update after which each was over."""
    config = record.config
    prefill, ratio = value.number(config["prefill"]), value.number(config["ratio"])
    ends = np.array(value.numbers(record.series["end"]))
    episodes = value.number(record.results["episodes"])
    size = value.number(record.results["episodes a group"])
    over = np.minimum(size * np.arange(len(ends) + 1), episodes)  # episodes, at each end
    total = np.cumsum([0.0, *(value.numbers(record.series["return"]) * np.diff(over))])
    full = over >= WINDOW
    means = (total[full] - np.interp(over[full] - WINDOW, over, total)) / WINDOW
    each = ratio / (BATCH.windows * BATCH.length)  # updates that a decision pays for
    updates = np.maximum(ends[full[1:]] - prefill, 0.0) * each
    return Curve(list(updates), list(means))


def looks_of(record: Record, name: str) -> Curve:
    """What was seen of a model that was taught alone, at each look."""
    return Curve(value.numbers(record.series["update"]), value.numbers(record.series[name]))


def draw_seeds(axes: Axes, curves: Sequence[Curve], colour: str, line: str,
               label: str) -> None:
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
    axes.plot(steps, np.mean(values, axis=0), color=colour, linestyle=line, linewidth=2.6,
              label=label or None)
