"""Everything lesson 03 shows: the film, the drawings, the tables, the numbers in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from figures.drawing import Drawing
from figures.l03_animation import FRAMES_A_SECOND, WalkFilm, error_bands
from figures.movie import Gif
from figures.movie import record as film
from figures.palette import INK, OURS, PAPER, REFERENCE, SECOND, mixed
from figures.style import quiet_grid
from figures.tables import number, table, unbroken
from policywerk.data import values as value
from policywerk.data.published import published
from policywerk.data.record import Evidence, Record
from policywerk.data.statistics import Interval
from policywerk.data.values import entries, items, numbers
from policywerk.lessons.experiment import Records, Run
from policywerk.lessons.l03_td_learner import (
    ALPHAS,
    AS_STATED,
    COMPARED,
    EXAMPLE,
    EXAMPLE_6_2,
    FIGURES,
    FROM_ZERO,
    MANY,
    MATCHING,
    NEARBY,
    NONE_LONGER,
    OTHER_TRACES,
    POOLED,
    RACE,
    SHOWN,
    WITHIN,
    Race,
    Sets,
    Spread,
    as_far_off,
    deviation,
    measured,
    printed,
    spread_of,
    titled,
)
from policywerk.lessons.settings import config_of
from policywerk.primitives.vector import mean, subtract

POSTER_WALK, POSTER_STEP = 6, 6  # the walk falls off, and every state passed is to blame


def draw_animation(drawing: Drawing) -> None:
    """The film, its poster and its small version for the README."""
    walks = WalkFilm(drawing.records.of(SHOWN), drawing.records.of(RACE), drawing.intervals)
    film(
        walks.figure, walks.animated, walks.frames(), drawing.out, fps=FRAMES_A_SECOND,
        poster=walks.frame_of(POSTER_WALK, POSTER_STEP), gif=Gif(every=6),
        report=drawing.report,
    )


def found_in(record: Record, figure: str) -> dict[str, Spread]:
    """What figure_3 or figure_5 has for each lambda: a mean, and the scatter of one experiment."""
    return {lam: spread_of(found) for lam, found in entries(record.results[figure]).items()}


def curve_of(record: Record, lam: str) -> list[Spread]:
    """The same for each step size of figure 4, at one lambda."""
    return [spread_of(found) for found in items(entries(record.results["figure_4"])[lam])]


def best_alpha(record: Record, lam: str) -> str:
    """The step size behind a point of figure 5."""
    return number(value.number(entries(entries(record.results["figure_5"])[lam])["alpha"]), 2)


def over_lambda(evidence: Evidence, record: Record, figure: str) -> list[Interval]:
    """The interval of each mean of figure_3 or figure_5."""
    config, title = config_of(Sets, record), figure.replace("_", " ")
    return [evidence.intervals[titled(f"{title}, lambda {lam}", config)]
            for lam in entries(record.results[figure])]


def over_alpha(evidence: Evidence, record: Record, lam: str) -> list[Interval]:
    """The interval of each mean of figure 4, at one lambda."""
    config = config_of(Sets, record)
    return [evidence.intervals[titled(f"figure 4, lambda {lam}, alpha {alpha:g}", config)]
            for alpha in ALPHAS]


# ---------------------------------------------------------------- drawings

SIZES = ((AS_STATED, "10 sequences, as stated"), (MATCHING, "5 sequences"))


def draw_trace(drawing: Drawing) -> None:
    """RMS error of both learners: mean of all runs with its interval, and the run shown."""
    race, shown = drawing.records.of(RACE), drawing.records.of(SHOWN)
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    error_bands(axes, race, drawing.intervals)
    settings = config_of(Race, shown)
    names = {"td": (f"TD({settings.lam:g})", settings.alpha, OURS),
             "mc": ("Monte Carlo", settings.alpha_mc, SECOND)}
    for name, (title, alpha, colour) in names.items():
        axes.plot(range(settings.episodes + 1), shown.series[name], color=colour,
                  label=f"{title}, α = {alpha:g}, seed {shown.seed}")
    axes.set(xlabel="walks", ylabel="RMS error")
    axes.legend(loc="upper right")
    for kind in ("png", "svg"):
        drawing.save(figure, f"trace.{kind}")


def two_panels(ylabel: str, height: float = 4.2) -> tuple[Figure, dict[int, Axes]]:
    """A panel for sets of ten sequences, and one for sets of five."""
    figure = Figure(figsize=(7.6, height), layout="constrained")
    panels = dict(zip((n for n, _ in SIZES), figure.subplots(1, 2, sharex=True, sharey=True)))
    for n, title in SIZES:
        quiet_grid(panels[n])
        panels[n].set_title(title)
    panels[AS_STATED].set_ylabel(ylabel)
    return figure, panels


def fill(axes: Axes, xs: Sequence[float], intervals: Iterable[Interval], **style: Any) -> None:
    """A band from the low to the high end of some intervals."""
    _, low, high = zip(*intervals)
    axes.fill_between(xs, low, high, linewidth=0, **style)


RINGS: dict[str, Any] = {"color": INK, "linestyle": "none", "markerfacecolor": PAPER,
                         "markersize": 7, "markeredgewidth": 1.8}
OF_ONE = f"mean of {MANY} experiments,\n± 2 sd of one experiment"


def draw_ours(axes: Axes, xs: Sequence[float], found: Sequence[Spread],
              intervals: Sequence[Interval]) -> None:
    """Our mean, in a narrow band for its interval and a wide one for a single experiment."""
    axes.fill_between(xs, [mean - 2.0 * sd for mean, sd in found],
                      [mean + 2.0 * sd for mean, sd in found], color=OURS, alpha=0.2, linewidth=0)
    fill(axes, xs, intervals, color=OURS, alpha=0.35)
    axes.plot(xs, [mean for mean, _ in found], color=OURS, linewidth=1.6, label=OF_ONE)


def draw_over_lambda(drawing: Drawing, figure: str, ylabel: str, ylim: tuple[float, float]) -> None:
    """A figure of the paper with an error for each lambda: its points over ours."""
    picture, panels = two_panels(ylabel)
    points = {float(lam): error for lam, (error,) in printed(figure).items()}
    for n, axes in panels.items():
        record = drawing.records.of(POOLED[n])
        found = found_in(record, figure)
        draw_ours(axes, [float(lam) for lam in found], list(found.values()),
                  over_lambda(drawing.intervals, record, figure))
        axes.plot(list(points), list(points.values()), "o", **RINGS, label="printed, 1988")
        axes.set(xlabel="λ", xlim=(-0.05, 1.05), xticks=[0, 0.5, 1.0], ylim=ylim)
    handles, labels = panels[AS_STATED].get_legend_handles_labels()
    picture.legend(handles[::-1], labels[::-1], loc="outside lower center", ncols=2)
    drawing.save(picture, f"{figure}.svg")


def draw_figure_3(drawing: Drawing) -> None:
    """Errors when each set is presented for ever."""
    draw_over_lambda(drawing, "figure_3", "RMS error, presented for ever", (0.09, 0.28))


def draw_figure_5(drawing: Drawing) -> None:
    """Errors after one presentation, at the best step size for each lambda."""
    draw_over_lambda(drawing, "figure_5", "RMS error at the best α", (0.07, 0.22))


CURVES = {  # lambda in figure 4: colour of ours, marker of the printed points
    "0": (mixed(OURS, 0.5), "o"),
    "0.3": (OURS, "s"),
    "0.8": (mixed(OURS, 0.5, INK), "^"),
    "1": (SECOND, "D"),
}


def draw_figure_4(drawing: Drawing) -> None:
    """Errors after one presentation against the step size, for four lambdas."""
    figure, panels = two_panels("RMS error, presented once", 5.4)
    points = {lam: numbers(curve)
              for lam, curve in entries(published("sutton_1988_figure_4").value).items()}
    for n, axes in panels.items():
        record = drawing.records.of(POOLED[n])
        for lam, (colour, marker) in CURVES.items():
            intervals = over_alpha(drawing.intervals, record, lam)
            fill(axes, ALPHAS, intervals, color=colour, alpha=0.3)
            axes.plot(ALPHAS, [each.mean for each in intervals], color=colour)
            axes.plot(ALPHAS[:len(points[lam])], points[lam], marker, **{**RINGS, "markersize": 6})
        axes.set(xlabel="α", xlim=(-0.02, 0.62), ylim=(0.05, 0.7), xticks=[0, 0.2, 0.4, 0.6])
    handles = [Line2D([], [], **{**RINGS, "color": colour, "linestyle": "-", "marker": marker,
                                 "markeredgecolor": INK}, label=f"λ = {lam}")
               for lam, (colour, marker) in CURVES.items()]
    legend = figure.legend(handles=handles, loc="outside lower center", ncols=4, title=
                           f"lines: mean of {MANY} experiments, 95 % interval; marks: printed")
    legend.get_title().set_fontsize(12)
    drawing.save(figure, "figure_4.svg")


NAMED = {"figure_3": ("figure 3", "o", "-"), "figure_4": ("figure 4 (to α = 0.4)", "s", "--"),
         "figure_5": ("figure 5", "^", ":")}


SAME_BUT_FOR_SIZE = dict(sorted({**POOLED, **NEARBY}.items()))


def by_size(records: Records) -> dict[int, Record]:
    """The pooled experiments there are, by the sequences in a set."""
    found = {n: records.find(run) for n, run in SAME_BUT_FOR_SIZE.items()}
    return {n: record for n, record in found.items() if record is not None}


def apart(record: Record) -> dict[str, float]:
    """How far the printed points of each figure lie from ours."""
    return {figure: deviation(measured(record, figure), printed(figure)) for figure in FIGURES}


def draw_how_many(drawing: Drawing) -> None:
    """How far the printed points lie from ours, against the sequences in a set."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    distances = {n: apart(record) for n, record in by_size(drawing.records).items()}
    for name, (title, marker, line) in NAMED.items():
        axes.plot(list(distances), [far[name] for far in distances.values()], marker=marker,
                  linestyle=line, color=OURS, markersize=8, label=title)
    axes.axvline(AS_STATED, color=REFERENCE, linewidth=1.2)
    axes.annotate("as stated", (AS_STATED, 0.0745), xytext=(-5, 0), textcoords="offset points",
                  ha="right", va="center")
    axes.set(xlabel="sequences in a training set", ylabel="distance from the printed points",
             ylim=(0, 0.078), xlim=(2.7, 10.3), xticks=range(3, 11))
    axes.legend(loc="upper center")
    drawing.save(figure, "how_many.svg")


