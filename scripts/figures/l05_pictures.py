"""The still pictures of lesson 05 that show what many seeds measured."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from figures.drawing import Drawing
from figures.l05_runs import baseline, diverged, finals, groups_in, records_of, spread
from figures.palette import DANGER, GOAL, INK, OURS, PAPER, REFERENCE, SECOND, THIRD, TRUTH, mixed
from figures.style import quiet_grid
from figures.tables import number
from policywerk.data.record import Record
from policywerk.lessons.l05_dqn import GROUPS, Catch
from policywerk.primitives.vector import mean

NAMES = {  # of a group: what pictures call it, its colour and its line
    "width 5": ("DQN, 2015", OURS, "-"),
    "double": ("Double DQN", THIRD, "--"),
    "2013": ("DQN, 2013", SECOND, "-."),
}
ROWS = {  # of the ablations, from above
    "short": "nothing changed",
    "no replay": "no replay",
    "no target network": "no target network",
    "one frame": "one frame a state",
    "convolutional": "convolutional",
    "every fourth step": "update every\nfourth step",
}


def steps_axis(axes: Axes, steps: int) -> None:
    """Steps of training, in thousands."""
    quiet_grid(axes)
    axes.set(xlim=(0, steps), xlabel="thousand steps")
    axes.set_xticks([steps * i // 3 for i in range(4)],
                    [f"{steps * i // 3000}" for i in range(4)])


# ---------------------------------------------------------------- learning curves


def draw_curves(drawing: Drawing) -> None:
    """Greedy evaluations along training: every seed and their mean, for both paddles."""
    figure = Figure(figsize=(7.6, 4.5), layout=ConstrainedLayoutEngine(wspace=0.06))
    for axes, width in zip(figure.subplots(1, 2, sharey=True), (5, 3)):
        found = records_of(drawing.records, f"width {width}")
        steps_axis(axes, GROUPS[f"width {width}"][0].steps)
        axes.set_title(f"Paddle of {width} pixels, {len(found)} seeds")
        for player, colour, name in (("following", TRUTH, "follows the ball"),
                                     ("random", REFERENCE, "moves at random")):
            earned = baseline(drawing.records, player, width)
            if earned:
                axes.axhline(mean(earned), color=colour, linestyle="--", linewidth=1.8,
                             label=name)
        seed_curves(axes, found)
        axes.set_ylim(-10.4, 10.8)
    first = figure.axes[0]
    first.set_ylabel("return of 10 balls, greedy")
    figure.legend(*first.get_legend_handles_labels(), loc="outside lower center", ncols=4,
                  columnspacing=1.2, handlelength=1.6)
    drawing.save(figure, "curves.svg")


def seed_curves(axes: Axes, found: Sequence[Record]) -> None:
    """Every seed thin, their mean strong."""
    for i, record in enumerate(found):
        axes.plot(record.series["step"], record.series["greedy"], color=mixed(OURS, 0.45),
                  linewidth=0.9, label="one seed" if i == 0 else None)
    if found:
        curve = spread(found, "greedy")
        axes.plot(curve.steps, curve.means, color=OURS, linewidth=2.8, label="mean")


# ---------------------------------------------------------------- ablations


def draw_ablations(drawing: Drawing) -> None:
    """What the final weights earn when one thing is changed: a dot a seed, and the interval."""
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    axes.grid(False, axis="y")
    usual = drawing.intervals.intervals.get("short, greedy")
    if usual is not None:
        axes.axvspan(usual.low, usual.high, color=mixed(OURS, 0.18), linewidth=0, zorder=0)
    at_random = baseline(drawing.records, "random", Catch().width)
    if at_random:
        axes.axvline(mean(at_random), color=REFERENCE, linestyle="--", linewidth=1.8,
                     label="moves at random")
    for place, group in enumerate(ROWS):
        draw_variant(axes, place, group, drawing)
    axes.set(xlim=(-10.6, 10.6), ylim=(len(ROWS) - 0.5, -0.6),
             xlabel="return of 10 balls, greedy, after 20,000 steps")
    axes.set_xticks([-10, -5, 0, 5, 10], ["−10", "−5", "0", "5", "10"])
    axes.set_yticks(range(len(ROWS)), list(ROWS.values()))
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.plot([], [], "o", color=REFERENCE, markersize=7, label="one seed")
    axes.plot([], [], "D-", color=REFERENCE, markersize=8, linewidth=3,
              label="mean, 95 % interval")
    figure.legend(loc="outside upper center", ncols=3, columnspacing=1.2)
    drawing.save(figure, "ablations.svg")


def draw_variant(axes: Axes, place: int, group: str, drawing: Drawing) -> None:
    """One row: a dot a seed, the mean with its interval, and what there is not to be seen."""
    found = records_of(drawing.records, group)
    earned = finals(found, "greedy")
    colour = OURS if group == "short" else SECOND
    axes.plot(earned, [place + 0.14] * len(earned), "o", color=mixed(colour, 0.55),
              markersize=7, markeredgecolor=PAPER, markeredgewidth=0.6)
    interval = drawing.intervals.intervals.get(f"{group}, greedy")
    if interval is not None:
        axes.plot([interval.low, interval.high], [place - 0.14] * 2, color=colour,
                  linewidth=3)
        axes.plot([interval.mean], [place - 0.14], "D", color=colour, markersize=8)
    if not found:
        axes.text(0.0, place, "not trained yet", va="center", ha="center", color=REFERENCE)
    elif diverged(found):
        axes.text(10.3, place, f"{diverged(found)} of {len(found)} ran away", va="center",
                  ha="right", color=DANGER)


# ---------------------------------------------------------------- promises


def draw_promises(drawing: Drawing) -> None:
    """What max Q promises, and what is earned after discounting, along training."""
    groups = [group for group in NAMES if group in groups_in(drawing.records)]
    figure = Figure(figsize=(7.6, 4.2), layout=ConstrainedLayoutEngine(wspace=0.08))
    panels = figure.subplots(1, len(groups), sharey=True, squeeze=False)[0]
    tallest = 0.0
    for axes, group in zip(panels, groups):
        found = records_of(drawing.records, group)
        steps_axis(axes, GROUPS[group][0].steps)
        axes.set_title(NAMES[group][0])
        for name, colour, line, label in (("promised", OURS, "-", "promised: max Q"),
                                          ("earned", GOAL, "--", "earned, discounted")):
            curve = spread(found, name)
            axes.fill_between(curve.steps, curve.low, curve.high, color=colour, alpha=0.25,
                              linewidth=0)
            axes.plot(curve.steps, curve.means, line, color=colour, linewidth=2.4, label=label)
            if name == "earned" or group != "2013":
                tallest = max(tallest, *curve.high)
    for axes, group in zip(panels, groups):
        promised = max(spread(records_of(drawing.records, group), "promised").means)
        if promised > 1.6 * tallest:
            axes.text(0.97, 0.97, f"up to {number(promised, 1)} ↑", transform=axes.transAxes,
                      ha="right", va="top", color=INK, fontsize=13.5)
            panels[0].set_ylim(top=1.6 * tallest)
    panels[0].set_ylabel("mean over all states")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    drawing.save(figure, "promises.svg")


def draw_held_out(drawing: Drawing) -> None:
    """Mean max Q on states that were set aside (Mnih et al. 2013, figure 2)."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    steps_axis(axes, Catch().steps)
    for group, (name, colour, line) in NAMES.items():
        found = records_of(drawing.records, group)
        if not found:
            continue
        curve = spread(found, "held out")
        axes.fill_between(curve.steps, curve.low, curve.high, color=colour, alpha=0.2,
                          linewidth=0)
        axes.plot(curve.steps, curve.means, line, color=colour, linewidth=2.4,
                  label=f"{name}, {len(found)} seeds")
    axes.set_ylabel("mean max Q, 200 kept states")
    figure.legend(loc="outside lower center", ncols=3, columnspacing=1.2)
    drawing.save(figure, "held_out.svg")
