"""Everything lesson 01 shows: the animation, the figures, the tables, the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.layout_engine import ConstrainedLayoutEngine

from figures.drawing import Drawing
from figures.l01_animation import FRAMES_A_SECOND, BellmanFilm, powers
from figures.movie import Gif
from figures.movie import record as film
from figures.palette import ERROR, INK, OURS, REFERENCE, SECOND, SIGNED, THIRD, TRUTH
from figures.style import quiet_grid
from figures.tables import agreement, flat, number, table
from policywerk.actors.bellman import error_bound
from policywerk.building_blocks.policies import greedy_ties
from policywerk.data import values as value
from policywerk.data.record import Evidence, Record
from policywerk.data.values import entries, items, numbers, whole
from policywerk.lessons.experiment import Records
from policywerk.lessons.l01_bellman import (
    CARS,
    METHODS,
    SHOWN,
    SIZES,
    TABLES,
    Gridworld,
    Growth,
    Tables,
)
from policywerk.lessons.settings import config_of
from policywerk.world.gridworld import MOVES
from policywerk.world.sutton_barto import figure_3_2

POSTER_SWEEP = 6  # half of the world has heard of the goal
SEEN = 1e-3  # a ratio that is off by more can be seen in the figure

METHOD_STYLES = {  # colour, marker
    "value iteration": (OURS, "o"),
    "policy iteration": (SECOND, "s"),
    "modified policy iteration": (THIRD, "^"),
}


def draw_animation(drawing: Drawing) -> None:
    """The film, its poster and its small version for the README."""
    bellman = BellmanFilm(drawing.records.of(SHOWN))
    film(
        bellman.figure, bellman.animated, bellman.frames(), drawing.out, fps=FRAMES_A_SECOND,
        poster=bellman.frame_of(POSTER_SWEEP), gif=Gif(every=5), report=drawing.report,
    )


def draw_trace(drawing: Drawing) -> None:
    """Change, error and promised error of every sweep on the slippery gridworld."""
    shown = drawing.records.of(SHOWN)
    gamma, change = config_of(Gridworld, shown).gamma, shown.series["change"]
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    sweeps = range(1, len(change) + 1)
    geometric = [change[0] * power for power in powers(gamma, len(change))]
    axes.plot(sweeps, geometric, "--", color=REFERENCE,
              label=r"first change $\times\ \gamma^{k-1}$")
    axes.plot(sweeps, [error_bound(c, gamma) for c in change], color=TRUTH,
              label=r"error promised, $\gamma/(1-\gamma)\ \times$ change")
    axes.plot(sweeps, shown.series["error"], color=ERROR, linewidth=4, alpha=0.55, label="error")
    axes.plot(sweeps, change, "o-", color=OURS, markersize=4, linewidth=1.2,
              label="largest change")
    axes.set(yscale="log", xlabel="sweep k", xlim=(0.5, len(change) + 0.5))
    axes.legend(loc="lower left")
    for kind in ("png", "svg"):
        drawing.save(figure, f"trace.{kind}")


def draw_contraction(drawing: Drawing) -> None:
    """Figure 3.5's changes against gamma^k, and their ratios, down to rounding."""
    tables = drawing.records.of(TABLES)
    gamma = config_of(Tables, tables).gamma
    change, ratio = tables.series["figure_3_5_change"], tables.series["figure_3_5_ratio"]
    figure = Figure(figsize=(7.6, 5.6), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.5, 1))
    for axes in (above, below):
        quiet_grid(axes)
    geometric = [change[0] * power for power in powers(gamma, len(change))]
    sweeps = range(1, len(change) + 1)
    above.plot(sweeps, geometric, "--", color=REFERENCE, linewidth=3,
               label=r"first change $\times\ \gamma^{k-1}$")
    above.plot(sweeps, change, color=OURS, linewidth=1.5, label="largest change of sweep k")
    above.set(yscale="log", ylabel="size (log scale)")
    above.legend(loc="lower left")
    below.axhline(gamma, color=REFERENCE, linestyle="--", linewidth=3)
    below.plot(range(2, len(change) + 1), ratio, color=OURS, linewidth=1.2)
    below.set(xlabel="sweep k", ylabel="ratio to the\nchange before", ylim=(0.8, 0.95))
    rounding = next(k for k, r in enumerate(ratio, 2) if abs(r - gamma) > SEEN)
    for axes in (above, below):
        axes.axvline(rounding, color=INK, linewidth=0.8, linestyle=":")
    below.annotate("from here on rounding shows", (rounding, 0.825), xytext=(-6, 0),
                   textcoords="offset points", ha="right", va="center", fontsize=13)
    drawing.save(figure, "contraction.svg")