def draw_within(drawing: Drawing) -> None:
    """Figure 5 once more, with values that change after each sequence and within it."""
    figure, panels = two_panels("RMS error at the best α")
    for n, axes in panels.items():
        for run, colour, line, title in (
            (POOLED[n], OURS, "-", "values change after a sequence"),
            (WITHIN[n], SECOND, "--", "within it"),
        ):
            record = drawing.records.find(run)
            if record is None:
                continue
            found = found_in(record, "figure_5")
            lams = [float(lam) for lam in found]
            axes.plot(lams, [mean for mean, _ in found.values()], color=colour, linestyle=line,
                      marker="o", markersize=5, label=title)
            fill(axes, lams, over_lambda(drawing.intervals, record, "figure_5"), color=colour,
                 alpha=0.3)
        axes.set(xlabel="λ", xticks=[0, 0.5, 1.0])
    figure.legend(*panels[AS_STATED].get_legend_handles_labels(), loc="outside lower center",
                  ncols=2)
    drawing.save(figure, "within.svg")


STROKES = ("-", "--", "-.", ":")
KINDS = {"TD(0)": ("TD(0)", OURS), "MC": ("Monte Carlo", SECOND)}  # title and colour


def draw_example_6_2(drawing: Drawing) -> None:
    """Errors of TD(0) and Monte Carlo after every episode, for several step sizes."""
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    panels: list[Axes] = list(figure.subplots(1, 2, sharex=True, sharey=True))
    record = drawing.records.of(EXAMPLE)
    for axes, (kind, (title, colour)) in zip(panels, KINDS.items()):
        quiet_grid(axes)
        names = [learner.name for learner in EXAMPLE_6_2 if learner.name.startswith(kind)]
        for name, stroke in zip(names, STROKES):
            curve = record.series[f"{name} mean"]
            axes.plot(range(len(curve)), curve, stroke, color=colour,
                      label=name.partition(", ")[2].replace("alpha", "α ="))
            ends = {e: example_interval(drawing.intervals, name, e)
                    for e in compared_in(record, name)}
            axes.errorbar(list(ends), [i.mean for i in ends.values()],
                          [[i.mean - i.low for i in ends.values()],
                           [i.high - i.mean for i in ends.values()]],
                          color=colour, linestyle="none", capsize=3, linewidth=1.5)
        axes.set(title=title, xlabel="walks", xlim=(0, 101), ylim=(0, 0.25))
        axes.legend(loc="upper right")
    panels[0].set_ylabel(f"RMS error, mean of {EXAMPLE.seeds:,} runs")
    drawing.save(figure, "example_6_2.svg")


