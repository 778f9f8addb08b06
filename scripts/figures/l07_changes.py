"""What one change does to the agent of lesson 07: a row a change, a dot a seed."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from figures.drawing import Drawing
from figures.l06_pictures import drawn_out, rows_axis
from figures.l07_tables import MAIN, changed_groups, of_players, of_seeds
from figures.palette import OURS, REFERENCE, SECOND, mixed
from policywerk.primitives.vector import mean

HIGH = 0.34  # inches of a row
PANES = {"last 50": "last 50 in training", "greedy": "final weights, judged"}


def draw_changes(drawing: Drawing) -> None:
    """The last episodes of training and the final weights of each change, and of none."""
    groups = (MAIN, *[group for group in changed_groups()
                      if of_seeds(drawing.records, group, "greedy")])
    figure = Figure(figsize=(7.2, 1.5 + HIGH * len(groups)), layout="constrained")
    for axes, (name, title) in zip(figure.subplots(1, 2, sharey=True), PANES.items()):
        draw_pane(axes, drawing, groups, name)
        axes.set_title(title)
        drawn_out(axes)
    figure.legend(handles=[
        Line2D([], [], color=SECOND, marker="o", linestyle="", markersize=5, label="a seed"),
        Line2D([], [], color=SECOND, marker="|", linestyle="", markersize=12,
               markeredgewidth=2.0, label="their mean"),
        Line2D([], [], color=mixed(OURS, 0.3), linewidth=8, label="as usual, all seeds"),
        Line2D([], [], color=REFERENCE, linestyle=":", linewidth=1.6, label="chance"),
    ], loc="outside lower center", ncols=4, frameon=False)
    drawing.save(figure, "changes.svg")


def draw_pane(axes: Axes, drawing: Drawing, groups: tuple[str, ...], name: str) -> None:
    """All rows of one measure."""
    rows_axis(axes, ["as usual" if group == MAIN else group for group in groups])
    usual = of_seeds(drawing.records, MAIN, name)
    axes.axvspan(min(usual), max(usual), color=mixed(OURS, 0.18), linewidth=0, zorder=0)
    chance = of_players(drawing.records, MAIN, "random, judged")
    if chance:
        axes.axvline(mean(chance), color=REFERENCE, linestyle=":", linewidth=1.6)
    for place, group in enumerate(groups):
        colour, samples = (OURS if group == MAIN else SECOND), of_seeds(drawing.records, group,
                                                                        name)
        axes.plot(samples, [place] * len(samples), "o", color=mixed(colour, 0.6), markersize=5)
        axes.plot([mean(samples)], [place], "|", color=colour, markersize=14, markeredgewidth=2.2)
