"""Everything lesson 02 shows: tables and numbers of learning to balance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean, stdev

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import Drawing
from figures.l02_animation import FRAMES_A_SECOND, BalancingFilm, BoxesPane
from figures.movie import Gif
from figures.movie import record as film
from figures.palette import INK, OURS, REFERENCE, SECOND, THIRD, TRUTH, mixed
from figures.style import quiet_grid
from figures.tables import number, table, unbroken
from policywerk.data import values as value
from policywerk.data.record import Evidence, Record
from policywerk.data.values import entries, numbers, whole
from policywerk.lessons.experiment import Records
from policywerk.lessons.l02_barto_sutton import (
    FILMED,
    LAST,
    LONG_CAP,
    POPULATION,
    RULED,
    RULES,
    SHOWN_BINS,
    SHOWN_SEED,
    WATCHED,
    BrokenOff,
    Hinge,
    Pole,
    Rules,
    broken_off,
    hinge_title,
    tens_of,
    title_of,
)
from policywerk.lessons.l02_runs import BIN, averaged, binned, filled, lengths_of
from policywerk.lessons.settings import config_of

SYSTEMS = {"ace_ase": "ACE/ASE", "boxes": "BOXES", "ase_alone": "ASE alone",
           "random": "random pushes"}
ON_BALANCE = {**SYSTEMS, "ace_ase_unmarked": "ACE/ASE, no marks",
              "ase_alone_unmarked": "ASE alone, no marks"}
VARIANTS = {"semi_implicit": "ACE/ASE, semi-implicit Euler",
            "no_friction": "ACE/ASE, no friction"}
STOPPED_LATER = title_of(Pole(cap=LONG_CAP))

SYSTEM_STYLES = {  # colour, marker
    "ACE/ASE": (OURS, "o"), "BOXES": (SECOND, "s"), "ASE alone": (THIRD, "^"),
    "random pushes": (REFERENCE, "D"),
}
DEEP = mixed(OURS, 0.4, INK)  # of the median, beside the mean
POSTER = (55, 200)  # the trial and its step: the first that balances for minutes


NOT_YET = "(not trained yet)"  # a number whose runs are missing


def draw_animation(drawing: Drawing) -> None:
    """The film, its poster and its small version for the README."""
    balancing = BalancingFilm(drawing.records.of(FILMED), drawing.records.of(WATCHED))
    film(
        balancing.figure, balancing.animated, balancing.frames(), drawing.out,
        fps=FRAMES_A_SECOND, poster=balancing.frame_of(*POSTER), gif=Gif(every=12),
        report=drawing.report,
    )


def on_cart_pole(records: Records, title: str) -> list[Record]:
    """The blocks of runs of one system on the cart-pole."""
    return [record for config, record in records.each(Pole)
            if title_of(config) == title and tens_of(record)]


def on_balance(records: Records, system: str) -> list[Record]:
    """The blocks of runs of one system on balance."""
    return [record for config, record in records.each(Hinge)
            if hinge_title(config) == f"balance, {system}"]


def levels_of(runs: Sequence[list[float]], trials: int) -> list[list[float]]:
    """Every run as means of five trials, with the trials it did not come to filled in."""
    return [binned(filled(run, trials)) for run in runs]


def experiments(blocks: Sequence[Record]) -> list[list[float]]:
    """The curves of all ten-run experiments of some blocks of runs."""
    return [averaged(levels_of(ten, whole(record.config["trials"])))
            for record in blocks for ten in tens_of(record)]


def middles(count: int) -> list[float]:
    """The trial in the middle of each of so many groups of five."""
    return [BIN * place + (BIN + 1) / 2 for place in range(count)]


def learning_curves(axes: Axes, blocks_of: Callable[[Records, str], list[Record]],
                    records: Records) -> None:
    """Each system's mean over experiments, in a band that holds eight of ten of them."""
    quiet_grid(axes)
    for system, (colour, marker) in SYSTEM_STYLES.items():
        points = list(zip(*experiments(blocks_of(records, system))))
        trials = middles(len(points))
        axes.fill_between(trials, [quantile(p, 0.1) for p in points],
                          [quantile(p, 0.9) for p in points], color=colour, alpha=0.2,
                          linewidth=0)
        axes.plot(trials, [fmean(p) for p in points], color=colour, marker=marker,
                  markersize=5, label=system)
    axes.set(xlim=(0, 101), xlabel="trial")


def name_steps(axes: Axes, powers: Sequence[int]) -> None:
    """A log axis of steps, with written-out numbers."""
    axes.set_yscale("log")
    axes.set_yticks([10 ** power for power in powers], [f"{10 ** power:,}" for power in powers])
    axes.minorticks_off()