def compared_in(record: Record, name: str) -> list[int]:
    """The episodes after which a record compares a learner's errors."""
    return [int(episodes) for episodes in entries(record.results[name])]


def example_interval(evidence: Evidence, name: str, episodes: int) -> Interval:
    """The interval of a learner's mean error after so many episodes."""
    return evidence.intervals[f"{name}, {episodes} episodes"]


# ---------------------------------------------------------------- tables and numbers


def four(error: float) -> str:
    """An error as the tables show it, with four digits."""
    return number(error, 4)


def three_cells(found: Spread, interval: Interval) -> list[str]:
    """Mean, interval of the mean, and scatter of one experiment."""
    return [four(found.mean), unbroken(four(interval.low), four(interval.high)), four(found.sd)]


SPREAD = ["mean", "95 % interval", "sd of one"]


def cells_of(drawing: Drawing, n: int, figure: str) -> dict[str, list[str]]:
    """The three cells for each lambda, with n sequences in a set."""
    record = drawing.records.of(POOLED[n])
    found = found_in(record, figure)
    intervals = over_lambda(drawing.intervals, record, figure)
    return {lam: three_cells(found[lam], interval) for lam, interval in zip(found, intervals)}


def figure_3_table(drawing: Drawing) -> str:
    """Errors after presenting the sets for ever: the paper's, and ours for both sizes."""
    header = ["λ", "printed", *[f"{n} sequences: {s}" if s == "mean" else s
                                for n in POOLED for s in SPREAD]]
    ours = [cells_of(drawing, n, "figure_3") for n in POOLED]
    rows = [[lam, four(error), *[cell for cells in ours for cell in cells[lam]]]
            for lam, (error,) in printed("figure_3").items()]
    return table(header, rows)


