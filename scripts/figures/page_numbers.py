"""The pictures that pages about numbers need most: vectors, matrices, chance, seeds."""

from __future__ import annotations

from itertools import product

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from figures.drawing import Drawing
from figures.palette import DANGER, INK, OURS, PALE, REFERENCE, SECOND, TRUTH, mixed
from figures.sketch import arrow, ground
from figures.style import quiet_grid
from policywerk.data.statistics import Interval, bootstrap_interval
from policywerk.primitives.matrix import Matrix, solve, subtract, transpose, transpose_product
from policywerk.primitives.random import integer, stream
from policywerk.primitives.scalar import sqrt
from policywerk.primitives.vector import Vector, euclidean_norm, max_norm, mean, scale, variance

ARROW = [3.0, 4.0]


def draw_vectors(drawing: Drawing) -> None:
    """The arrow (3, 4), its two norms, and what has norm 1 by either."""
    figure = Figure(figsize=(7.6, 3.9), layout="constrained")
    left, right = figure.subplots(1, 2)
    ground(left, (-0.7, 4.8), (-0.9, 4.6))
    left.plot([0, ARROW[0], ARROW[0]], [0, 0, ARROW[1]], "--", color=REFERENCE)
    left.text(ARROW[0] / 2, -0.15, f"{ARROW[0]:g}", ha="center", va="top")
    left.text(ARROW[0] + 0.15, ARROW[1] / 2, f"{ARROW[1]:g}, the max norm"
              if max_norm(ARROW) == ARROW[1] else "", va="center", color=SECOND)
    arrow(left, (0, 0), (ARROW[0], ARROW[1]), OURS, size=22, linewidth=3)
    left.text(1.3, 2.3, f"length {euclidean_norm(ARROW):g}", ha="right", color=OURS)
    left.set_title("Two sizes of (3, 4)")
    left.set_anchor("N")
    right.set_anchor("N")
    ground(right, (-1.55, 1.75), (-1.4, 1.5))
    right.axhline(0.0, color=PALE)
    right.axvline(0.0, color=PALE)
    right.add_patch(Rectangle((-1, -1), 2, 2, fill=False, edgecolor=SECOND, linestyle="--",
                              linewidth=2))
    right.add_patch(Circle((0, 0), 1, fill=False, edgecolor=OURS, linewidth=2))
    for norm, colour, away in ((max_norm, SECOND, (0.06, 0.1)),
                               (euclidean_norm, OURS, (0.46, -0.12))):
        x, y = scale(1.0 / norm(ARROW), ARROW)
        right.plot(x, y, "o", color=colour, markersize=9)
        right.text(x + away[0], y + away[1], f"({x:g}, {y:g})", color=colour)
    arrow(right, (0, 0), (0.75, 1.0), INK, size=12, linewidth=1.2, zorder=1)
    right.set_title("All that has size 1")
    drawing.save(figure, "vectors.svg")


WEATHER: Matrix = [[0.9, 0.1], [0.5, 0.5]]
KINDS = ("sun", "rain")
DAYS = 8


def draw_matrices(drawing: Drawing) -> None:
    """Two kinds of weather as a graph, as a matrix, and day by day."""
    figure = Figure(figsize=(7.6, 3.6), layout="constrained")
    graph, table, days = figure.subplots(1, 3, width_ratios=(1.15, 1, 1.25))
    draw_graph_of(graph, WEATHER)
    draw_table_of(table, WEATHER)
    quiet_grid(days)
    limit = long_run(WEATHER)
    days.axhline(limit[0], color=TRUTH, linestyle="--", label="in the long run")
    for start, colour, mark in ((0, OURS, "o-"), (1, SECOND, "s-")):
        chances = [[1.0 - start, float(start)]]
        for _ in range(DAYS):
            chances.append(transpose_product(WEATHER, chances[-1]))
        days.plot([sun for sun, _ in chances], mark, color=colour, markersize=6,
                  label=f"today {KINDS[start]}")
    days.set(ylim=(0, 1.04), xticks=range(0, DAYS + 1, 2), xlabel="days later",
             title="Chance of sun")
    days.legend(loc="lower right")
    drawing.save(figure, "matrices.svg")