def draw_printed_grids(drawing: Drawing) -> None:
    """Figures 3.2 and 3.5 of Sutton & Barto, from our values."""
    tables = drawing.records.of(TABLES)
    room_for_titles = ConstrainedLayoutEngine(rect=(0.0, 0.0, 1.0, 0.95))
    figure = Figure(figsize=(7.6, 4.2), layout=room_for_titles)
    left, right = figure.subplots(1, 2)
    gamma = config_of(Tables, tables).gamma
    for axes, key, title in ((left, "figure_3_2", "Equal chances (figure 3.2)"),
                             (right, "figure_3_5", "The best policy (figure 3.5)")):
        values = numbers(tables.results[key])
        best = greedy_ties(figure_3_2(), values, gamma) if key == "figure_3_5" else []
        value_grid(axes, values, 5, best)
        axes.set_title(title)
    drawing.save(figure, "printed_grids.svg")


def value_grid(
    axes: Axes, values: Sequence[float], size: int, best: Sequence[Sequence[int]]
) -> None:
    """A square grid of values, with arrows for the best actions where they are given."""
    largest = max(abs(worth) for worth in values)
    rows = [values[size * row:size * (row + 1)] for row in range(size)]
    axes.imshow(rows, cmap=SIGNED, vmin=-largest, vmax=largest)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    for state, worth in enumerate(values):
        row, column = divmod(state, size)
        lift = 0.22 if best else 0.0
        axes.text(column, row - lift, f"{worth:.1f}".replace("-", "−"), ha="center", va="center")
        for action in best[state] if best else []:
            down, right = MOVES[action]
            axes.annotate(
                "", (column + 0.24 * right, row + 0.2 + 0.24 * down),
                (column + 0.02 * right, row + 0.2 + 0.02 * down),
                arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.1,
                            "shrinkA": 0, "shrinkB": 0, "mutation_scale": 9},
            )


def draw_gambler(drawing: Drawing) -> None:
    """The gambler's chance of reaching 100, and the smallest best stake."""
    results = drawing.records.of(TABLES).results
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    for axes in (above, below):
        quiet_grid(axes)
    values, stakes = numbers(results["gambler_values"]), numbers(results["gambler_stakes"])
    above.plot(range(1, 100), values[1:-1], color=OURS)
    above.set(ylabel="chance to\nreach 100", ylim=(0, 1))
    below.step(range(1, 100), stakes, where="mid", color=OURS)
    below.set(ylabel="stake", xlabel="capital", xticks=[1, 25, 50, 75, 99], yticks=[1, 12, 25, 50])
    drawing.save(figure, "gambler.svg")


PLACES = 21  # 0 to 20 cars: rows and columns of the car rental's tables


def square(values: Sequence[float]) -> list[Sequence[float]]:
    """The car rental's states as a table, a row for each number of cars at the first place."""
    return [values[PLACES * i:PLACES * (i + 1)] for i in range(PLACES)]


def draw_cars(drawing: Drawing) -> None:
    """Jack's policies, one after the other, and the values of the last."""
    seen = drawing.records.of(CARS).snapshots
    figure = Figure(figsize=(7.6, 5.6), layout="constrained")
    panels = [axes for row in figure.subplots(2, 3, sharex=True, sharey=True) for axes in row]
    for place, (axes, snapshot) in enumerate(zip(panels, seen)):
        picture = draw_moves(axes, numbers(snapshot["moved"]), place)
    last = panels[len(seen)]
    lines = last.contour(square(numbers(seen[-1]["values"])), levels=8, colors=OURS,
                         linewidths=1.2)
    last.clabel(lines, fontsize=11, fmt="%d")
    last.set(title=rf"value of $\pi_{len(seen) - 1}$", aspect="equal")
    for axes in panels:
        axes.set(xticks=[0, 10, 20], yticks=[0, 10, 20])
    figure.supxlabel("cars at the second place in the evening", fontsize=14.5)
    figure.supylabel("cars at the first place", fontsize=14.5)
    bar = figure.colorbar(picture, ax=panels, shrink=0.7, ticks=[-5, 0, 5])
    bar.set_label("cars moved to the second place")
    bar.outline.set_visible(False)
    drawing.save(figure, "car_rental.svg")