def figure_5_table(drawing: Drawing) -> str:
    """Errors at the best alpha after each set was presented once."""
    header = ["λ", "printed", *[cell for n in POOLED
                                for cell in (f"{n} sequences: best α", *SPREAD)]]
    ours = {n: cells_of(drawing, n, "figure_5") for n in POOLED}
    rows = [
        [lam, four(error), *[cell for n, cells in ours.items()
                             for cell in (best_alpha(drawing.records.of(POOLED[n]), lam),
                                          *cells[lam])]]
        for lam, (error,) in printed("figure_5").items()
    ]
    return table(header, rows)


def how_many_table(drawing: Drawing) -> str:
    """How far the paper's points lie from ours, for sets of 3 to 10 sequences."""
    rows = []
    for n, record in by_size(drawing.records).items():
        farther = [f"{record.seeds * as_far_off(record, figure):.0f} of {record.seeds}"
                   for figure in ("figure_3", "figure_5")]
        first = curve_of(record, "0")[1]
        rows.append([str(n), *map(four, apart(record).values()), *farther, four(first.mean),
                     number(first.sd, 5)])
    header = ["sequences in a set", "figure 3: apart by", "figure 4, to α = 0.4", "figure 5",
              "as far off by chance, figure 3", "as far off by chance, figure 5",
              "error at λ = 0, α = 0.05", "sd of one"]
    return table(header, rows)


