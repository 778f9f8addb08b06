"""Everything lesson 03 shows: the film, the drawings, the tables, the numbers in sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from figures.l03_animation import FRAMES_A_SECOND, WalkFilm, error_bands
from figures.movie import Gif
from figures.movie import record as film
from figures.style import FAINT, INK, OURS, SECOND, quiet_grid, save
from figures.tables import number, table, unbroken
from pipeline.context import Drawing
from policywerk.data.published import published
from policywerk.data.record import Record
from policywerk.lessons.l03_td_learner import (
    ALPHAS,
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

POSTER_WALK, POSTER_STEP = 6, 6  # the walk falls off, and every state passed is to blame


def draw(context: Drawing) -> None:
    """Write every picture, table and number of the lesson into context.out."""
    draw_trace(of(context.records, Race()), context.out)
    draw_figure_3(context.records, context.out)
    draw_figure_4(context.records, context.out)
    draw_figure_5(context.records, context.out)
    draw_how_many(context.records, context.out)
    draw_within(context.records, context.out)
    draw_example_6_2(of(context.records, Episodes()), context.out)
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
    draw_animation(of(context.records, Race()), context)


def write(path: Path, text: str) -> None:
    """Write text with the same line ends on every system."""
    path.write_bytes(text.encode())


def of(records: Records, config: Config) -> Record:
    """The record of a configuration."""
    return records[run_name(config, 0)]


def pooled(records: Records, sequences: int) -> Record:
    """The hundred experiments with so many sequences in a training set."""
    return of(records, Sets(sequences, experiments=100))


def draw_animation(race: Record, context: Drawing) -> None:
    """The film, its poster and its small version for the README."""
    walks = WalkFilm(race)
    film(
        walks.figure, walks.animated, walks.frames(), context.out, fps=FRAMES_A_SECOND,
        poster=walks.frame_of(POSTER_WALK, POSTER_STEP), gif=Gif(every=6),
        progress=context.report,
    )


# ---------------------------------------------------------------- drawings

SIZES = ((AS_STATED, "10 sequences, as stated"), (MATCHING, "5 sequences"))


def draw_trace(race: Record, out: Path) -> None:
    """RMS error of both learners: mean of all runs with its interval, and the run shown."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    error_bands(axes, race)
    walks, settings = range(race.config["episodes"] + 1), race.config
    names = {"td": (f"TD({settings['lam']:g})", settings["alpha"], OURS),
             "mc": ("Monte Carlo", settings["alpha_mc"], SECOND)}
    for name, (title, alpha, colour) in names.items():
        axes.plot(walks, race.series[f"{name} shown"], color=colour,
                  label=f"{title}, α = {alpha:g}, seed {race.results['shown_seed']}")
    axes.set(xlabel="walks", ylabel="RMS error")
    axes.legend(loc="upper right")
    for kind in ("png", "svg"):
        save(figure, out / f"trace.{kind}")


def two_panels(ylabel: str, height: float = 4.2) -> tuple[Figure, Sequence[Axes]]:
    """A panel for sets of ten sequences, and one for sets of five."""
    figure = Figure(figsize=(7.6, height), layout="constrained")
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    for axes, (_, title) in zip(panels, SIZES):
        quiet_grid(axes)
        axes.set_title(title)
    panels[0].set_ylabel(ylabel)
    return figure, panels


RINGS: dict[str, Any] = {"color": INK, "linestyle": "none", "markerfacecolor": "white",
                         "markersize": 7, "markeredgewidth": 1.8}
OF_ONE = "mean of 100 experiments,\n± 2 sd of one experiment"


def draw_ours(axes: Axes, xs: Sequence[float], found: Sequence[Mapping[str, Any]],
              colour: str = OURS) -> None:
    """Our mean, in a narrow band for its interval and a wide one for a single experiment."""
    means = [each["mean"] for each in found]
    wide = [2.0 * each["sd"] for each in found]
    axes.fill_between(xs, [m - w for m, w in zip(means, wide)],
                      [m + w for m, w in zip(means, wide)], color=colour, alpha=0.2, linewidth=0)
    axes.fill_between(xs, [each["low"] for each in found], [each["high"] for each in found],
                      color=colour, alpha=0.35, linewidth=0)
    axes.plot(xs, means, color=colour, linewidth=1.6, label=OF_ONE)


def draw_over_lambda(records: Records, figure: str, ylabel: str) -> Figure:
    """A figure of the paper with an error for each lambda: its points over ours."""
    drawing, panels = two_panels(ylabel)
    points = published(f"sutton_1988_{figure}").value
    for axes, (n, _) in zip(panels, SIZES):
        found = pooled(records, n).results[figure]
        lams = [float(lam) for lam in found]
        draw_ours(axes, lams, list(found.values()))
        axes.plot([float(lam) for lam in points], list(points.values()), "o", **RINGS,
                  label="printed, 1988")
        axes.set(xlabel="λ", xlim=(-0.05, 1.05), xticks=[0, 0.5, 1.0])
    handles, labels = panels[0].get_legend_handles_labels()
    drawing.legend(handles[::-1], labels[::-1], loc="outside lower center", ncols=2)
    return drawing


def draw_figure_3(records: Records, out: Path) -> None:
    """Errors when each set is presented for ever."""
    figure = draw_over_lambda(records, "figure_3", "RMS error, presented for ever")
    figure.axes[0].set_ylim(0.09, 0.28)
    save(figure, out / "figure_3.svg")


def draw_figure_5(records: Records, out: Path) -> None:
    """Errors after one presentation, at the best step size for each lambda."""
    figure = draw_over_lambda(records, "figure_5", "RMS error at the best α")
    figure.axes[0].set_ylim(0.07, 0.22)
    save(figure, out / "figure_5.svg")


