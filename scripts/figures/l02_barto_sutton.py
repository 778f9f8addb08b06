"""Everything lesson 02 shows: tables and numbers of learning to balance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.l02_animation import FRAMES_A_SECOND, BalancingFilm, BoxesPane
from figures.movie import Gif
from figures.movie import record as film
from figures.style import FAINT, INK, OURS, SECOND, THEORY, quiet_grid, save
from figures.tables import number, table, unbroken
from pipeline.context import Drawing
from policywerk.data.record import Evidence, Record
from policywerk.lessons.l02_barto_sutton import BIN, LAST, RULES, SHOWN_BINS, TEN, binned, filled

SYSTEMS = {"ace_ase": "ACE/ASE", "boxes": "BOXES", "ase_alone": "ASE alone",
           "random": "random pushes"}
VARIANTS = {"semi_implicit": "ACE/ASE, semi-implicit Euler",
            "no_friction": "ACE/ASE, no friction"}


SYSTEM_STYLES = {  # colour, marker
    "ACE/ASE": (OURS, "o"), "BOXES": (SECOND, "s"), "ASE alone": (INK, "^"),
    "random pushes": (FAINT, "D"),
}
POSTER = (55, 200)  # the trial and its step: the first that balances for minutes


def draw(context: Drawing) -> None:
    """Write every picture, table and number of the lesson into context.out."""
    records, evidence, out = context.records, context.evidence, context.out
    write(out / "results.md", results_table(evidence))
    write(out / "sensitivity.md", sensitivity_table(evidence))
    write(out / "balance.md", balance_table(evidence))
    write(out / "rules.md", rules_table(records["rules"]))
    numbers = numbers_in_prose(records, evidence)
    write(out / "numbers.json", json.dumps(numbers, indent=1, sort_keys=True) + "\n")
    draw_trace(records["film-seed-0"], out)
    draw_curves(records, out)
    draw_single_runs(records, out)
    draw_boxes(records["film-seed-0"], out)
    draw_balance(context, out)
    draw_animation(records["film-seed-0"], context)


def draw_animation(shown: Record, context: Drawing) -> None:
    """The film, its poster and its small version for the README."""
    balancing = BalancingFilm(shown)
    film(
        balancing.figure, balancing.animated, balancing.frames(), context.out,
        fps=FRAMES_A_SECOND, poster=balancing.frame_of(*POSTER), gif=Gif(every=12),
        progress=context.report,
    )


def runs_of(record: Record) -> list[list[float]]:
    """The lengths of the trials of run 0, run 1, and so on; keys are sorted otherwise."""
    return [record.series[f"run {number}"] for number in range(len(record.series))]


def levels_of(record: Record) -> list[list[float]]:
    """Every run as means of five trials, with the trials it did not come to filled in."""
    return [binned(filled(run, record.config["trials"])) for run in runs_of(record)]


def experiments(records: dict[str, Record], prefix: str) -> list[list[float]]:
    """The curves of all ten-run experiments of a system."""
    curves = []
    for name, record in records.items():
        if name.startswith(f"{prefix}-seed-"):
            levels = levels_of(record)
            for first in range(0, len(levels), TEN):
                curves.append([sum(points) / TEN for points in zip(*levels[first:first + TEN])])
    return curves


def middles(count: int) -> list[float]:
    """The trial in the middle of each of so many groups of five."""
    return [BIN * place + (BIN + 1) / 2 for place in range(count)]


def prefix_of(system: str) -> str:
    """What the names of a system's records begin with."""
    return system.lower().replace("/", "-").replace(" ", "-")


