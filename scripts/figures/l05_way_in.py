"""The way in to lesson 05: two figures, and the numbers that stand inside its sentences."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import Drawing
from figures.l04_q_learner import span
from figures.palette import FOURTH, NETWORK, OURS, REFERENCE, SECOND, THIRD
from figures.style import quiet_grid
from figures.tables import number
from policywerk.data.record import Evidence, Record
from policywerk.data.values import numbers
from policywerk.lessons.experiment import Records, Run
from policywerk.lessons.l05_way_in import (
    BOTH,
    BY_LOT,
    COPY_ONLY,
    LONGER,
    MEMORY_ONLY,
    NINE,
    ONLINE,
    PATIENT,
    RUNS,
    SEVEN,
    TABLE,
    TINY,
    VARIANTS,
    Baird,
    Features,
)
from policywerk.lessons.settings import Config
from policywerk.primitives.vector import mean

TOLD: dict[str, Config] = {
    "by_lot": BY_LOT, "tiny": TINY, "table": TABLE, "patient": PATIENT, "seven": SEVEN,
    "nine": NINE, "online": ONLINE, "copy": COPY_ONLY, "memory": MEMORY_ONLY,
    "both": BOTH, "longer": LONGER,
}  # the runs of the page, and their names in its sentences


def run_of(config: Config) -> Run:
    """The run that has these settings."""
    return next(run for run in RUNS if run.config == config)


# ---------------------------------------------------------------- numbers inside sentences


def way_in_numbers(records: Records, evidence: Evidence) -> dict[str, str]:
    """The numbers of the page From a table to a network, by name; all begin with way_."""
    found: dict[str, str] = {}
    for name, config in TOLD.items():
        record = records.find(run_of(config))
        if record is not None:
            found |= run_numbers(f"way_{name}", record, evidence)
    return found


def run_numbers(key: str, record: Record, evidence: Evidence) -> dict[str, str]:
    """Mean, interval and range of a run's greedy returns; of a sum of weights, what it met."""
    greedy, interval = numbers(record.results["greedy"]), evidence.intervals[record.name]
    found = {
        f"{key}_mean": number(interval.mean, 1),
        f"{key}_span": span(interval, 1),
        f"{key}_least": number(min(greedy), 1),
        f"{key}_most": number(max(greedy), 1),
        f"{key}_seeds": str(record.seeds),
    }
    if "met" in record.results:
        found[f"{key}_met"] = f"{mean(numbers(record.results['met'])):,.0f}"
        found[f"{key}_fresh"] = f"{100.0 * mean(numbers(record.results['fresh'])):.0f} %"
    return found


# ---------------------------------------------------------------- figures


def draw_way_in_features(drawing: Drawing) -> None:
    """Return while learning: the table, and features on the same screen."""
    figure = Figure(figsize=(7.2, 4.2), layout="constrained")
    axes = figure.add_subplot()
    shown = ((SEVEN, OURS, "-", "7 features"), (TABLE, SECOND, "--", "table"),
             (PATIENT, SECOND, "--", ""), (TINY, THIRD, ":", "table, 5 × 5"))
    for config, colour, dash, label in shown:
        record = drawing.records.find(run_of(config))
        if record is not None and not (config == TABLE and drawing.records.find(run_of(PATIENT))):
            draw_curve(axes, config, record, colour, dash)
            place = {"7 features": (500, 8.6), "table": (52000, -4.4),
                     "table, 5 × 5": (12000, 5.0)}[label or "table"]
            axes.text(*place, label or "table, 16 × 16", color=colour, va="center")
    by_lot = drawing.records.find(run_of(BY_LOT))
    if by_lot is not None:
        level = mean(numbers(by_lot.results["greedy"]))
        axes.axhline(level, color=REFERENCE, linewidth=1.0)
        axes.text(330, level - 0.8, "at random, 16 × 16", color=REFERENCE, va="center",
                  fontsize=12.5)
    axes.set(xscale="log", xlim=(300, 600000), ylim=(-7.0, 10.4), xlabel="steps",
             ylabel="return")
    axes.set_xticks([1000, 10000, 100000], ["1000", "10,000", "100,000"])
    quiet_grid(axes)
    drawing.save(figure, "way_in_features.svg")


def draw_curve(axes: Axes, config: Features, record: Record, colour: str, dash: str) -> None:
    """One run's mean return, at the middle of each part of its episodes."""
    steps = config.size - 1
    ends = [0.0, *record.series["episode"]]
    middles = [(a + b) / 2 * 10 * steps for a, b in zip(ends, ends[1:])]
    axes.plot(middles, record.series["return"], color=colour, linestyle=dash)


def draw_way_in_baird(drawing: Drawing) -> None:
    """Baird's weights running away, and the largest value with one thing less."""
    record = drawing.records.of(run_of(Baird()))
    figure = Figure(figsize=(7.2, 7.6), layout="constrained")
    weights, sizes = figure.subplots(2, 1)
    sweeps = [10 * point for point in range(len(record.series["w1"]))]
    for name, dash, label in (("w8", "-", "$w_8$"), ("w1", "--", "$w_1$ to $w_6$"),
                              ("w7", ":", "$w_7$")):
        points = record.series[name]
        weights.plot(sweeps, points, color=NETWORK, linestyle=dash)
        weights.text(1010, points[-1], label, color=NETWORK, va="center")
    weights.set(title="All three: the eight weights", xlim=(0, 1260))
    looks = {"all three": (OURS, "-"), "table": (SECOND, "--"),
             "on-policy": (THIRD, "-."), "no bootstrapping": (FOURTH, ":")}
    for name in VARIANTS:
        colour, dash = looks[name]
        points = record.series[name]
        sizes.plot(sweeps, points, color=colour, linestyle=dash)
        sizes.text(1010, points[-1], name.replace(" boot", "\nboot"), color=colour, va="center")
    sizes.set(title="The largest value, with one thing less", yscale="log", xlim=(0, 1260),
              ylim=(0.12, 1500), xlabel="sweeps")
    sizes.set_yticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    for axes in (weights, sizes):
        axes.set_xticks([0, 250, 500, 750, 1000])
        quiet_grid(axes)
    drawing.save(figure, "way_in_baird.svg")
