"""Everything lesson 01 shows: the animation, the figures, the tables, the numbers."""

from __future__ import annotations

import json
from math import log
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.l01_animation import FRAMES_A_SECOND, BellmanFilm, powers
from figures.movie import Gif
from figures.movie import record as film
from figures.style import ERROR, FAINT, INK, OURS, SECOND, THEORY, VALUES, quiet_grid, save
from figures.tables import agreement, flat, number, table
from pipeline.context import Drawing
from policywerk.actors.bellman import error_bound
from policywerk.building_blocks.policies import greedy_ties
from policywerk.data.record import Evidence, Record
from policywerk.lessons.l01_bellman import METHODS, SIZES
from policywerk.world.gridworld import MOVES
from policywerk.world.sutton_barto import figure_3_2

POSTER_SWEEP = 6  # half of the world has heard of the goal

METHOD_STYLES = {  # colour, marker
    "value iteration": (OURS, "o"),
    "policy iteration": (INK, "s"),
    "modified policy iteration": (SECOND, "^"),
}


def draw(context: Drawing) -> None:
    """Write every picture, table and number of the lesson into context.out."""
    records, out = context.records, context.out
    shown = median_seed(context.evidence, records)
    draw_trace(shown, out)
    draw_contraction(records["tables"], out)
    draw_printed_grids(records["tables"], out)
    draw_gambler(records["tables"], out)
    draw_cars(records["cars"], out)
    draw_growth(context, out)
    write(out / "results.md", results_page(context.evidence))
    write(out / "growth.md", growth_table(context))
    numbers = numbers_in_prose(context, shown)
    write(out / "numbers.json", json.dumps(numbers, indent=1, sort_keys=True) + "\n")
    draw_animation(shown, context)


def write(path: Path, text: str) -> None:
    """Write text with the same line ends on every system."""
    path.write_bytes(text.encode())


def median_seed(evidence: Evidence, records: dict[str, Record]) -> Record:
    """The run whose planned walks earned the median of all seeds."""
    earned = sorted(zip(evidence.samples["planned"], evidence.seeds))
    return records[f"gridworld-seed-{earned[(len(earned) - 1) // 2][1]}"]


def draw_animation(shown: Record, context: Drawing) -> None:
    """The film, its poster and its small version for the README."""
    bellman = BellmanFilm(shown)
    film(
        bellman.figure, bellman.animated, bellman.frames(), context.out, fps=FRAMES_A_SECOND,
        poster=bellman.frame_of(POSTER_SWEEP), gif=Gif(every=5), progress=context.report,
    )


def draw_trace(shown: Record, out: Path) -> None:
    """Change, error and promised error of every sweep on the slippery gridworld."""
    gamma, change = shown.config["gamma"], shown.series["change"]
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    sweeps = range(1, len(change) + 1)
    geometric = [change[0] * power for power in powers(gamma, len(change))]
    axes.plot(sweeps, geometric, "--", color=FAINT, label=r"first change $\times\ \gamma^{k-1}$")
    axes.plot(sweeps, [error_bound(c, gamma) for c in change], color=THEORY,
              label=r"error promised, $\gamma/(1-\gamma)\ \times$ change")
    axes.plot(sweeps, shown.series["error"], color=ERROR, linewidth=4, alpha=0.55, label="error")
    axes.plot(sweeps, change, "o-", color=OURS, markersize=4, linewidth=1.2,
              label="largest change")
    axes.set(yscale="log", xlabel="sweep k", xlim=(0.5, len(change) + 0.5))
    axes.legend(loc="lower left")
    for kind in ("png", "svg"):
        save(figure, out / f"trace.{kind}")


