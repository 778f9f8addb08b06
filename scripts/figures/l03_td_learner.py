"""Everything lesson 03 shows: its tables and the numbers inside sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from figures.tables import number, table
from pipeline.context import Drawing
from policywerk.data.record import Record
from policywerk.lessons.l03_td_learner import (
    AS_STATED,
    EXAMPLE_6_2,
    FIGURES,
    LONGEST,
    MATCHING,
    OTHERS,
    SHOWN,
    Config,
    Episodes,
    Race,
    Sets,
    as_far_off,
    deviation,
    measured,
    printed,
    run_name,
)

Records = Mapping[str, Record]


def draw(context: Drawing) -> None:
    """Write every table and number of the lesson into context.out."""
    tables = {
        "figure_3": figure_3_table(context.records),
        "figure_5": figure_5_table(context.records),
        "how_many": how_many_table(context.records),
        "alternatives": alternatives_table(context.records),
        "within": within_table(context.records),
        "example_6_2": example_6_2_table(context.records),
    }
    for name, text in tables.items():
        write(context.out / f"{name}.md", text)
    write(context.out / "results.md", results_page(tables))
    numbers = numbers_in_prose(context.records)
    write(context.out / "numbers.json", json.dumps(numbers, indent=1, sort_keys=True) + "\n")


def write(path: Path, text: str) -> None:
    """Write text with the same line ends on every system."""
    path.write_bytes(text.encode())


def of(records: Records, config: Config) -> Record:
    """The record of a configuration."""
    return records[run_name(config, 0)]


def pooled(records: Records, sequences: int) -> Record:
    """The hundred experiments with so many sequences in a training set."""
    return of(records, Sets(sequences, experiments=100))


def three(value: float) -> str:
    """An error as the tables show it."""
    return number(value, 4)


def spread(found: Mapping[str, Any]) -> list[str]:
    """Mean, interval of the mean, and scatter of one experiment, as three cells."""
    interval = f"{three(found['low'])} to {three(found['high'])}"
    return [three(found["mean"]), interval, three(found["sd"])]


SPREAD = ["mean", "95 % interval", "sd of one"]


def both(records: Records, figure: str) -> Sequence[tuple[str, float, Any, Any]]:
    """Lambda, the printed error, and what was found with 10 sequences and with 5."""
    stated, matching = (pooled(records, n).results[figure] for n in (AS_STATED, MATCHING))
    return [(lam, error, stated[lam], matching[lam])
            for lam, (error,) in printed(figure).items()]


def figure_3_table(records: Records) -> str:
    """Errors after presenting the sets for ever: the paper's, and ours for both sizes."""
    header = ["λ", "printed", *[f"{n} sequences: {s}" if s == "mean" else s
                                for n in (AS_STATED, MATCHING) for s in SPREAD]]
    rows = [[lam, three(error), *spread(stated), *spread(matching)]
            for lam, error, stated, matching in both(records, "figure_3")]
    return table(header, rows)


def figure_5_table(records: Records) -> str:
    """Errors at the best alpha after each set was presented once."""
    header = ["λ", "printed", *[cell for n in (AS_STATED, MATCHING)
                                for cell in (f"{n} sequences: best α", *SPREAD)]]
    rows = [
        [lam, three(error), number(stated["alpha"], 2), *spread(stated),
         number(matching["alpha"], 2), *spread(matching)]
        for lam, error, stated, matching in both(records, "figure_5")
    ]
    return table(header, rows)


def how_many_table(records: Records) -> str:
    """How far the paper's points lie from ours, for sets of 3 to 10 sequences."""
    rows = []
    for n in sorted((AS_STATED, MATCHING, *OTHERS)):
        record = pooled(records, n)
        apart = [three(deviation(measured(record, figure), printed(figure))) for figure in FIGURES]
        farther = [f"{100 * as_far_off(record, figure):.0f} of 100"
                   for figure in ("figure_3", "figure_5")]
        first = record.results["figure_4"]["0"][1]
        rows.append([str(n), *apart, *farther, three(first["mean"]), number(first["sd"], 5)])
    header = ["sequences in a set", "figure 3: apart by", "figure 4", "figure 5",
              "as far off by chance, figure 3", "figure 5",
              "error at λ = 0, α = 0.05", "sd of one"]
    return table(header, rows)


ALTERNATIVES: list[tuple[str, Config]] = [
    ("10 sequences, as stated", Sets(AS_STATED, experiments=100)),
    ("values change within the sequence", Sets(AS_STATED, experiments=100, within=True)),
    ("values begin at 0", Sets(AS_STATED, experiments=10, start=0.0)),
    *[(f"no walk longer than {n}", Sets(AS_STATED, experiments=10, longest=n)) for n in LONGEST],
    ("5 sequences", Sets(MATCHING, experiments=100)),
    ("5 sequences, values begin at 0", Sets(MATCHING, experiments=10, start=0.0)),
]