def learning_curves(axes: Axes, records: dict[str, Record], before: str) -> None:
    """Each system's mean over experiments, in a band that holds eight of ten of them."""
    quiet_grid(axes)
    for system, (colour, marker) in SYSTEM_STYLES.items():
        curves = experiments(records, before + prefix_of(system))
        points = list(zip(*curves))
        trials = middles(len(points))
        axes.fill_between(trials, [quantile(p, 0.1) for p in points],
                          [quantile(p, 0.9) for p in points], color=colour, alpha=0.2,
                          linewidth=0)
        axes.plot(trials, [sum(p) / len(p) for p in points], color=colour, marker=marker,
                  markersize=5, label=system)
    axes.set(xlim=(0, 101), xlabel="trial")


def name_steps(axes: Axes, powers: Sequence[int]) -> None:
    """A log axis of steps, with written-out numbers."""
    axes.set_yscale("log")
    axes.set_yticks([10 ** power for power in powers], [f"{10 ** power:,}" for power in powers])
    axes.minorticks_off()


def draw_curves(records: dict[str, Record], out: Path) -> None:
    """Lengths of the trials of all four systems on the cart-pole."""
    figure = Figure(figsize=(7.6, 4.8), layout="constrained")
    axes = figure.add_subplot()
    learning_curves(axes, records, "")
    name_steps(axes, range(1, 6))
    axes.set(ylim=(10, 500_000), ylabel="steps of a trial, mean of five")
    axes.legend(loc="upper left")
    save(figure, out / "curves.svg")


def draw_single_runs(records: dict[str, Record], out: Path) -> None:
    """Single runs of ACE/ASE: fifty on their way, and where all of them ended."""
    figure = Figure(figsize=(7.6, 4.8), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.3, 1))
    runs = levels_of(records["ace-ase-seed-0"])
    trials = middles(len(runs[0]))
    for run in runs:
        left.plot(trials, run, color=FAINT, linewidth=0.9, alpha=0.7)
    left.plot(trials, [sum(p) / len(p) for p in zip(*runs)], color=OURS, linewidth=3)
    left.plot(trials, [quantile(p, 0.5) for p in zip(*runs)], color=INK, linewidth=3,
              linestyle="--")
    left.set(xlim=(0, 101), xlabel="trial", ylabel="steps of a trial, mean of five",
             title=f"{len(runs)} runs, one line each")
    last = sorted(level for name, record in records.items()
                  if name.startswith("ace-ase-seed-") for level in record.results["last"])
    shares = [100 * (place + 0.5) / len(last) for place in range(len(last))]
    right.plot(shares, last, ".", color=FAINT, markersize=5)
    right.axhline(sum(last) / len(last), color=OURS, linewidth=3, label="mean")
    right.axhline(quantile(last, 0.5), color=INK, linewidth=3, linestyle="--", label="median")
    right.set(xlim=(0, 100), xlabel="runs in order, %", title=f"Trials 96–100 of {len(last)}")
    right.legend(loc="lower right")
    for axes in (left, right):
        quiet_grid(axes)
        name_steps(axes, range(1, 6))
    left.set_ylim(10, 700_000)
    save(figure, out / "single_runs.svg")


def draw_boxes(shown: Record, out: Path) -> None:
    """The weights and predictions of the film's run after its last trial."""
    figure = Figure(figsize=(7.6, 8.2))
    learnt = shown.snapshots[-1]
    for key, bottom in (("weights", 0.58), ("predictions", 0.11)):
        pane = BoxesPane(figure.add_axes((0.15, bottom, 0.83, 0.35)), key, arrow=8.0)
        pane.show(None, learnt[key], 1.0)
        pane.mark(None)
        pane.name_columns()
    figure.text(0.5, 0.022, "in a panel: lean across, turning up; grey: not met", ha="center",
                fontsize=13.5)
    save(figure, out / "boxes.svg")


def draw_balance(context: Drawing, out: Path) -> None:
    """Lengths of the trials of all four systems on balance."""
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    axes = figure.add_subplot()
    learning_curves(axes, context.records, "balance-")
    lean = context.records["rules"].results["lean"]["balance mean"]
    axes.axhline(lean, color=THEORY, linestyle="--", linewidth=2.5,
                 label="the rule “lean”")
    axes.set(ylim=(0, 530), ylabel="steps of a trial, mean of five")
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    save(figure, out / "balance.svg")