ALTERNATIVES: dict[str, Run] = {
    "10 sequences, as stated": POOLED[AS_STATED],
    "values change within the sequence": WITHIN[AS_STATED],
    "values begin at 0": FROM_ZERO[AS_STATED],
    **{f"no walk longer than {n}": run for n, run in NONE_LONGER.items()},
    "5 sequences": POOLED[MATCHING],
    "5 sequences, values begin at 0": FROM_ZERO[MATCHING],
}


def alternatives_table(drawing: Drawing) -> str:
    """Other things that might explain the levels, each with its distance from the paper."""
    rows = []
    for title, run in ALTERNATIVES.items():
        record = drawing.records.find(run)
        if record is not None:
            cells = [four(far) if far < 10.0 else "diverges" for far in apart(record).values()]
            rows.append([title, *cells, str(record.seeds)])
    return table(["what was done", "figure 3: apart by", "figure 4", "figure 5", "experiments"],
                 rows)


def within_table(drawing: Drawing) -> str:
    """Figure 5 again, with values changed after each sequence and within it."""
    columns = {f"{n} sequences, {when}": drawing.records.find(runs[n])
               for n in POOLED for when, runs in (("after", POOLED), ("within", WITHIN))}
    there = {title: record for title, record in columns.items() if record is not None}
    rows = [
        [lam, *[f"{four(found_in(record, 'figure_5')[lam].mean)} at {best_alpha(record, lam)}"
                for record in there.values()]]
        for lam in printed("figure_5")
    ]
    return table(["λ", *there], rows)


def example_6_2_table(drawing: Drawing) -> str:
    """RMS errors after some episodes, with intervals."""
    rows = [
        [learner.name.replace("alpha", "α =").replace("MC", "Monte Carlo"),
         *[mean_and_interval(example_interval(drawing.intervals, learner.name, episodes))
           for episodes in COMPARED]]
        for learner in EXAMPLE_6_2
    ]
    return table(["learner", *[f"{episodes} episodes" for episodes in COMPARED]], rows)


def mean_and_interval(interval: Interval) -> str:
    """A mean with its interval, in one cell."""
    mean, low, high = (number(each, 3) for each in interval)
    return f"{mean} ({unbroken(low, high)})"


def write_figure_3(drawing: Drawing) -> None:
    """The table of figure 3."""
    drawing.write(figure_3_table(drawing), "figure_3.md")


def write_figure_5(drawing: Drawing) -> None:
    """The table of figure 5."""
    drawing.write(figure_5_table(drawing), "figure_5.md")


def write_how_many(drawing: Drawing) -> None:
    """The table of the sequences in a set."""
    drawing.write(how_many_table(drawing), "how_many.md")


def write_alternatives(drawing: Drawing) -> None:
    """The table of other explanations."""
    drawing.write(alternatives_table(drawing), "alternatives.md")


def write_within(drawing: Drawing) -> None:
    """The table of changes after a sequence and within it."""
    drawing.write(within_table(drawing), "within.md")


def write_example_6_2(drawing: Drawing) -> None:
    """The table of example 6.2."""
    drawing.write(example_6_2_table(drawing), "example_6_2.md")


def write_results(drawing: Drawing) -> None:
    """All tables, each under a line that says what it is."""
    pooled = (f"Mean of {MANY} experiments of {Sets().sets} training sets; "
              "experiment e draws with seed e.")
    parts = {
        f"**Figure 3**, each set presented until nothing changes. {pooled}": figure_3_table,
        "**Figure 5**, each set presented once, at the step size that is best for each λ.":
            figure_5_table,
        "**How many sequences?** Root of the mean squared distance of the printed points from "
        "our means, and how many of our own experiments lie as far from their mean.":
            how_many_table,
        "**What else it could be.** The same distances when something else is changed.":
            alternatives_table,
        "**After or within the sequence.** Figure 5's errors, at the best step size.":
            within_table,
        "**Example 6.2 of Sutton & Barto.** RMS error, mean of "
        f"{EXAMPLE.seeds:,} runs with 95 % intervals.": example_6_2_table,
    }
    drawing.write("\n".join(f"{says}\n\n{made(drawing)}" for says, made in parts.items()),
                  "results.md")