def draw_curves(drawing: Drawing) -> None:
    """Lengths of the trials of all four systems on the cart-pole."""
    figure = Figure(figsize=(7.6, 4.8), layout="constrained")
    axes = figure.add_subplot()
    learning_curves(axes, on_cart_pole, drawing.records)
    name_steps(axes, range(1, 6))
    axes.set(ylim=(10, 500_000), ylabel="steps of a trial, mean of five")
    axes.legend(loc="upper left")
    drawing.save(figure, "curves.svg")


def draw_single_runs(drawing: Drawing) -> None:
    """Single runs of ACE/ASE: fifty on their way, and where all of them ended."""
    figure = Figure(figsize=(7.6, 4.8), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.3, 1))
    draw_ways(left, drawing.records.of(WATCHED))
    draw_ends(right, ends_of(drawing.records))
    for axes in (left, right):
        quiet_grid(axes)
        name_steps(axes, range(1, 6))
    left.set_ylim(10, 700_000)
    drawing.save(figure, "single_runs.svg")


def draw_ways(axes: Axes, block: Record) -> None:
    """A line for each run of a block, their mean and their median."""
    runs = levels_of(lengths_of(block), whole(block.config["trials"]))
    trials = middles(len(runs[0]))
    for run in runs:
        axes.plot(trials, run, color=REFERENCE, linewidth=0.9, alpha=0.7)
    axes.plot(trials, [fmean(p) for p in zip(*runs)], color=OURS, linewidth=3)
    axes.plot(trials, [quantile(p, 0.5) for p in zip(*runs)], color=DEEP, linewidth=3,
              linestyle="--")
    axes.set(xlim=(0, 101), xlabel="trial", ylabel="steps of a trial, mean of five",
             title=f"{len(runs)} runs, one line each")


def ends_of(records: Records) -> list[float]:
    """How long the last five trials were of every single ACE/ASE run, shortest first."""
    return sorted(level for record in on_cart_pole(records, Pole.system)
                  for level in numbers(record.results["last"]))


def draw_ends(axes: Axes, last: Sequence[float]) -> None:
    """Where all runs ended, in order, with their mean and their median."""
    shares = [100 * (place + 0.5) / len(last) for place in range(len(last))]
    axes.plot(shares, last, ".", color=REFERENCE, markersize=5)
    axes.axhline(fmean(last), color=OURS, linewidth=3, label="mean")
    axes.axhline(quantile(last, 0.5), color=DEEP, linewidth=3, linestyle="--", label="median")
    axes.set(xlim=(0, 100), xlabel="runs in order, %", title=f"Trials 96–100 of {len(last)}")
    axes.legend(loc="lower right")


def cut_trials(records: Records) -> list[BrokenOff]:
    """Of the runs that were stopped later: the trials that the usual cap would have cut."""
    return [cut for run in longer_runs(records) if (cut := broken_off(run, Pole.cap))]


def longer_runs(records: Records) -> list[list[float]]:
    """The lengths of the trials of all runs that were stopped later."""
    return [run for record in on_cart_pole(records, STOPPED_LATER) for run in lengths_of(record)]


def draw_survival(drawing: Drawing) -> None:
    """How many of the trials that the cap cuts would have gone on, and for how long."""
    runs, cut = longer_runs(drawing.records), cut_trials(drawing.records)
    ends = {"runs under way": sorted(min(sum(run), LONG_CAP) for run in runs),
            "still in the trial of step 500,000": sorted(trial.end for trial in cut)}
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    for (title, over), colour, style in zip(ends.items(), (REFERENCE, OURS), ("--", "-")):
        steps_made = [Pole.cap, *[end for end in over if Pole.cap <= end < LONG_CAP], LONG_CAP]
        left = [sum(1 for end in over if end > made) for made in steps_made[:-1]]
        axes.step([made / 1e6 for made in steps_made], [*left, *left[-1:]], where="post",
                  color=colour, linestyle=style, linewidth=2.5, label=title)
    axes.set(xlim=(0.5, 3.0), ylim=(0, 100), xlabel="million steps of the run",
             ylabel=f"of {len(runs)} runs")
    axes.legend(loc="upper right")
    drawing.save(figure, "survival.svg")


def draw_boxes(drawing: Drawing) -> None:
    """The weights and predictions of the film's run after its last trial."""
    figure = Figure(figsize=(7.6, 8.2))
    learnt = drawing.records.of(FILMED).snapshots[-1]
    for key, bottom in (("weights", 0.58), ("predictions", 0.11)):
        pane = BoxesPane(figure.add_axes((0.15, bottom, 0.83, 0.35)), key, arrow=8.0)
        pane.show(None, numbers(learnt[key]), 1.0)
        pane.mark(None)
        pane.name_columns()
    figure.text(0.5, 0.022, "in a panel: lean across, turning up; grey: not met", ha="center",
                fontsize=15)
    drawing.save(figure, "boxes.svg")