def alternatives_table(records: Records) -> str:
    """Other things that might explain the levels, each with its distance from the paper."""
    rows = []
    for title, config in ALTERNATIVES:
        record = of(records, config)
        apart = [deviation(measured(record, figure), printed(figure)) for figure in FIGURES]
        cells = [three(far) if far < 10.0 else "diverges" for far in apart]
        rows.append([title, *cells, str(record.config["experiments"])])
    return table(["what was done", "figure 3: apart by", "figure 4", "figure 5", "experiments"],
                 rows)


def within_table(records: Records) -> str:
    """Figure 5 again, with values changed after each sequence and within it."""
    found = {
        (n, within): of(records, Sets(n, experiments=100, within=within)).results["figure_5"]
        for n in (AS_STATED, MATCHING) for within in (False, True)
    }
    rows = []
    for lam in found[AS_STATED, False]:
        cells = [found[key][lam] for key in found]
        rows.append([lam, *[f"{three(cell['mean'])} at {number(cell['alpha'], 2)}"
                            for cell in cells]])
    header = ["λ", *[f"{n} sequences, {'within' if within else 'after'}" for n, within in found]]
    return table(header, rows)


def example_6_2_table(records: Records) -> str:
    """RMS errors after some episodes, with intervals."""
    results = of(records, Episodes()).results
    rows = [
        [learner.name.replace("alpha", "α =").replace("MC", "Monte Carlo"),
         *[mean_and_interval(results[learner.name][str(episodes)]) for episodes in SHOWN]]
        for learner in EXAMPLE_6_2
    ]
    return table(["learner", *[f"{episodes} episodes" for episodes in SHOWN]], rows)


def mean_and_interval(found: Mapping[str, Any]) -> str:
    """A mean with its interval, in one cell."""
    mean, low, high = (number(found[key], 3) for key in ("mean", "low", "high"))
    return f"{mean} ({low} to {high})"


def results_page(tables: Mapping[str, str]) -> str:
    """All tables, each under a line that says what it is."""
    pooled_ = "Mean of 100 experiments of 100 training sets; experiment e draws with seed e."
    return "\n".join([
        f"**Figure 3**, each set presented until nothing changes. {pooled_}\n",
        tables["figure_3"],
        "**Figure 5**, each set presented once, at the step size that is best for each λ.\n",
        tables["figure_5"],
        "**How many sequences?** Root of the mean squared distance of the printed points from "
        "our means, and how many of our own experiments lie as far from their mean.\n",
        tables["how_many"],
        "**What else it could be.** The same distances when something else is changed.\n",
        tables["alternatives"],
        "**After or within the sequence.** Figure 5's errors, at the best step size.\n",
        tables["within"],
        "**Example 6.2 of Sutton & Barto.** RMS error, mean of 1,000 runs with 95 % intervals.\n",
        tables["example_6_2"],
    ])


def numbers_in_prose(records: Records) -> dict[str, str]:
    """The numbers that stand inside sentences, by name."""
    race, numbers = of(records, Race()), {}
    numbers["shown_seed"] = str(race.results["shown_seed"])
    numbers["race_runs"] = str(race.config["runs"])
    numbers["race_episodes"] = str(race.config["episodes"])
    for name in ("td", "mc"):
        for key in ("mean", "low", "high"):
            numbers[f"race_{name}_{key}"] = number(race.results[f"{name}_final"][key], 3)
    for n in (AS_STATED, MATCHING):
        record = pooled(records, n)
        for figure in ("figure_3", "figure_5"):
            for lam in ("0", "0.3", "1"):
                found = record.results[figure][lam]
                for key in ("mean", "low", "high", "sd"):
                    numbers[f"{figure}_{n}_{lam}_{key}"] = three(found[key])
            numbers[f"as_far_{figure}_{n}"] = f"{100 * as_far_off(record, figure):.0f}"
            off = standard_deviations_off(record, figure)
            numbers[f"off_{figure}_{n}"] = f"{min(off):.1f} to {max(off):.1f}"
        first = record.results["figure_4"]["0"][1]
        numbers[f"first_{n}"], numbers[f"first_{n}_sd"] = (
            three(first["mean"]), number(first["sd"], 5))
    for n in (AS_STATED, MATCHING, *OTHERS):
        for figure in FIGURES:
            apart = deviation(measured(pooled(records, n), figure), printed(figure))
            numbers[f"apart_{figure}_{n}"] = three(apart)
    for lam, points in printed("figure_3").items():
        numbers[f"printed_figure_3_{lam}"] = three(points[0])
    numbers["printed_first"] = number(printed("figure_4")["0"][1], 3)
    heavy = pooled(records, AS_STATED).results["figure_4"]["0"][12]
    numbers["heavy_mean"], numbers["heavy_sd"] = (number(heavy[k], 1) for k in ("mean", "sd"))
    return numbers


def standard_deviations_off(record: Record, figure: str) -> list[float]:
    """How many standard deviations of one experiment each printed point is away, signs off."""
    found = record.results[figure]
    return [abs(error - found[lam]["mean"]) / found[lam]["sd"]
            for lam, (error,) in printed(figure).items()]
