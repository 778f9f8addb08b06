"""The still pictures of lesson 04."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.cliff_map import CliffMap, best_actions, follow
from figures.drawing import Drawing
from figures.l04_animation import returns_axes
from figures.l04_runs import (
    Exact,
    curve_behind,
    curve_of,
    exact_limits,
    shown_learners,
    with_most_seeds,
)
from figures.palette import (
    DANGER,
    FOCUS,
    FOURTH,
    INK,
    OURS,
    PALE,
    PAPER,
    REFERENCE,
    SECOND,
    THIRD,
    TRUTH,
    mixed,
)
from figures.style import quiet_grid
from figures.tables import number
from policywerk.data import values as value
from policywerk.data.record import Record
from policywerk.data.values import entries, items
from policywerk.lessons.l04_q_learner import (
    BIN,
    GREEDY_LIMIT,
    Bias,
    Convergence,
    StepSizes,
    greedy_returns,
    part_of,
)
from policywerk.lessons.settings import config_of
from policywerk.world.cliff import Cliff

METHOD_STYLES = {  # colour, line, marker
    "Q-learning": (OURS, "-", "o"),
    "Sarsa": (SECOND, "-", "^"),
    "Expected Sarsa": (THIRD, "--", "s"),
    "Double Q-learning": (FOURTH, "-.", "D"),
}


def draw_returns(drawing: Drawing) -> None:
    """Returns of every method while it learns (figure 6.6), with the exact limits."""
    figure = Figure(figsize=(7.6, 5.0), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    for _, record in with_most_seeds(drawing.records):
        curve = curve_of(record, drawing.intervals)
        colour, line, _ = METHOD_STYLES[curve.method]
        axes.fill_between(curve.middle, *curve.band, color=colour, alpha=0.3, linewidth=0)
        axes.plot(curve.middle, curve.means, line, color=colour, label=curve.method)
    axes.set(xlim=(0, 500), ylim=(-100, -5), xlabel="episode",
             ylabel=f"return, mean of {BIN} episodes")
    for height, name, place in named_limits(exact_limits(drawing.records)):
        axes.axhline(height, color=TRUTH, linestyle=":", linewidth=2)
        away = 0.8 if place == "bottom" else -2.2
        axes.text(498, height + away, name, ha="right", va=place, fontsize=14)
    axes.legend(loc="lower right", ncols=2)
    drawing.save(figure, "figure_6_6.svg")


def named_limits(limits: Exact) -> list[tuple[float, str, Literal["bottom", "top"]]]:
    """The three exact numbers on the cliff, what they belong to, and where the words hang."""
    return [
        (limits.greedy, f"{number(limits.greedy, 0)} best of all", "bottom"),
        (limits.best_soft, f"{number(limits.best_soft, 2)} best with ε = 0.1", "bottom"),
        (limits.q_learning_online, f"{number(limits.q_learning_online, 2)} Q-learning's limit",
         "top"),
    ]


def draw_trace(drawing: Drawing) -> None:
    """The training trace of the film: both learners from the first episode on."""
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    axes = figure.add_subplot()
    returns_axes(axes, exact_limits(drawing.records))
    for shown in shown_learners(drawing.records):
        colour, line, marker = METHOD_STYLES[shown.method]
        curve = curve_behind(shown, drawing.records, drawing.intervals)
        across, means, low, high = curve.stairs()
        axes.fill_between(across, low, high, color=colour, alpha=0.3, linewidth=0)
        axes.plot(across, means, line, color=colour,
                  label=f"{shown.method}, mean of {curve.seeds}")
        seen = shown.snapshots[1:]
        axes.plot([one.episode for one in seen], [-one.earned for one in seen], marker,
                  color=colour, markersize=5.5, markeredgecolor=PAPER, markeredgewidth=0.6,
                  label=f"{shown.method}, shown seed")
    figure.legend(loc="outside lower center", ncols=2)
    for kind in ("png", "svg"):
        drawing.save(figure, f"trace.{kind}")


LOWEST = -155.0  # return that figure 6.3 shows; what lies below is named


def draw_step_sizes(drawing: Drawing) -> None:
    """Figure 6.3: mean return for each step size, over few episodes and over many."""
    figure = Figure(figsize=(7.6, 4.8), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    found = list(drawing.records.each(StepSizes))
    late = {config.method for config, _ in found if not is_interim(config)}
    for config, record in found:
        interim = is_interim(config)
        colour, _, marker = METHOD_STYLES[config.method]
        alphas = alphas_of(record)
        intervals = [drawing.intervals.intervals[name] for name in step_size_parts(record)]
        means = [interval.mean for interval in intervals]
        spread = [[interval.mean - interval.low for interval in intervals],
                  [interval.high - interval.mean for interval in intervals]]
        axes.errorbar(alphas, means, yerr=spread, color=colour, marker=marker, capsize=3,
                      linestyle="--" if interim else "-",
                      label=None if interim and config.method in late else config.method)
        for alpha, mean in zip(alphas, means):
            if mean < LOWEST:
                axes.text(alpha + 0.04, LOWEST + 4.0, f"↓ {number(mean, 0)}", ha="right")
    for interim, label in ((True, "first 100 episodes"), (False, "later half of 20,000")):
        axes.plot([], [], "--" if interim else "-", color=REFERENCE, label=label)
    axes.set(xlabel="step size α", ylabel="mean return", xlim=(0.05, 1.05), ylim=(LOWEST, 0))
    axes.set_xticks([tenths / 10 for tenths in range(1, 11)])
    figure.legend(loc="outside upper center", ncols=3)
    drawing.save(figure, "figure_6_3.svg")


def is_interim(config: StepSizes) -> bool:
    """Whether a run is about the first episodes; else the later half of many is looked at."""
    return config.episodes <= 1000


def alphas_of(record: Record) -> list[float]:
    """The step sizes that were tried."""
    return [value.number(entries(row)["alpha"]) for row in items(record.results["step_sizes"])]


def step_size_parts(record: Record) -> list[str]:
    """The names of a run's intervals, of each step size the one that is shown."""
    period = "all" if is_interim(config_of(StepSizes, record)) else "later_half"
    return [part_of(record, f"alpha {alpha:g}, {period}") for alpha in alphas_of(record)]