def draw_balance(drawing: Drawing) -> None:
    """Lengths of the trials of all four systems on balance."""
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    axes = figure.add_subplot()
    learning_curves(axes, on_balance, drawing.records)
    lean = entries(drawing.records.of(RULED).results["lean"])
    axes.axhline(value.number(lean["balance mean"]), color=TRUTH, linestyle="--", linewidth=2.5,
                 label="the rule “lean”")
    axes.set(ylim=(0, 530), ylabel="steps of a trial, mean of five")
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    drawing.save(figure, "balance.svg")


def draw_trace(drawing: Drawing) -> None:
    """The film's run and the runs it is the median of, trial by trial."""
    runs = lengths_of(drawing.records.of(WATCHED))[:POPULATION]
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    for run in runs:
        axes.plot(range(1, len(run) + 1), run, color=REFERENCE, linewidth=0.7, alpha=0.55)
    lengths = runs[SHOWN_SEED]
    axes.plot(range(1, len(lengths) + 1), lengths, "o-", color=OURS, markersize=4,
              label=f"the run of seed {SHOWN_SEED}, the median of {len(runs)}")
    name_steps(axes, range(1, 6))
    axes.set(xlim=(0, 101), ylim=(7, 4e6), xlabel="trial", ylabel="steps")
    axes.legend(loc="upper left")
    for kind in ("png", "svg"):
        drawing.save(figure, f"trace.{kind}")


def steps(many: float) -> str:
    """A number of steps: 72.3, 860, 164,400."""
    return number(many, 1) if many < 100 else f"{many:,.0f}"


def percent(share: float) -> str:
    """A share as 66 %."""
    return f"{number(100.0 * share, 1 if 0 < share < 0.1 else 0)} %"


def quantile(sample: Sequence[float], share: float) -> float:
    """The smallest of the values that at least this share of them does not exceed."""
    return float(np.quantile(sample, share, method="inverted_cdf"))


def interval(evidence: Evidence, name: str) -> str:
    """A 95 % interval as low to high."""
    _, low, high = evidence.intervals[name]
    return unbroken(steps(low), steps(high))


def write_results(drawing: Drawing) -> None:
    """Mean trial lengths of the four systems along their runs, and who went far."""
    evidence = drawing.intervals
    second = {c.quantity: value.number(c.published) for c in evidence.comparisons}
    rows = []
    for system in SYSTEMS.values():
        means = [steps(evidence.intervals[f"{system}, {place}"].mean) for place in SHOWN_BINS]
        last = f"{system}, {LAST}"
        stopped = evidence.intervals[f"{system}, runs stopped"].mean
        rows.append([system, *means, interval(evidence, last),
                     steps(stdev(evidence.samples[last])), steps(second[last]), percent(stopped)])
    header = ["steps a trial", *SHOWN_BINS, "95 % interval of the last",
              "one experiment scatters by", "second program", "runs stopped"]
    drawing.write(table(header, rows), "results.md")


def write_sensitivity(drawing: Drawing) -> None:
    """The last five trials of ACE/ASE when something is changed."""
    evidence = drawing.intervals
    named = {"as in the tables above": f"ACE/ASE, {LAST}",
             "semi-implicit Euler": f"{VARIANTS['semi_implicit']}, {LAST}",
             "no friction": f"{VARIANTS['no_friction']}, {LAST}",
             "runs stopped at 100,000 steps": "ACE/ASE, small cap",
             "runs stopped at 3,000,000 steps": f"{STOPPED_LATER}, {LAST}"}
    rows = [[title, str(len(evidence.samples[name])), steps(evidence.intervals[name].mean),
             interval(evidence, name), steps(stdev(evidence.samples[name]))]
            for title, name in named.items() if name in evidence.intervals]
    header = ["ACE/ASE, trials 96–100", "experiments", "mean", "95 % interval",
              "one experiment scatters by"]
    drawing.write(table(header, rows), "sensitivity.md")


def write_balance(drawing: Drawing) -> None:
    """Mean trial lengths of the four systems on balance, and of two without marks."""
    evidence = drawing.intervals
    rows = []
    for system in ON_BALANCE.values():
        name = f"balance, {system}"
        means = [steps(evidence.intervals[f"{name}, {place}"].mean) for place in SHOWN_BINS]
        rows.append([system, *means, interval(evidence, f"{name}, {LAST}")])
    header = ["balance, at most 500 steps", *SHOWN_BINS, "95 % interval of the last"]
    drawing.write(table(header, rows), "balance.md")