def draw_contraction(tables: Record, out: Path) -> None:
    """Figure 3.5's changes against gamma^k, and their ratios, down to rounding."""
    gamma = tables.config["gamma"]
    change, ratio = tables.series["figure_3_5_change"], tables.series["figure_3_5_ratio"]
    figure = Figure(figsize=(7.6, 5.6), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.5, 1))
    for axes in (above, below):
        quiet_grid(axes)
    geometric = [change[0] * power for power in powers(gamma, len(change))]
    sweeps = range(1, len(change) + 1)
    above.plot(sweeps, geometric, "--", color=FAINT, linewidth=3,
               label=r"first change $\times\ \gamma^{k-1}$")
    above.plot(sweeps, change, color=OURS, linewidth=1.5, label="largest change of sweep k")
    above.set(yscale="log")
    above.legend(loc="upper right")
    below.axhline(gamma, color=FAINT, linestyle="--", linewidth=3)
    below.plot(range(2, len(change) + 1), ratio, color=OURS, linewidth=1.2)
    below.set(xlabel="sweep k", ylabel="ratio to the\nchange before", ylim=(0.8, 0.95))
    rounding = next(k for k, c in enumerate(change, 1) if c < 1e-9)
    for axes in (above, below):
        axes.axvline(rounding, color=INK, linewidth=0.8, linestyle=":")
    below.annotate("from here rounding speaks too", (rounding, 0.825), xytext=(-6, 0),
                   textcoords="offset points", ha="right", va="center", fontsize=12)
    save(figure, out / "contraction.svg")


def draw_printed_grids(tables: Record, out: Path) -> None:
    """Figures 3.2 and 3.5 of Sutton & Barto, from our values."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    figure.get_layout_engine().set(rect=(0.0, 0.0, 1.0, 0.95))  # room for the titles
    left, right = figure.subplots(1, 2)
    gamma = tables.config["gamma"]
    for axes, key, title in ((left, "figure_3_2", "Equal chances (figure 3.2)"),
                             (right, "figure_3_5", "The best policy (figure 3.5)")):
        values = tables.results[key]
        best = greedy_ties(figure_3_2(), values, gamma) if key == "figure_3_5" else []
        value_grid(axes, values, 5, best)
        axes.set_title(title)
    save(figure, out / "printed_grids.svg")


def value_grid(axes: Axes, values: list[float], size: int, best: list[list[int]]) -> None:
    """A square grid of values, with arrows for the best actions where they are given."""
    largest = max(abs(value) for value in values)
    rows = [values[size * row:size * (row + 1)] for row in range(size)]
    axes.imshow(rows, cmap=VALUES, vmin=-largest, vmax=largest)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    for state, value in enumerate(values):
        row, column = divmod(state, size)
        lift = 0.22 if best else 0.0
        axes.text(column, row - lift, f"{value:.1f}".replace("-", "−"), ha="center", va="center")
        for action in best[state] if best else []:
            down, right = MOVES[action]
            axes.annotate(
                "", (column + 0.24 * right, row + 0.2 + 0.24 * down),
                (column + 0.02 * right, row + 0.2 + 0.02 * down),
                arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.1,
                            "shrinkA": 0, "shrinkB": 0, "mutation_scale": 9},
            )


def draw_gambler(tables: Record, out: Path) -> None:
    """The gambler's chance of reaching 100, and the smallest best stake."""
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    for axes in (above, below):
        quiet_grid(axes)
    values, stakes = tables.results["gambler_values"], tables.results["gambler_stakes"]
    above.plot(range(1, 100), values[1:-1], color=OURS)
    above.set(ylabel="chance to\nreach 100", ylim=(0, 1))
    below.step(range(1, 100), stakes, where="mid", color=OURS)
    below.set(ylabel="stake", xlabel="capital", xticks=[1, 25, 50, 75, 99], yticks=[1, 12, 25, 50])
    save(figure, out / "gambler.svg")


