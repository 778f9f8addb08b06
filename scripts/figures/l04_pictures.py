"""The still pictures of lesson 04."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import sqrt
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.cliff_map import CliffMap, best_actions, follow
from figures.l04_animation import curve_of, returns_axes
from figures.style import ERROR, FAINT, FOCUS, INK, OURS, SECOND, THEORY, quiet_grid, save
from figures.tables import number
from policywerk.data.record import Record
from policywerk.lessons.l04_q_learner import BIN, GREEDY_LIMIT
from policywerk.world.cliff import Cliff

METHOD_STYLES = {  # colour, line, marker
    "Q-learning": (OURS, "-", "o"),
    "Sarsa": (SECOND, "-", "^"),
    "Expected Sarsa": (INK, "--", "s"),
    "Double Q-learning": (FOCUS, "-.", "D"),
}


def draw_returns(learners: Sequence[Record], limits: Record, path: Path) -> None:
    """Returns of every method while it learns (figure 6.6), with the exact limits."""
    figure = Figure(figsize=(7.6, 5.0), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    for record in learners:
        colour, line, _ = METHOD_STYLES[record.config["method"]]
        middle, low, high = curve_of(record, len(record.series["return"]))
        axes.fill_between(middle, [-x for x in low], [-x for x in high], color=colour, alpha=0.3,
                          linewidth=0)
        axes.plot(middle, record.series["return"], line, color=colour,
                  label=record.config["method"])
    axes.set(xlim=(0, 500), ylim=(-100, -5), xlabel="episode",
             ylabel=f"return, mean of {BIN} episodes")
    for value, name, place in exact_limits(limits):
        axes.axhline(value, color=THEORY, linestyle=":", linewidth=2)
        away = 0.8 if place == "bottom" else -2.2
        axes.text(498, value + away, name, ha="right", va=place, fontsize=12.5)
    axes.legend(loc="lower right", ncols=2)
    save(figure, path)


def exact_limits(limits: Record) -> list[tuple[float, str, str]]:
    """The three exact numbers on the cliff, what they belong to, and where the words hang."""
    found = limits.results
    return [
        (found["greedy"], f"{number(found['greedy'], 0)} best of all", "bottom"),
        (found["best_soft"], f"{number(found['best_soft'], 2)} best with ε = 0.1", "bottom"),
        (found["q_learning_online"],
         f"{number(found['q_learning_online'], 2)} Q-learning's limit", "top"),
    ]


def draw_trace(learners: Sequence[Record], limits: Record, out: Path) -> None:
    """The training trace of the film: both learners from the first episode on."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    returns_axes(axes, limits)
    for record in learners:
        colour, line, marker = METHOD_STYLES[record.config["method"]]
        middle, low, high = curve_of(record, len(record.series["return"]))
        axes.fill_between(middle, low, high, color=colour, alpha=0.3, linewidth=0)
        axes.plot(middle, [-value for value in record.series["return"]], line, color=colour,
                  label=f"{record.config['method']}, mean of {record.config['runs']}")
        seen = record.snapshots[1:]
        axes.plot([one["episode"] for one in seen], [-one["return"] for one in seen], marker,
                  color=colour, markersize=5.5, markeredgecolor="white", markeredgewidth=0.6,
                  label=f"{record.config['method']}, shown seed")
    axes.legend(loc="lower right", labelspacing=0.2)
    for kind in ("png", "svg"):
        save(figure, out / f"trace.{kind}")


LOWEST = -155.0  # return that figure 6.3 shows; what lies below is named