def long_run(chances: Matrix) -> Vector:
    """What is left as it is by another day: p = p P, entries that add up to 1."""
    rows = transpose(subtract(chances, [[1.0, 0.0], [0.0, 1.0]]))
    return solve([rows[0], [1.0, 1.0]], [0.0, 1.0])


def draw_graph_of(axes: Axes, chances: Matrix) -> None:
    """A circle for each kind of day, an arrow for each way on."""
    ground(axes, (-1.75, 1.75), (-2.4, 2.4))
    for kind, y in zip(KINDS, (1.05, -1.05)):
        axes.add_patch(Circle((0, y), 0.52, facecolor=mixed(OURS, 0.12), edgecolor=INK))
        axes.text(0, y, kind, ha="center", va="center")
    for side, tail, head, chance in ((-1, 0.62, -0.62, chances[0][1]),
                                     (1, -0.62, 0.62, chances[1][0])):
        arrow(axes, (0.3 * side, tail), (0.3 * side, head), INK, bend=0.35,
              linewidth=1 + 4 * chance)
        axes.text(0.9 * side, 0.0, f"{chance:g}", ha="center", va="center")
    for y, up, chance in ((1.05, 1, chances[0][0]), (-1.05, -1, chances[1][1])):
        arrow(axes, (-0.3, y + 0.45 * up), (0.3, y + 0.45 * up), INK, bend=-1.9 * up,
              linewidth=1 + 4 * chance)
        axes.text(0.75, y + 0.85 * up, f"{chance:g}", ha="center", va="center")


def draw_table_of(axes: Axes, chances: Matrix) -> None:
    """The matrix, the darker the likelier."""
    ground(axes, (-1.0, 2.1), (2.35, -0.95))
    for row, kind in enumerate(KINDS):
        axes.text(-0.12, row + 0.5, kind, ha="right", va="center")
        axes.text(row + 0.5, -0.12, kind, ha="center", va="bottom")
        for column, chance in enumerate(chances[row]):
            axes.add_patch(Rectangle((column, row), 0.95, 0.95,
                                     facecolor=mixed(OURS, 0.5 * chance)))
            axes.text(column + 0.48, row + 0.48, f"{chance:g}", ha="center", va="center",
                      fontsize=17)
    axes.text(-0.12, -0.55, "today", ha="right", va="bottom")
    axes.text(1.0, -0.55, "tomorrow", ha="center", va="bottom")


THROWS, EXPERIMENTS, EXPECTED = 100, 100, 3.5
SEEDS, LONGEST = 10, 1000
TYPICAL = 2  # a seed whose mean lies between the curves for about two of three n
RESAMPLES = 200  # of each experiment


def running_means(seed: int) -> Vector:
    """The mean of the first n throws of a die, for each n up to LONGEST."""
    rng, so_far, found = stream(seed, "running mean"), 0.0, []
    for n in range(1, LONGEST + 1):
        so_far += 1.0 + integer(rng, 6)
        found.append(so_far / n)
    return found