def draw_cars(cars: Record, out: Path) -> None:
    """Jack's policies, one after the other, and the values of the last."""
    figure = Figure(figsize=(7.6, 5.6), layout="constrained")
    panels = figure.subplots(2, 3, sharex=True, sharey=True).flat
    extent = (-0.5, 20.5, -0.5, 20.5)
    for number_, (axes, seen) in enumerate(zip(panels, cars.snapshots)):
        moved = [seen["moved"][21 * i:21 * (i + 1)] for i in range(21)]
        picture = axes.imshow(moved, cmap=VALUES, vmin=-5, vmax=5, origin="lower", extent=extent)
        axes.set_title(rf"$\pi_{number_}$")
        levels = [level + 0.5 for level in range(-5, 5)]
        if number_:
            axes.contour(moved, levels=levels, colors=INK, linewidths=0.7, extent=extent)
    axes = list(figure.axes)[5]
    values = cars.snapshots[-1]["values"]
    surface = [values[21 * i:21 * (i + 1)] for i in range(21)]
    lines = axes.contour(surface, levels=8, colors=OURS, linewidths=1.2)
    axes.clabel(lines, fontsize=10, fmt="%d")
    axes.set(title=r"value of $\pi_4$", aspect="equal")
    for axes in figure.axes[:6]:
        axes.set(xticks=[0, 10, 20], yticks=[0, 10, 20])
    figure.supxlabel("cars at the second place in the evening", fontsize=13)
    figure.supylabel("cars at the first place", fontsize=13)
    bar = figure.colorbar(picture, ax=figure.axes[:6], shrink=0.7, ticks=[-5, 0, 5])
    bar.set_label("cars moved to the second place")
    bar.outline.set_visible(False)
    save(figure, out / "car_rental.svg")