CURVES = {  # lambda in figure 4: colour of ours, marker of the printed points
    "0": ("#7a9fb8", "o"),
    "0.3": (OURS, "s"),
    "0.8": ("#003f63", "^"),
    "1": (SECOND, "D"),
}


def draw_figure_4(records: Records, out: Path) -> None:
    """Errors after one presentation against the step size, for four lambdas."""
    figure, panels = two_panels("RMS error, presented once", 5.4)
    points = published("sutton_1988_figure_4").value
    for axes, (n, _) in zip(panels, SIZES):
        found = pooled(records, n).results["figure_4"]
        for lam, (colour, marker) in CURVES.items():
            axes.fill_between(ALPHAS, [each["low"] for each in found[lam]],
                              [each["high"] for each in found[lam]], color=colour, alpha=0.3,
                              linewidth=0)
            axes.plot(ALPHAS, [each["mean"] for each in found[lam]], color=colour)
            axes.plot(ALPHAS[:len(points[lam])], points[lam], marker, **{**RINGS, "markersize": 6})
        axes.set(xlabel="α", xlim=(-0.02, 0.62), ylim=(0.05, 0.7), xticks=[0, 0.2, 0.4, 0.6])
    handles = [Line2D([], [], **{**RINGS, "color": colour, "linestyle": "-", "marker": marker,
                                 "markeredgecolor": INK}, label=f"λ = {lam}")
               for lam, (colour, marker) in CURVES.items()]
    legend = figure.legend(handles=handles, loc="outside lower center", ncols=4,
                           title="lines: mean of 100 experiments, 95 % interval; marks: printed")
    legend.get_title().set_fontsize(12)
    save(figure, out / "figure_4.svg")


NAMED = {"figure_3": ("figure 3", "o", "-"), "figure_4": ("figure 4 (to α = 0.4)", "s", "--"),
         "figure_5": ("figure 5", "^", ":")}


def draw_how_many(records: Records, out: Path) -> None:
    """How far the printed points lie from ours, against the sequences in a set."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    sizes = sorted((AS_STATED, MATCHING, *OTHERS))
    for name, (title, marker, line) in NAMED.items():
        apart = [deviation(measured(pooled(records, n), name), printed(name)) for n in sizes]
        axes.plot(sizes, apart, marker=marker, linestyle=line, color=OURS, markersize=8,
                  label=title)
    axes.axvline(AS_STATED, color=FAINT, linewidth=1.2)
    axes.annotate("as stated", (AS_STATED, 0.0745), xytext=(-5, 0), textcoords="offset points",
                  ha="right", va="center")
    axes.set(xlabel="sequences in a training set", ylabel="distance from the printed points",
             ylim=(0, 0.078), xlim=(2.7, 10.3), xticks=range(3, 11))
    axes.legend(loc="upper center")
    save(figure, out / "how_many.svg")


def draw_within(records: Records, out: Path) -> None:
    """Figure 5 once more, with values that change after each sequence and within it."""
    figure, panels = two_panels("RMS error at the best α")
    for axes, (n, _) in zip(panels, SIZES):
        for within, colour, line, title in ((False, OURS, "-", "values change after a sequence"),
                                            (True, SECOND, "--", "within it")):
            found = of(records, Sets(n, experiments=100, within=within)).results["figure_5"]
            lams = [float(lam) for lam in found]
            axes.plot(lams, [each["mean"] for each in found.values()], color=colour,
                      linestyle=line, marker="o", markersize=5, label=title)
            axes.fill_between(lams, [each["low"] for each in found.values()],
                              [each["high"] for each in found.values()], color=colour, alpha=0.3,
                              linewidth=0)
        axes.set(xlabel="λ", xticks=[0, 0.5, 1.0])
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    save(figure, out / "within.svg")


STROKES = ("-", "--", "-.", ":")


def draw_example_6_2(episodes: Record, out: Path) -> None:
    """Errors of TD(0) and Monte Carlo after every episode, for several step sizes."""
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    for axes, kind, title, colour in ((panels[0], "TD(0)", "TD(0)", OURS),
                                      (panels[1], "MC", "Monte Carlo", SECOND)):
        quiet_grid(axes)
        names = [learner.name for learner in EXAMPLE_6_2 if learner.name.startswith(kind)]
        for name, stroke in zip(names, STROKES):
            curve = episodes.series[name]
            axes.plot(range(len(curve)), curve, stroke, color=colour,
                      label=name.partition(", ")[2].replace("alpha", "α ="))
            ends = episodes.results[name].items()
            axes.errorbar([int(e) for e, _ in ends], [found["mean"] for _, found in ends],
                          [[found["mean"] - found["low"] for _, found in ends],
                           [found["high"] - found["mean"] for _, found in ends]],
                          color=colour, linestyle="none", capsize=3, linewidth=1.5)
        axes.set(title=title, xlabel="walks", xlim=(0, 101), ylim=(0, 0.25))
        axes.legend(loc="upper right")
    panels[0].set_ylabel("RMS error, mean of 1,000 runs")
    save(figure, out / "example_6_2.svg")


# ---------------------------------------------------------------- tables and numbers


def three(value: float) -> str:
    """An error as the tables show it."""
    return number(value, 4)


def spread(found: Mapping[str, Any]) -> list[str]:
    """Mean, interval of the mean, and scatter of one experiment, as three cells."""
    interval = unbroken(three(found["low"]), three(found["high"]))
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
              "as far off by chance, figure 3", "as far off by chance, figure 5",
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
    return f"{mean} ({unbroken(low, high)})"


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