def draw_moves(axes: Axes, moved: Sequence[float], place: int) -> AxesImage:
    """One policy: how many cars are moved in each state, with a line where that changes."""
    extent = (-0.5, PLACES - 0.5, -0.5, PLACES - 0.5)
    picture = axes.imshow(square(moved), cmap=SIGNED, vmin=-5, vmax=5, origin="lower",
                          extent=extent)
    axes.set_title(rf"$\pi_{place}$")
    if place:  # the first moves nothing
        axes.contour(square(moved), levels=[level + 0.5 for level in range(-5, 5)], colors=INK,
                     linewidths=0.7, extent=extent)
    return picture


def draw_growth(drawing: Drawing) -> None:
    """Backups and seconds of three methods on growing grids, both axes logarithmic."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    counted, timed = figure.subplots(1, 2)
    for method, (colour, marker) in METHOD_STYLES.items():
        costs = costs_of(drawing.records, method)
        seconds = [drawing.timings[cost.run]["planning"] for cost in costs]
        states = [cost.states for cost in costs]
        counted.plot(states, [cost.backups for cost in costs], marker=marker, color=colour,
                     label=method)
        timed.plot(states, seconds, marker=marker, color=colour)
    for axes, title in ((counted, "Backups"), (timed, "Seconds")):
        quiet_grid(axes)
        axes.set(xscale="log", yscale="log", title=title, xlabel="states")
        axes.set_xticks([size * size for size in SIZES], [f"{size}²" for size in SIZES])
        axes.minorticks_off()
    figure.legend(*counted.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    drawing.save(figure, "growth.svg")


class Cost(NamedTuple):
    """What planning on one grid cost."""

    run: str  # its name
    size: int
    states: int
    backups: int


def costs_of(records: Records, method: str) -> list[Cost]:
    """What one method cost on each size of grid, smallest first."""
    return sorted(
        (Cost(record.name, config.size, whole(record.results["states"]),
              whole(record.results["backups"]))
         for config, record in records.each(Growth) if config.method == method),
        key=lambda cost: cost.states)


def write_growth(drawing: Drawing) -> None:
    """The same as a table: backups of each method, and the exponent of their growth."""
    costs = {method: costs_of(drawing.records, method) for method in METHODS}
    sizes = [f"{cost.size}²" for cost in costs[METHODS[0]]]
    rows = [[method, *[f"{cost.backups:,}" for cost in costs[method]], exponent(costs[method])]
            for method in METHODS]
    header = ["backups to 10⁻⁶", *sizes, "grows as states to the power"]
    drawing.write(table(header, rows), "growth.md")


def exponent(costs: Sequence[Cost]) -> str:
    """The slope of log backups against log states, from the smallest grid to the largest."""
    first, last = costs[0], costs[-1]
    return f"{log(last.backups / first.backups) / log(last.states / first.states):.2f}"


QUANTITIES = {  # key: (what it is, which of its numbers to show, digits)
    "figure_3_2": ("values under equal chances, top row", slice(5), 3),
    "figure_3_5": ("values of the best policy, top row", slice(5), 3),
    "figure_4_1_k2": ("4 × 4 grid, equal chances, after 2 sweeps, top row", slice(4), 4),
    "figure_4_1_k3": ("4 × 4 grid, equal chances, after 3 sweeps, top row", slice(4), 4),
    "figure_4_1_k10": ("4 × 4 grid, equal chances, after 10 sweeps, top row", slice(4), 4),
    "figure_4_1_limit": ("4 × 4 grid, equal chances, in the limit, top row", slice(4), 4),
    "toymaker_gains": ("toymaker, gain of each policy visited", slice(None), 6),
    "taxicab_gains": ("taxicab, gain of each policy visited", slice(None), 6),
    "car_rental_improvements": ("car rental, improvements until stable", slice(None), 0),
    "car_rental_corners": ("car rental, values with no cars and with 20 and 20", slice(None), 2),
    "gambler_spikes": ("gambler, best stake at 25, 50, 75", slice(None), 0),
}


def compared_rows(evidence: Evidence) -> list[list[str]]:
    """A row for each published number or table: printed, ours, how many agree, where."""
    rows = []
    for quantity, measured, printed, source in evidence.comparisons:
        title, part, digits = QUANTITIES[quantity]
        printed_text = [f"{one:g}".replace("-", "−") for one in flat(printed)[part]]
        our_text = [number(one, digits) for one in flat(measured)[part]]
        rows.append([title, ", ".join(printed_text), ", ".join(our_text),
                     agreement(measured, printed), source])
    return rows


def write_results(drawing: Drawing) -> None:
    """Published numbers beside ours, the returns of every policy with intervals, and both."""
    printed, walked = printed_table(drawing.intervals), walked_table(drawing.intervals)
    drawing.write(printed, "printed.md")
    drawing.write(walked, "walked.md")
    drawing.write("\n".join([printed, walked]), "results.md")


def printed_table(evidence: Evidence) -> str:
    """Published numbers beside ours, under a line that says so."""
    return "\n".join([
        "**Beside the printed numbers.** *Agree* counts the numbers of the whole figure that lie "
        "within half a unit of the last printed digit.\n",
        table(["quantity", "printed", "ours", "agree", "printed in"], compared_rows(evidence)),
    ])


def walked_table(evidence: Evidence) -> str:
    """The returns of every policy, under a line that says how they were found."""
    seeds = len(evidence.seeds)
    walked = [
        [method, number(evidence.expected[method], 4), number(interval.mean, 4),
         f"{number(interval.low, 4)} to {number(interval.high, 4)}"]
        for method, interval in evidence.intervals.items()
    ]
    return "\n".join([
        "**On the slippery gridworld.** Mean discounted return of 1,000 walks from the start, "
        f"{seeds} seeds; the interval is a 95 % bootstrap interval over the seeds.\n",
        table(["policy", "exact value", f"mean of {seeds} seeds", "interval"], walked),
    ])


def write_numbers(drawing: Drawing) -> None:
    """The numbers that stand inside sentences, by name."""
    records = drawing.records
    drawing.numbers({
        "shown_seed": str(SHOWN.seed),
        **plan_numbers(records.of(SHOWN)),
        **table_numbers(records.of(TABLES)),
        **car_numbers(records.of(CARS)),
        **walk_numbers(drawing.intervals),
        **{f"growth_{method.replace(' ', '_')}": exponent(costs_of(records, method))
           for method in METHODS},
        **growth_numbers(costs_of(records, METHODS[0])),
    })


def growth_numbers(costs: Sequence[Cost]) -> dict[str, str]:
    """Sweeps of value iteration on each grid, and its exponent between the first and last two."""
    return {**{f"growth_sweeps_{size}": str(cost.backups // (4 * cost.states))
               for size, cost in zip(SIZES, costs)},
            "growth_early": exponent(costs[:2]), "growth_late": exponent(costs[-2:])}


def plan_numbers(shown: Record) -> dict[str, str]:
    """What planning for the slippery gridworld took, and came to."""
    results = shown.results
    return {"sweeps": str(whole(results["sweeps"])),
            "backups": f"{whole(results['backups']):,}",
            "bound": scientific(value.number(results["bound"])),
            "start_value": number(value.number(results["start_value"]), 4)}


def table_numbers(tables: Record) -> dict[str, str]:
    """Sweeps and ratios of the printed grids, and the gambler's chances."""
    results, ratio = tables.results, tables.series["figure_3_5_ratio"]
    change = tables.series["figure_3_5_change"]
    before_rounding = [r for r, c in zip(ratio, change[1:]) if c > 1e-9]
    synchronous, in_place = items(results["figure_4_1_sweeps"])
    chances = numbers(results["gambler_values"])
    return {
        "largest_ratio": f"{max(before_rounding):.9f}",
        "largest_ratio_at_all": f"{max(ratio):.3f}",
        "evaluations_3_5": str(whole(results["figure_3_5_evaluations"])),
        "sweeps_4_1": str(whole(synchronous)),
        "sweeps_4_1_in_place": str(whole(in_place)),
        **{f"sweeps_3_5_{tolerance}": str(whole(sweeps))
           for tolerance, sweeps in entries(results["figure_3_5_sweeps"]).items()},
        **{f"gambler_{capital}": f"{chances[capital]:.2f}" for capital in (25, 50, 75)},
    }


def car_numbers(cars: Record) -> dict[str, str]:
    """Improvements of the car rental's policy, and its values at two corners."""
    results = cars.results
    return {"car_improvements": str(whole(results["car_rental_improvements"])),
            "car_value_empty": f"{value.number(results['value_empty']):.2f}",
            "car_value_full": f"{value.number(results['value_full']):.2f}"}


def walk_numbers(evidence: Evidence) -> dict[str, str]:
    """What each policy earned by walking, with its interval, and what it earns in truth."""
    found = {"seeds": str(len(evidence.seeds))}
    for method, interval in evidence.intervals.items():
        name = method.replace(" ", "_")
        found[f"{name}_mean"] = number(interval.mean, 4)
        found[f"{name}_low"] = number(interval.low, 4)
        found[f"{name}_high"] = number(interval.high, 4)
        found[f"{name}_exact"] = number(evidence.expected[method], 4)
    return found


def scientific(small: float) -> str:
    """A number as 7.3 × 10⁻⁹."""
    mantissa, _, power = f"{small:.1e}".partition("e")
    digits = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa} × 10{digits}"