def draw_growth(context: Drawing, out: Path) -> None:
    """Backups and seconds of three methods on growing grids, both axes logarithmic."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    counted, timed = figure.subplots(1, 2)
    for method, (colour, marker) in METHOD_STYLES.items():
        rows = growth_rows(context, method)
        states = [row["states"] for row in rows]
        counted.plot(states, [row["backups"] for row in rows], marker=marker, color=colour,
                     label=method)
        timed.plot(states, [row["seconds"] for row in rows], marker=marker, color=colour)
    for axes, title in ((counted, "Backups"), (timed, "Seconds")):
        quiet_grid(axes)
        axes.set(xscale="log", yscale="log", title=title, xlabel="states")
        axes.set_xticks([size * size for size in SIZES], [f"{size}²" for size in SIZES])
        axes.minorticks_off()
    figure.legend(*counted.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    save(figure, out / "growth.svg")


def growth_rows(context: Drawing, method: str) -> list[dict[str, float]]:
    """What one method cost on each size of grid, smallest first."""
    rows = []
    for name, record in context.records.items():
        if record.config.get("method") == method:
            seconds = context.timings[name]["planning"]
            rows.append({**record.results, "seconds": seconds, "size": record.config["size"]})
    return sorted(rows, key=lambda row: row["states"])


def growth_table(context: Drawing) -> str:
    """The same as a table: backups of each method, and the exponent of their growth."""
    rows = []
    for method in METHODS:
        costs = growth_rows(context, method)
        rows.append([method, *[f"{row['backups']:,}" for row in costs],
                     f"{exponent(costs, 'backups'):.2f}"])
    sizes = [f"{row['size']:.0f}²" for row in growth_rows(context, "value iteration")]
    return table(["backups to 10⁻⁶", *sizes, "grows as states to the power"], rows)


def exponent(costs: list[dict[str, float]], key: str) -> float:
    """The slope of log cost against log states, from the smallest grid to the largest."""
    first, last = costs[0], costs[-1]
    return log(last[key] / first[key]) / log(last["states"] / first["states"])


QUANTITIES = {  # key: (what it is, which of its numbers to show, digits)
    "figure_3_2": ("values under equal chances, top row", slice(5), 3),
    "figure_3_5": ("values of the best policy, top row", slice(5), 3),
    "figure_4_1_k2": ("4 × 4 grid after 2 sweeps, top row", slice(4), 4),
    "figure_4_1_k3": ("4 × 4 grid after 3 sweeps, top row", slice(4), 4),
    "figure_4_1_k10": ("4 × 4 grid after 10 sweeps, top row", slice(4), 4),
    "figure_4_1_limit": ("4 × 4 grid in the limit, top row", slice(4), 4),
    "toymaker_gains": ("toymaker, gain of each policy visited", slice(None), 6),
    "taxicab_gains": ("taxicab, gain of each policy visited", slice(None), 6),
    "car_rental_improvements": ("car rental, improvements until stable", slice(None), 0),
    "gambler_spikes": ("gambler, best stake at 25, 50, 75", slice(None), 0),
}


def compared_rows(evidence: Evidence) -> list[list[str]]:
    """A row for each published number or table: printed, ours, how many agree, where."""
    rows = []
    for quantity, measured, printed, source in evidence.comparisons:
        title, part, digits = QUANTITIES[quantity]
        printed_text = [f"{value:g}".replace("-", "−") for value in flat(printed)[part]]
        our_text = [number(value, digits) for value in flat(measured)[part]]
        rows.append([title, ", ".join(printed_text), ", ".join(our_text),
                     agreement(measured, printed), source])
    return rows


def results_page(evidence: Evidence) -> str:
    """Published numbers beside ours, and the returns of every policy with intervals."""
    seeds = len(evidence.seeds)
    walked = [
        [method, number(evidence.expected[method], 4), number(interval.mean, 4),
         f"{number(interval.low, 4)} to {number(interval.high, 4)}"]
        for method, interval in evidence.intervals.items()
    ]
    header = ["quantity", "printed", "ours", "agree", "printed in"]
    return "\n".join([
        "**Beside the printed numbers.** *Agree* counts the numbers of the whole figure that lie "
        "within half a unit of the last printed digit.\n",
        table(header, compared_rows(evidence)),
        "**On the slippery gridworld.** Mean discounted return of 1,000 walks from the start, "
        f"{seeds} seeds; the interval is a 95 % bootstrap interval over the seeds.\n",
        table(["policy", "exact value", f"mean of {seeds} seeds", "interval"], walked),
    ])


def numbers_in_prose(context: Drawing, shown: Record) -> dict[str, str]:
    """The numbers that stand inside sentences, by name."""
    tables, cars = context.records["tables"].results, context.records["cars"].results
    intervals, expected = context.evidence.intervals, context.evidence.expected
    ratio = context.records["tables"].series["figure_3_5_ratio"]
    change = context.records["tables"].series["figure_3_5_change"]
    before_rounding = [r for r, c in zip(ratio, change[1:]) if c > 1e-9]
    numbers = {
        "seeds": str(len(context.evidence.seeds)),
        "shown_seed": str(shown.seed),
        "sweeps": str(shown.results["sweeps"]),
        "backups": f"{shown.results['backups']:,}",
        "bound": scientific(shown.results["bound"]),
        "start_value": number(shown.results["start_value"], 4),
        "largest_ratio": f"{max(before_rounding):.9f}",
        "largest_ratio_at_all": f"{max(ratio):.3f}",
        "evaluations_3_5": str(tables["figure_3_5_evaluations"]),
        "sweeps_4_1": str(tables["figure_4_1_sweeps"][0]),
        "sweeps_4_1_in_place": str(tables["figure_4_1_sweeps"][1]),
        "car_improvements": str(cars["car_rental_improvements"]),
        "car_value_empty": f"{cars['value_empty']:.2f}",
        "car_value_full": f"{cars['value_full']:.2f}",
    }
    for tolerance, sweeps in tables["figure_3_5_sweeps"].items():
        numbers[f"sweeps_3_5_{tolerance}"] = str(sweeps)
    for method, interval in intervals.items():
        name = method.replace(" ", "_")
        numbers[f"{name}_mean"] = number(interval.mean, 4)
        numbers[f"{name}_low"] = number(interval.low, 4)
        numbers[f"{name}_high"] = number(interval.high, 4)
        numbers[f"{name}_exact"] = number(expected[method], 4)
    for method in METHODS:
        power = exponent(growth_rows(context, method), "backups")
        numbers[f"growth_{method.replace(' ', '_')}"] = f"{power:.2f}"
    for capital in (25, 50, 75):
        numbers[f"gambler_{capital}"] = f"{tables['gambler_values'][capital]:.2f}"
    return numbers


def scientific(value: float) -> str:
    """A number as 7.3 × 10⁻⁹."""
    mantissa, _, power = f"{value:.1e}".partition("e")
    digits = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa} × 10{digits}"