def draw_running_mean(drawing: Drawing) -> None:
    """Ten dice, each with the mean of its throws so far, and how far one strays, typically."""
    figure = Figure(figsize=(7.6, 3.8), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    shown = sorted({round(10 ** (i / 80)) for i in range(241)})  # evenly on the log axis
    for seed in sorted(range(1, SEEDS + 1), key=lambda seed: seed == TYPICAL):  # it lies on top
        first, means = seed == TYPICAL, running_means(seed)
        axes.plot(shown, [means[n - 1] for n in shown], color=OURS if first else REFERENCE,
                  linewidth=2.4 if first else 1.0, alpha=1.0 if first else 0.6)
    spread = sqrt(variance([float(face) for face in range(1, 7)]))
    axes.axhline(EXPECTED, color=TRUTH, linestyle="--", linewidth=2.2)
    for sign in (-1, 1):
        axes.plot(shown, [EXPECTED + sign * spread / n ** 0.5 for n in shown], color=TRUTH)
    axes.annotate(f"{EXPECTED:g} ± {spread:.1f}/√n", (12, EXPECTED + spread / 12 ** 0.5), (28, 5.1),
                  arrowprops={"arrowstyle": "-", "color": REFERENCE})
    axes.set(xscale="log", xlim=(1, LONGEST), ylim=(0.9, 6.1), yticks=range(1, 7),
             xticks=[1, 10, 100, 1000], xlabel="throws so far, n", ylabel="mean so far")
    axes.set_xticklabels(["1", "10", "100", "1000"])
    drawing.save(figure, "running_mean.svg")


def intervals_of_dice() -> list[Interval]:
    """The bootstrap interval of each experiment."""
    rng, again = stream(1, f"{THROWS} throws"), stream(1, "resamples")
    return [bootstrap_interval([1.0 + integer(rng, 6) for _ in range(THROWS)], again,
                               resamples=RESAMPLES) for _ in range(EXPERIMENTS)]


def draw_intervals(drawing: Drawing) -> None:
    """A hundred intervals for the mean of a die; those that miss it stand out."""
    figure = Figure(figsize=(7.6, 3.8), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    axes.grid(False, axis="x")
    found, missed = intervals_of_dice(), 0
    for place, interval in enumerate(found, 1):
        misses = not interval.low <= EXPECTED <= interval.high
        missed += misses
        axes.plot([place] * 2, [interval.low, interval.high], color=DANGER if misses else OURS,
                  linewidth=3.2 if misses else 1.6)
        axes.plot(place, interval.mean, "D" if misses else "o", markersize=6 if misses else 3.5,
                  color=DANGER if misses else OURS)
    axes.axhline(EXPECTED, color=TRUTH, linestyle="--", linewidth=2.2)
    axes.text(EXPERIMENTS + 1.5, EXPECTED, f"{EXPECTED:g}", va="center")
    axes.set(xlim=(0, EXPERIMENTS + 1), xlabel="experiment",
             ylabel=f"mean of {THROWS} throws",
             title=f"{EXPERIMENTS - missed} intervals hold 3.5, {missed} miss it")
    drawing.save(figure, "intervals.svg")


SAMPLE = (1.0, 2.0, 6.0)
LEVEL = 0.8


def draw_bootstrap(drawing: Drawing) -> None:
    """All 27 means that three numbers can give, the ends cut off."""
    means = sorted(mean(list(draw)) for draw in product(SAMPLE, repeat=len(SAMPLE)))
    cut = int(len(means) * (1.0 - LEVEL) / 2)
    figure = Figure(figsize=(7.6, 3.2), layout="constrained")
    axes = figure.add_subplot()
    low, high = means[cut], means[-1 - cut]
    heights: dict[float, int] = {}
    for place, middle in enumerate(means):
        heights[middle] = heights.get(middle, 0) + 1
        kept = cut <= place < len(means) - cut
        axes.plot(middle, heights[middle] - 0.4, "o" if kept else "X", markersize=10,
                  color=OURS if kept else REFERENCE)
    axes.plot([low, high], [-0.55] * 2, "|-", color=OURS, linewidth=3, markersize=14,
              clip_on=False)
    axes.text((low + high) / 2, -0.8, f"{100 * LEVEL:g} % interval: {low:.2f} to {high:.2f}",
              ha="center", va="top")
    axes.plot([mean(list(SAMPLE))] * 2, [-0.4, 6.4], ":", color=REFERENCE, zorder=0)
    axes.set(xlim=(0.6, 6.4), ylim=(-1.9, 6.4), yticks=[], xlabel="mean of three draws")
    axes.spines["left"].set_visible(False)
    drawing.save(figure, "bootstrap.svg")