def draw_trace(shown: Record, out: Path) -> None:
    """The film's run and the runs it is the median of, trial by trial."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    for run in runs_of(shown):
        axes.plot(range(1, len(run) + 1), run, color=FAINT, linewidth=0.7, alpha=0.55)
    median = shown.results["median run"]
    lengths = shown.series[f"run {median}"]
    axes.plot(range(1, len(lengths) + 1), lengths, "o-", color=OURS, markersize=4,
              label=f"run {median} of seed {shown.seed}, the median of {len(shown.series)}")
    name_steps(axes, range(1, 6))
    axes.set(xlim=(0, 101), ylim=(7, 4e6), xlabel="trial", ylabel="steps")
    axes.legend(loc="upper left")
    for kind in ("png", "svg"):
        save(figure, out / f"trace.{kind}")


def write(path: Path, text: str) -> None:
    """Write text with the same line ends on every system."""
    path.write_bytes(text.encode())


def steps(value: float) -> str:
    """A number of steps: 72.3, 860, 164,400."""
    return number(value, 1) if value < 100 else f"{value:,.0f}"


def percent(share: float) -> str:
    """A share as 66 %."""
    return f"{number(100.0 * share, 1 if 0 < share < 0.1 else 0)} %"


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    return sorted(values)[max(0, -(-int(1000 * share) * len(values) // 1000) - 1)]


def spread(values: Sequence[float]) -> float:
    """Standard deviation from the mean of the sample."""
    middle = sum(values) / len(values)
    return (sum((v - middle) ** 2 for v in values) / (len(values) - 1)) ** 0.5


def interval(evidence: Evidence, name: str, form=steps) -> str:
    """A 95 % interval as low to high."""
    _, low, high = evidence.intervals[name]
    return unbroken(form(low), form(high))


def results_table(evidence: Evidence) -> str:
    """Mean trial lengths of the four systems along their runs, and who went far."""
    second = {c.quantity: c.published for c in evidence.comparisons}
    rows = []
    for system in SYSTEMS.values():
        means = [steps(evidence.intervals[f"{system}, {place}"].mean) for place in SHOWN_BINS]
        last = f"{system}, {LAST}"
        stopped = evidence.intervals[f"{system}, runs stopped"].mean
        rows.append([system, *means, interval(evidence, last),
                     steps(spread(evidence.samples[last])), steps(second[last]), percent(stopped)])
    header = ["steps a trial", *SHOWN_BINS, "95 % interval of the last",
              "one experiment scatters by", "second program", "runs stopped"]
    return table(header, rows)


def sensitivity_table(evidence: Evidence) -> str:
    """The last five trials of ACE/ASE when something is changed."""
    named = {"as in the tables above": f"ACE/ASE, {LAST}",
             "semi-implicit Euler": f"{VARIANTS['semi_implicit']}, {LAST}",
             "no friction": f"{VARIANTS['no_friction']}, {LAST}",
             "runs stopped at 100,000 steps": "ACE/ASE, small cap"}
    rows = [[title, str(len(evidence.samples[name])), steps(evidence.intervals[name].mean),
             interval(evidence, name), steps(spread(evidence.samples[name]))]
            for title, name in named.items() if name in evidence.intervals]
    header = ["ACE/ASE, trials 96–100", "experiments", "mean", "95 % interval",
              "one experiment scatters by"]
    return table(header, rows)


def balance_table(evidence: Evidence) -> str:
    """Mean trial lengths of the four systems on balance."""
    rows = []
    for system in SYSTEMS.values():
        name = f"balance, {system}"
        means = [steps(evidence.intervals[f"{name}, {place}"].mean) for place in SHOWN_BINS]
        rows.append([system, *means, interval(evidence, f"{name}, {LAST}")])
    return table(["balance, at most 500 steps", *SHOWN_BINS, "95 % interval of the last"], rows)


def rules_table(record: Record) -> str:
    """How long one-line rules keep either pole up."""
    limit = record.config["limit"]
    rows = []
    for name in RULES:  # a record comes back in the order of its keys
        found = record.results[name]
        endless, pole = (f"{limit:,} or more" if n == limit else f"{n:,}"
                         for n in (found["balance without a clock"], found["cart-pole"]))
        rows.append([name, number(found["balance mean"], 1), percent(found["balance whole"]),
                     endless, pole])
    header = ["push or twist by", "balance, steps of 500", "episodes of 500 kept whole",
              "one episode without a clock", "cart-pole from rest"]
    return table(header, rows)


def numbers_in_prose(records: dict[str, Record], evidence: Evidence) -> dict[str, str]:
    """The numbers that stand inside sentences, by name."""
    numbers = {"seeds": str(len(evidence.seeds)),
               "experiments": str(len(evidence.samples[f"ACE/ASE, {LAST}"])),
               "runs": str(10 * len(evidence.samples[f"ACE/ASE, {LAST}"]))}
    for slug, system in {**SYSTEMS, **VARIANTS}.items():
        if f"{system}, {LAST}" in evidence.intervals:
            numbers |= system_numbers(evidence, slug, system)
    mean, low, high = evidence.intervals["ACE/ASE, small cap"]
    numbers |= {"small_cap": steps(mean), "small_cap_low": steps(low),
                "small_cap_high": steps(high)}
    return {**numbers, **single_runs(records), **film_numbers(records["film-seed-0"]),
            **rule_numbers(records["rules"], evidence)}


def system_numbers(evidence: Evidence, slug: str, system: str) -> dict[str, str]:
    """What one system came to on the cart-pole."""
    last = f"{system}, {LAST}"
    mean, low, high = evidence.intervals[last]
    first, stopped, far = (evidence.intervals[f"{system}, {name}"].mean
                           for name in ("trials 1-5", "runs stopped", "runs that went far"))
    return {f"{slug}_last": steps(mean), f"{slug}_low": steps(low), f"{slug}_high": steps(high),
            f"{slug}_sd": steps(spread(evidence.samples[last])), f"{slug}_first": steps(first),
            f"{slug}_stopped": percent(stopped), f"{slug}_far": percent(far)}


def single_runs(records: dict[str, Record]) -> dict[str, str]:
    """How the last five trials of single ACE/ASE runs spread."""
    last = [level for name, record in records.items() if name.startswith("ace-ase-seed-")
            for level in record.results["last"]]
    return {f"single_{round(100 * share)}": steps(quantile(last, share))
            for share in (0.1, 0.25, 0.5, 0.75, 0.9)}


def film_numbers(film: Record) -> dict[str, str]:
    """Which run the film shows."""
    median = film.results["median run"]
    lengths = film.series[f"run {median}"]
    return {"film_run": str(median), "film_runs": str(film.config["runs"]),
            "film_seed": str(film.seed), "film_trials": str(len(lengths)),
            "film_last": steps(film.results["last"][median]), "film_longest": steps(max(lengths))}


def rule_numbers(rules: Record, evidence: Evidence) -> dict[str, str]:
    """What rules reach on both poles, and what learners reach on balance."""
    numbers = {}
    for slug, name in {"lean": "lean", "turning": "turning", "lot": "by lot"}.items():
        found = rules.results[name]
        numbers |= {f"rule_{slug}_balance": steps(found["balance mean"]),
                    f"rule_{slug}_whole": percent(found["balance whole"]),
                    f"rule_{slug}_endless": steps(found["balance without a clock"]),
                    f"rule_{slug}_cart_pole": steps(found["cart-pole"])}
    for slug, system in SYSTEMS.items():
        numbers[f"balance_{slug}"] = steps(evidence.intervals[f"balance, {system}, {LAST}"].mean)
    return numbers