def write_rules(drawing: Drawing) -> None:
    """How long one-line rules keep either pole up."""
    record = drawing.records.of(RULED)
    limit = config_of(Rules, record).limit
    rows = []
    for name in RULES:  # a record comes back in the order of its keys
        found = measured(record, name)
        endless, pole = (f"{limit:,} or more" if n == limit else f"{n:,.0f}"
                         for n in (found["balance without a clock"], found["cart-pole"]))
        rows.append([name, number(found["balance mean"], 1), percent(found["balance whole"]),
                     endless, pole])
    header = ["push or twist by", "balance, steps of 500", "episodes of 500 kept whole",
              "one episode without a clock", "cart-pole from rest"]
    drawing.write(table(header, rows), "rules.md")


def measured(rules: Record, name: str) -> dict[str, float]:
    """What one rule reached."""
    return {what: value.number(found) for what, found in entries(rules.results[name]).items()}


def found_numbers(drawing: Drawing) -> dict[str, str]:
    """The numbers that stand inside sentences, by name, but for those of the marks."""
    records, evidence = drawing.records, drawing.intervals
    found = {"runs": str(len(evidence.seeds)),
             "experiments": str(len(evidence.samples[f"ACE/ASE, {LAST}"]))}
    for slug, system in {**SYSTEMS, **VARIANTS}.items():
        found |= system_numbers(evidence, slug, system)
    mean, low, high = evidence.intervals["ACE/ASE, small cap"]
    found |= {"small_cap": steps(mean), "small_cap_low": steps(low),
              "small_cap_high": steps(high)}
    return {**found, **single_runs(records), **longer_numbers(records, evidence),
            **film_numbers(records.of(FILMED)), **rule_numbers(records.of(RULED)),
            **hinge_numbers(evidence)}


SYSTEM_NUMBERS = ("last", "low", "high", "sd", "first", "stopped", "far")


def system_numbers(evidence: Evidence, slug: str, system: str) -> dict[str, str]:
    """What one system came to on the cart-pole, if it is trained."""
    last = f"{system}, {LAST}"
    if last not in evidence.intervals:
        return {f"{slug}_{what}": NOT_YET for what in SYSTEM_NUMBERS}
    mean, low, high = evidence.intervals[last]
    first, stopped, far = (evidence.intervals[f"{system}, {name}"].mean
                           for name in ("trials 1-5", "runs stopped", "runs that went far"))
    found = (steps(mean), steps(low), steps(high), steps(stdev(evidence.samples[last])),
             steps(first), percent(stopped), percent(far))
    return {f"{slug}_{what}": one for what, one in zip(SYSTEM_NUMBERS, found)}


def single_runs(records: Records) -> dict[str, str]:
    """How the last five trials of single ACE/ASE runs spread."""
    last = ends_of(records)
    return {f"single_{round(100 * share)}": steps(quantile(last, share))
            for share in (0.1, 0.25, 0.5, 0.75, 0.9)}


LONGER_NUMBERS = ("runs", "stopped", "fell", "later", "same", "last", "low", "high")


def longer_numbers(records: Records, evidence: Evidence) -> dict[str, str]:
    """What became of the trials that the cap cuts, in runs that were stopped later."""
    last = f"{STOPPED_LATER}, {LAST}"
    if last not in evidence.intervals:
        return {f"longer_{what}": NOT_YET for what in LONGER_NUMBERS}
    cut = cut_trials(records)
    counts = (len(longer_runs(records)), len(cut),
              sum(1 for trial in cut if trial.steps < Pole.cap),
              *(sum(1 for trial in cut if trial.end >= least) for least in (1e6, LONG_CAP)))
    levels = map(steps, evidence.intervals[last])
    return {f"longer_{what}": text
            for what, text in zip(LONGER_NUMBERS, [*map(str, counts), *levels])}


def film_numbers(film: Record) -> dict[str, str]:
    """Which run the film shows, and how it ended."""
    results = film.results
    return {"film_seed": str(SHOWN_SEED), "film_runs": str(POPULATION),
            "film_trials": str(whole(results["trials"])),
            "film_last": steps(value.number(results["last"])),
            "film_longest": steps(value.number(results["longest"]))}


def rule_numbers(rules: Record) -> dict[str, str]:
    """What rules reach on both poles."""
    found: dict[str, str] = {}
    for slug, name in {"lean": "lean", "turning": "turning", "lot": "by lot"}.items():
        reached = measured(rules, name)
        found |= {f"rule_{slug}_balance": steps(reached["balance mean"]),
                  f"rule_{slug}_whole": percent(reached["balance whole"]),
                  f"rule_{slug}_endless": steps(reached["balance without a clock"]),
                  f"rule_{slug}_cart_pole": steps(reached["cart-pole"])}
    return found


def hinge_numbers(evidence: Evidence) -> dict[str, str]:
    """What learners reach on balance."""
    return {f"balance_{slug}": steps(evidence.intervals[f"balance, {system}, {LAST}"].mean)
            for slug, system in ON_BALANCE.items()}