def draw_step_sizes(found: Sequence[Record], path: Path) -> None:
    """Figure 6.3: mean return for each step size, over few episodes and over many."""
    figure = Figure(figsize=(7.6, 4.8), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    for record in found:
        interim = record.config["episodes"] <= 1000
        colour, _, marker = METHOD_STYLES[record.config["method"]]
        rows, part = record.results["step_sizes"], "all" if interim else "later_half"
        alphas = [row["alpha"] for row in rows]
        means = [row[part]["mean"] for row in rows]
        spread = [[row[part]["mean"] - row[part]["low"] for row in rows],
                  [row[part]["high"] - row[part]["mean"] for row in rows]]
        axes.errorbar(alphas, means, yerr=spread, color=colour, marker=marker, capsize=3,
                      linestyle="--" if interim else "-",
                      label=None if interim else record.config["method"])
        for alpha, mean in zip(alphas, means):
            if mean < LOWEST:
                axes.text(alpha + 0.04, LOWEST + 4.0, f"↓ {number(mean, 0)}", ha="right")
    for interim, label in ((True, "first 100 episodes"), (False, "later half of 20,000")):
        axes.plot([], [], "--" if interim else "-", color=FAINT, label=label)
    axes.set(xlabel="step size α", ylabel="mean return", xlim=(0.05, 1.05), ylim=(LOWEST, 0))
    axes.set_xticks([tenths / 10 for tenths in range(1, 11)])
    figure.legend(loc="outside upper center", ncols=3)
    save(figure, path)


def draw_bias(found: Sequence[Record], path: Path) -> None:
    """Example 6.7: how often the first action is the wrong one."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    for record in found:
        colour, line, _ = METHOD_STYLES[record.config["method"]]
        left, runs = record.series["left"], record.config["runs"]
        half = [196.0 * sqrt(share * (1.0 - share) / runs) for share in left]
        percent = [100.0 * share for share in left]
        episodes = range(1, len(left) + 1)
        axes.fill_between(episodes, [p - h for p, h in zip(percent, half)],
                          [p + h for p, h in zip(percent, half)], color=colour, alpha=0.3,
                          linewidth=0)
        axes.plot(episodes, percent, line, color=colour, label=record.config["method"])
    floor = 100.0 * found[0].results["floor"]
    axes.axhline(floor, color=THEORY, linestyle=":", linewidth=2,
                 label=f"{number(floor, 0)} %, by exploring alone")
    axes.set(xlim=(1, 300), ylim=(0, 100), xlabel="episode", ylabel="first action left, %")
    axes.legend(loc="upper right")
    save(figure, path)


RULES = {  # of each rule of step sizes: colour, line, and how far its name is moved
    "0.5": (ERROR, "-", 1.13),
    "0.1": (FOCUS, "-", 1.0),
    "1 / (1 + n)": (SECOND, "-", 1.0),
    "10 / (10 + n)": (OURS, "-", 1.0),
    "1 / (1 + n)^2": (INK, "--", 0.87),
}


def draw_convergence(found: Sequence[Record], path: Path) -> None:
    """The error of the table against updates, both axes logarithmic."""
    figure = Figure(figsize=(7.6, 4.8), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    for record in found:
        colour, line, moved = RULES[record.config["steps"]]
        updates, series = record.series["updates"], record.series
        axes.fill_between(updates, series["low"], series["high"], color=colour, alpha=0.25,
                          linewidth=0)
        axes.plot(updates, series["error"], line, color=colour)
        axes.text(updates[-1] * 1.12, series["error"][-1] * moved,
                  record.config["steps"].replace("^2", "²"), va="center")
    axes.set(xscale="log", yscale="log", xlabel="updates", xlim=(100, 1e6),
             ylabel="error of the table (rms)")
    axes.set_yticks([0.3, 1, 3, 10, 30], ["0.3", "1", "3", "10", "30"])
    axes.minorticks_off()
    save(figure, path)


def draw_paths(learners: Sequence[Record], limits: Record, path: Path) -> None:
    """The last greedy policies of two learners, and the best policy that explores."""
    figure = Figure(figsize=(7.6, 9.6), layout="constrained")
    panels = figure.subplots(3, 1)
    for axes, record in zip(panels, learners):
        last = record.snapshots[-1]
        best = best_actions(last["values"], last["visits"])
        choices = [row.index(max(row)) for row in last["values"]]
        seed = record.results["shown_seed"]
        policy_map(axes, f"{record.config['method']}, seed {seed}", best, choices,
                   METHOD_STYLES[record.config["method"]][0])
    choices = limits.results["best_soft_choices"]
    policy_map(panels[2], "Best while exploring (computed)",
               {state: [choices[state]] for state in Cliff().floor}, choices, THEORY)
    save(figure, path)


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
    "−13": "#0072b2", "−15": "#4f9bc8", "−17": "#9cc6e0", "worse": "#d9d9d9",
    "in circles": ERROR,
}


def draw_greedy_walks(learners: Sequence[Record], path: Path) -> None:
    """Where the greedy walks lead after learning: a bar for each method, a part an outcome."""
    figure = Figure(figsize=(7.6, 3.8), layout="constrained")
    axes = figure.add_subplot()
    for place, record in enumerate(learners):
        start, counts = 0.0, outcome_counts(record)
        for outcome, colour in OUTCOMES.items():
            share = 100.0 * counts[outcome] / record.config["runs"]
            axes.barh(place, share, left=start, color=colour, edgecolor="white", height=0.66)
            if share >= 5.0:
                dark = outcome in ("−13", "in circles")
                axes.text(start + share / 2, place, number(share, 0), ha="center", va="center",
                          color="white" if dark else INK)
            start += share
    for outcome, colour in OUTCOMES.items():
        axes.barh(0, 0, color=colour, label=outcome)
    axes.set(xlim=(0, 100), ylim=(len(learners) - 0.5, -0.5), xlabel="% of the seeds")
    axes.set_yticks(range(len(learners)), [record.config["method"] for record in learners])
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper center", ncols=len(OUTCOMES), columnspacing=1.0,
                  handlelength=1.0)
    save(figure, path)


def outcome_counts(record: Record) -> Counter[str]:
    """How many seeds came to each outcome, by the names of OUTCOMES."""
    counts: Counter[str] = Counter()
    for earned in record.results["greedy"]:
        exact = "in circles" if earned is None else number(earned, 0)
        counts[exact if exact in OUTCOMES else "worse"] += 1
    return counts