def write_numbers(drawing: Drawing) -> None:
    """The numbers that stand inside sentences."""
    records, evidence = drawing.records, drawing.intervals
    made = {**race_numbers(evidence, records), **printed_numbers()}
    for n, run in POOLED.items():
        made |= pooled_numbers(evidence, records.of(run), n)
    for n, record in by_size(records).items():
        made |= {f"apart_{figure}_{n}": four(far) for figure, far in apart(record).items()}
    heavy = curve_of(records.of(POOLED[AS_STATED]), "0")[12]
    made["heavy_mean"], made["heavy_sd"] = (number(each, 1) for each in heavy)
    for kind, key in (("TD(0)", "td"), ("MC", "mc")):
        ends = [example_interval(evidence, learner.name, COMPARED[-1]).mean
                for learner in EXAMPLE_6_2 if learner.name.startswith(kind)]
        made[f"example_{key}_best"] = number(min(ends), 3)
    drawing.numbers(made)


def race_numbers(evidence: Evidence, records: Records) -> dict[str, str]:
    """How many races there were, which is shown, and where both learners end."""
    made = {"shown_seed": str(SHOWN.seed), "race_runs": str(RACE.seeds),
            "race_episodes": str(config_of(Race, records.of(RACE)).episodes)}
    for name in ("td", "mc"):
        for key, end in evidence.intervals[f"race, {name}"]._asdict().items():
            made[f"race_{name}_{key}"] = number(end, 3)
    race = records.of(RACE)
    others = {f"{lam:g}": records.find(run) for lam, run in OTHER_TRACES.items()}
    there = {lam: other for lam, other in others.items() if other is not None}
    for lam, record in {**there, f"{Race().lam:g}": race}.items():
        made[f"race_average_{lam}"] = number(average_of(record, "td"), 3)
    made["race_average_mc"] = number(average_of(race, "mc"), 3)
    return {**made, **places(race, records.of(SHOWN))}


def average_of(record: Record, name: str) -> float:
    """A learner's error, averaged over all walks and all races."""
    return mean(value.numbers(record.results[f"{name}_average"]))


def places(race: Record, shown: Record) -> dict[str, str]:
    """Which place the race shown has among all, the one most in TD's favour first."""
    made = {}
    for kind, walks in (("final", slice(-1, None)), ("average", slice(1, None))):
        differences = subtract(*(value.numbers(race.results[f"{name}_{kind}"])
                                 for name in ("td", "mc")))
        here = mean(shown.series["td"][walks]) - mean(shown.series["mc"][walks])
        made[f"place_{kind}"] = str(1 + sum(difference < here for difference in differences))
        made[f"td_ahead_{kind}"] = str(sum(difference < 0.0 for difference in differences))
    return made


def printed_numbers() -> dict[str, str]:
    """Points of the paper."""
    made = {f"printed_figure_3_{lam}": four(error)
            for lam, (error,) in printed("figure_3").items()}
    return {**made, "printed_first": number(printed("figure_4")["0"][1], 3)}


def pooled_numbers(evidence: Evidence, record: Record, n: int) -> dict[str, str]:
    """Means, intervals and scatter with n sequences in a set, and how far the paper is off."""
    made: dict[str, str] = {}
    for figure in ("figure_3", "figure_5"):
        found = found_in(record, figure)
        intervals = dict(zip(found, over_lambda(evidence, record, figure)))
        for lam in ("0", "0.3", "1"):
            cells = {**intervals[lam]._asdict(), "sd": found[lam].sd}
            made |= {f"{figure}_{n}_{lam}_{key}": four(cell) for key, cell in cells.items()}
        made[f"as_far_{figure}_{n}"] = f"{record.seeds * as_far_off(record, figure):.0f}"
        off = standard_deviations_off(found, printed(figure))
        made[f"off_{figure}_{n}"] = f"{min(off):.1f} to {max(off):.1f}"
    first = curve_of(record, "0")[1]
    made[f"first_{n}"], made[f"first_{n}_sd"] = four(first.mean), number(first.sd, 5)
    return made


def standard_deviations_off(found: Mapping[str, Spread],
                            points: Mapping[str, Sequence[float]]) -> list[float]:
    """How many standard deviations of one experiment each printed point is away, signs off."""
    return [abs(error - found[lam].mean) / found[lam].sd for lam, (error,) in points.items()]
