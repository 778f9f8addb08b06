"""What lesson 02 shows of the two marks: a push measured from 0, and from its mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import Drawing
from figures.l02_barto_sutton import (
    NOT_YET,
    found_numbers,
    interval,
    levels_of,
    middles,
    name_steps,
    percent,
    quantile,
    steps,
)
from figures.palette import OURS, REFERENCE, SECOND
from figures.style import quiet_grid
from figures.tables import number, table, unbroken
from policywerk.data.record import Evidence, Record
from policywerk.data.values import whole
from policywerk.lessons.experiment import Run
from policywerk.lessons.l02_barto_sutton import OF_1983
from policywerk.lessons.l02_marks import (
    CHOSEN,
    PATIENT,
    STEP_SIZES,
    Kind,
    Marking,
    chosen_run,
    kind_title,
    patient_title,
    tried_title,
)
from policywerk.lessons.l02_runs import lengths_of


class Row(NamedTuple):
    """One row of the table of marks."""

    slug: str  # of its numbers on pages
    title: str  # of its samples
    words: str
    alpha: str


def chosen_row(slug: str, kind: Kind) -> Row:
    """The row of a mark with the step size that was chosen for it."""
    return Row(slug, kind_title(kind), kind_title(kind), f"{CHOSEN[kind]:,.0f}")


def patient_row(run: Run) -> Row:
    """The row of a mark that was given more trials."""
    config = run.config
    assert isinstance(config, Marking)
    kind = kind_title(Kind(config.measured, config.critic))
    return Row(f"patient_{config.alpha:.0f}", patient_title(run),
               f"{kind}, {config.trials:,} trials", f"{config.alpha:,.0f}")


ROWS = (
    Row("ace_ase", "ACE/ASE", "ACE/ASE of 1983", ""),
    chosen_row("zero", Kind("from 0", True)),
    chosen_row("mean", Kind("from its mean", True)),
    *map(patient_row, PATIENT),
    Row("ase", "ASE alone", "ASE alone, of 1983", ""),
    chosen_row("zero_alone", Kind("from 0", False)),
    chosen_row("mean_alone", Kind("from its mean", False)),
)
NUMBERS = ("last", "low", "high", "median", "far", "falls")
COLOURS = {"from 0": OURS, "from its mean": SECOND}


def of_runs(title: str, name: str) -> str:
    """How a sample of single runs is called in the evidence."""
    return f"{title}, run by run, {name}"


def write_marks(drawing: Drawing) -> None:
    """How both marks end, with a critic and without, beside the elements of 1983."""
    evidence, rows = drawing.intervals, []
    for row in ROWS:
        last = of_runs(row.title, "last five")
        if last in evidence.intervals:
            rows.append([row.words, row.alpha, str(len(evidence.samples[last])),
                         *ends(evidence, row.title)])
    header = ["what learns", "step size", "runs", "last five trials, mean", "95 % interval",
              "median run", "went far", "falls before, mean", "95 % interval"]
    drawing.write(table(header, rows), "marks.md")


def ends(evidence: Evidence, title: str) -> list[str]:
    """The end of a row: how long the last trials were, how many runs went far, after what."""
    last = of_runs(title, "last five")
    far = evidence.intervals[of_runs(title, "went far")].mean
    falls, low, high = evidence.intervals[of_runs(title, "falls")]
    fallen = [number(falls, 1), unbroken(number(low, 1), number(high, 1))]
    return [steps(evidence.intervals[last].mean), interval(evidence, last),
            steps(quantile(evidence.samples[last], 0.5)), percent(far),
            *(fallen if far > 0.0 else ["never", ""])]


def write_mark_steps(drawing: Drawing) -> None:
    """The last five trials at each step size that was tried."""
    evidence, rows = drawing.intervals, []
    for alpha in STEP_SIZES:
        names = [of_runs(tried_title(kind, alpha), "last five") for kind in CHOSEN]
        rows.append([f"{alpha:,.0f}", *(
            steps(evidence.intervals[name].mean) if name in evidence.intervals else NOT_YET
            for name in names)])
    drawing.write(table(["step size", *map(kind_title, CHOSEN)], rows), "mark_steps.md")


def draw_marks(drawing: Drawing) -> None:
    """Lengths of the trials of both marks, with a critic on the left, without on the right."""
    figure = Figure(figsize=(7.6, 4.8), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    for axes, critic, system in zip(panels, (True, False), OF_1983, strict=True):
        of_1983 = drawing.records.find(OF_1983[system])
        if of_1983 is not None:
            draw_runs(axes, of_1983, REFERENCE, "as in 1983", ":")
        for measured, colour in COLOURS.items():
            record = drawing.records.find(chosen_run(Kind(measured, critic)))
            if record is not None:
                draw_runs(axes, record, colour, f"push {measured}", "-")
        quiet_grid(axes)
        name_steps(axes, range(1, 6))
        axes.set(xlim=(0, 101), ylim=(10, 700_000), xlabel="trial",
                 title="with the critic" if critic else "without")
    panels[0].set_ylabel("steps of a trial, mean of five")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    drawing.save(figure, "marks.svg")


def draw_runs(axes: Axes, record: Record, colour: str, label: str, style: str) -> None:
    """The median of some runs, in a band that holds eight of ten of them."""
    runs = levels_of(lengths_of(record), whole(record.config["trials"]))
    points: Sequence[tuple[float, ...]] = list(zip(*runs))
    trials = middles(len(points))
    if style == "-":
        axes.fill_between(trials, [quantile(p, 0.1) for p in points],
                          [quantile(p, 0.9) for p in points], color=colour, alpha=0.2,
                          linewidth=0)
    axes.plot(trials, [quantile(p, 0.5) for p in points], color=colour, linestyle=style,
              label=label, linewidth=2.5)


def write_numbers(drawing: Drawing) -> None:
    """The numbers that stand inside sentences, those of the two marks among them."""
    drawing.numbers({**found_numbers(drawing), **marking_numbers(drawing.intervals)})


def marking_numbers(evidence: Evidence) -> dict[str, str]:
    """What both marks came to, by name."""
    found: dict[str, str] = {}
    for slug, title, *_ in ROWS:
        values = [NOT_YET] * len(NUMBERS)
        last = of_runs(title, "last five")
        if last in evidence.intervals:
            mean, low, high = evidence.intervals[last]
            values = [steps(mean), steps(low), steps(high),
                      steps(quantile(evidence.samples[last], 0.5)),
                      percent(evidence.intervals[of_runs(title, "went far")].mean),
                      number(evidence.intervals[of_runs(title, "falls")].mean, 1)]
        found |= {f"marks_{slug}_{what}": one for what, one in zip(NUMBERS, values)}
    return found