def draw_bias(drawing: Drawing) -> None:
    """Example 6.7: how often the first action is the wrong one."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    for config, record in drawing.records.each(Bias):
        colour, line, _ = METHOD_STYLES[config.method]
        episodes = range(1, len(record.series["left"]) + 1)
        intervals = [drawing.intervals.intervals[part_of(record, f"episode {episode}")]
                     for episode in episodes]
        axes.fill_between(episodes, [100.0 * interval.low for interval in intervals],
                          [100.0 * interval.high for interval in intervals], color=colour,
                          alpha=0.3, linewidth=0)
        axes.plot(episodes, [100.0 * interval.mean for interval in intervals], line, color=colour,
                  label=config.method)
        floor = 100.0 * value.number(record.results["floor"])
    axes.axhline(floor, color=TRUTH, linestyle=":", linewidth=2,
                 label=f"{number(floor, 0)} %, by exploring alone")
    axes.set(xlim=(1, 300), ylim=(0, 100), xlabel="episode", ylabel="first action left, %")
    axes.legend(loc="upper right")
    drawing.save(figure, "bias.svg")


RULES = {  # of each rule of step sizes: colour, line, and how far its name is moved
    "0.5": (REFERENCE, "-", 1.13),
    "0.1": (THIRD, "-.", 1.0),
    "1 / (1 + n)": (SECOND, ":", 1.0),
    "10 / (10 + n)": (OURS, "-", 1.0),
    "1 / (1 + n)^2": (FOURTH, "--", 0.87),
}


def draw_convergence(drawing: Drawing) -> None:
    """The error of the table against updates, both axes logarithmic."""
    figure = Figure(figsize=(7.6, 4.8), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    for config, record in drawing.records.each(Convergence):
        colour, line, moved = RULES[config.steps]
        updates = record.series["updates"]
        intervals = [drawing.intervals.intervals[part_of(record, f"updates {n:g}")]
                     for n in updates]
        axes.fill_between(updates, [interval.low for interval in intervals],
                          [interval.high for interval in intervals], color=colour, alpha=0.25,
                          linewidth=0)
        axes.plot(updates, [interval.mean for interval in intervals], line, color=colour)
        axes.text(updates[-1] * 1.12, intervals[-1].mean * moved, config.steps.replace("^2", "²"),
                  va="center")
    axes.set(xscale="log", yscale="log", xlabel="updates", xlim=(100, 1e6),
             ylabel="error of the table (rms)")
    axes.set_yticks([0.3, 1, 3, 10, 30], ["0.3", "1", "3", "10", "30"])
    axes.minorticks_off()
    drawing.save(figure, "convergence.svg")


def draw_paths(drawing: Drawing) -> None:
    """The last greedy policies of two learners, and the best policy that explores."""
    figure = Figure(figsize=(7.6, 9.6), layout="constrained")
    learners = shown_learners(drawing.records)
    panels = list(figure.subplots(len(learners) + 1, 1))
    for axes, shown in zip(panels, learners):
        last = shown.snapshots[-1]
        policy_map(axes, f"{shown.method}, seed {shown.seed}",
                   best_actions(last.values, last.visits), last.choices,
                   METHOD_STYLES[shown.method][0])
    careful = exact_limits(drawing.records).careful
    policy_map(panels[-1], "Best while exploring (computed)",
               {state: [careful[state]] for state in Cliff().floor}, careful, TRUTH)
    drawing.save(figure, "paths.svg")


def policy_map(
    axes: Axes, name: str, best: dict[int, list[int]], choices: Sequence[int], colour: str
) -> None:
    """One policy: its arrows, and the walk from the start."""
    world = Cliff()
    drawn = CliffMap(axes, world, colour)
    walk = follow(world, choices, GREEDY_LIMIT)
    arrives = walk[-1] == world.goal_state
    drawn.point(best)
    drawn.walk(walk, walker=False)
    for state in () if arrives else sorted({*walk[-GREEDY_LIMIT // 2:]}):
        row, column = world.cells[state]
        axes.add_patch(Rectangle((column - 0.45, row - 0.45), 0.9, 0.9, fill=False,
                                 edgecolor=FOCUS, linewidth=3.5, zorder=3))
    end = f"{len(walk) - 1} steps" if arrives else "goes in circles"
    axes.set_title(f"{name}: {end}")


OUTCOMES = {  # the return of a greedy walk, and its colour
    "−13": OURS, "−15": mixed(OURS, 0.6), "−17": mixed(OURS, 0.3), "worse": PALE,
    "in circles": DANGER,
}


def draw_greedy_walks(drawing: Drawing) -> None:
    """Where the greedy walks lead after learning: a bar for each method, a part an outcome."""
    figure = Figure(figsize=(7.6, 3.8), layout="constrained")
    axes = figure.add_subplot()
    learners = with_most_seeds(drawing.records)
    for place, (_, record) in enumerate(learners):
        start, counts = 0.0, outcome_counts(record)
        for outcome, colour in OUTCOMES.items():
            share = 100.0 * counts[outcome] / counts.total()
            axes.barh(place, share, left=start, color=colour, edgecolor=PAPER, height=0.66)
            if share >= 5.0:
                dark = outcome in ("−13", "in circles")
                axes.text(start + share / 2, place, number(share, 0), ha="center", va="center",
                          color=PAPER if dark else INK)
            start += share
    for outcome, colour in OUTCOMES.items():
        axes.barh(0, 0, color=colour, label=outcome)
    axes.set(xlim=(0, 100), ylim=(len(learners) - 0.5, -0.5), xlabel="% of the seeds")
    axes.set_yticks(range(len(learners)), [config.method for config, _ in learners])
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper center", ncols=len(OUTCOMES), columnspacing=1.0,
                  handlelength=1.0)
    drawing.save(figure, "greedy_walks.svg")


def outcome_counts(record: Record) -> Counter[str]:
    """How many seeds came to each outcome, by the names of OUTCOMES."""
    return counted(greedy_returns(record))


def counted(greedy: Sequence[float | None]) -> Counter[str]:
    """How many greedy walks came to each outcome."""
    counts: Counter[str] = Counter()
    for earned in greedy:
        exact = "in circles" if earned is None else number(earned, 0)
        counts[exact if exact in OUTCOMES else "worse"] += 1
    return counts
