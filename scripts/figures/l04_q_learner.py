"""Everything lesson 04 shows: the animation, the figures, the tables, the numbers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from figures import l04_pictures as pictures
from figures.l04_animation import FRAMES_A_SECOND, CliffFilm
from figures.movie import Gif
from figures.movie import record as film
from figures.tables import number, table, unbroken
from pipeline.context import Drawing
from policywerk.data.record import Evidence, Record
from policywerk.data.statistics import Interval, bootstrap_interval
from policywerk.primitives.random import stream

POSTER_EPISODE = 375  # one learner falls, the other keeps away
METHODS = ("Q-learning", "Sarsa", "Expected Sarsa", "Double Q-learning")


def draw(context: Drawing) -> None:
    """Write every picture, table and number of the lesson into context.out."""
    records = context.records
    write(context.out / "results.md", results(records, context.evidence))
    numbers = numbers_in_prose(records, context.evidence)
    write(context.out / "numbers.json", json.dumps(numbers, indent=1, sort_keys=True) + "\n")
    draw_pictures(records, context.out)
    draw_animation(context)


def draw_pictures(records: Mapping[str, Record], out: Path) -> None:
    """Every still picture whose records are there."""
    limits, shown = records["limits"], shown_learners(records)
    learners = with_most_seeds(records)
    pictures.draw_trace(shown, limits, out)
    pictures.draw_returns(learners, limits, out / "figure_6_6.svg")
    pictures.draw_paths(shown, limits, out / "paths.svg")
    pictures.draw_greedy_walks(learners, out / "greedy_walks.svg")
    for experiment, name, draw_it in (
        ("stepsizes", "figure_6_3", pictures.draw_step_sizes),
        ("bias", "bias", pictures.draw_bias),
        ("convergence", "convergence", pictures.draw_convergence),
    ):
        found = of_experiment(records, experiment)
        if found:
            draw_it(found, out / f"{name}.svg")


def draw_animation(context: Drawing) -> None:
    """The film, its poster and its small version for the README."""
    cliff = CliffFilm(shown_learners(context.records), context.records["limits"])
    film(
        cliff.figure, cliff.animated, cliff.frames(), context.out, fps=FRAMES_A_SECOND,
        poster=cliff.frame_of(POSTER_EPISODE), gif=Gif(every=8), progress=context.report,
    )


def shown_learners(records: Mapping[str, Record]) -> list[Record]:
    """The runs of Q-learning and Sarsa that kept snapshots of their median seed."""
    return [r for r in of_experiment(records, "online") if r.snapshots]


def with_most_seeds(records: Mapping[str, Record]) -> list[Record]:
    """For each method the run at step size 0.5 that has the most seeds."""
    found = [r for r in of_experiment(records, "online") if r.config["alpha"] == 0.5]
    most = {r.config["method"]: r for r in sorted(found, key=lambda r: r.config["runs"])}
    return [most[method] for method in METHODS if method in most]


def write(path: Path, text: str) -> None:
    """Write text with the same line ends on every system."""
    path.write_bytes(text.encode())


def of_experiment(records: Mapping[str, Record], experiment: str) -> list[Record]:
    """The records of one experiment, in the order of the runs."""
    return [r for r in records.values() if r.config["experiment"] == experiment]


# ---------------------------------------------------------------- tables


def results(records: Mapping[str, Record], evidence: Evidence) -> str:
    """All tables of the lesson, each under its title."""
    parts = [
        ("Example 6.6. Mean return of the last 100 of 500 episodes, while learning.",
         online_table(records, evidence)),
        ("Q-learning with α = 0.5 and ε = 0.5, until no value is wrong by more than 1e-9.",
         exact_table(records)),
        ("The greedy policies afterwards: how many of the seeds walk for which return.",
         greedy_table(records)),
        ("Figure 6.3. Interim: the first 100 episodes. Asymptotic: the later half of 20,000.",
         step_sizes_table(records)),
        ("Example 6.7. Share of episodes that begin with left; 5 % is the floor.",
         bias_table(records)),
        ("Step sizes on a slippery cliff: root mean squared error of the table.",
         convergence_table(records)),
        ("Q(λ) with α = 0.1: mean return, and greedy walks afterwards.", lambda_table(records)),
    ]
    return "\n".join(f"**{title}**\n\n{text}" for title, text in parts)


def span(interval: Interval, digits: int = 2) -> str:
    """An interval as −27.1 to −26.5."""
    return unbroken(number(interval.low, digits), number(interval.high, digits))


PRINTED = {"Sarsa": "about −25", "Q-learning": "about −50"}


def online_table(records: Mapping[str, Record], evidence: Evidence) -> str:
    """Returns while learning, with intervals, beside printed and exact numbers."""
    rows = []
    for r in of_experiment(records, "online"):
        method, alpha = r.config["method"], r.config["alpha"]
        interval = evidence.intervals[r.name]
        exact = evidence.expected.get(r.name)
        rows.append([
            method, f"{alpha:g}", f"{r.config['runs']:,}", number(interval.mean, 2),
            span(interval), PRINTED.get(method, "") if alpha == 0.5 else "",
            "" if exact is None else number(exact, 2)])
    return table(["method", "α", "seeds", "mean", "95 % interval", "printed", "limit, exact"],
                 rows)


def exact_table(records: Mapping[str, Record]) -> str:
    """How long Q-learning took to learn every value of the cliff, and what it is worth then."""
    header = ["seeds", "fewest episodes", "most episodes", "largest error", "greedy walks of −13"]
    rows = []
    for r in of_experiment(records, "exact"):
        episodes, greedy = r.results["episodes"], r.results["greedy"]
        rows.append([str(len(episodes)), f"{min(episodes):,}", f"{max(episodes):,}",
                     f"{max(r.results['largest_error']):.1e}".replace("-", "−"),
                     f"{greedy.count(-13.0)} of {len(greedy)}"])
    return table(header, rows)


def greedy_counts(record: Record) -> Counter[Any]:
    """How often each outcome of the greedy walk occurred."""
    return Counter(record.results["greedy"])


def greedy_row(record: Record) -> list[str]:
    """Counts of −13, −15, −17, of anything worse, and of walks in circles."""
    counts = greedy_counts(record)
    best = [counts[float(-steps)] for steps in (13, 15, 17)]
    worse = record.config["runs"] - sum(best) - counts[None]
    return [f"{count:,}" if count else "–" for count in [*best, worse, counts[None]]]


def greedy_table(records: Mapping[str, Record]) -> str:
    """Greedy walks after learning on the cliff."""
    rows = [[r.config["method"], f"{r.config['alpha']:g}", f"{r.config['runs']:,}",
             *greedy_row(r)] for r in of_experiment(records, "online")]
    return table(["method", "α", "seeds", "−13", "−15", "−17", "worse", "in circles"], rows)


def step_sizes_table(records: Mapping[str, Record]) -> str:
    """Every step size of figure 6.3, with the intervals."""
    found = of_experiment(records, "stepsizes")
    header, columns = ["α"], []
    for r in sorted(found, key=lambda r: r.config["episodes"]):
        interim = r.config["episodes"] <= 1000
        header.append(f"{r.config['method']}, {'interim' if interim else 'asymptotic'}")
        key = "all" if interim else "later_half"
        columns.append([cell(Interval(**one[key])) for one in r.results["step_sizes"]])
    alphas = [f"{one['alpha']:g}" for one in found[0].results["step_sizes"]] if found else []
    return table(header, [list(row) for row in zip(alphas, *columns, strict=True)])


def cell(interval: Interval) -> str:
    """A mean and half the width of its interval."""
    return f"{number(interval.mean, 1)} ± {number((interval.high - interval.low) / 2, 1)}"


EPISODES = (1, 10, 20, 50, 100, 200, 300)


def bias_table(records: Mapping[str, Record]) -> str:
    """The share of left after some episodes, and over the last fifty."""
    rows = []
    for r in of_experiment(records, "bias"):
        left, last = r.series["left"], Interval(**r.results["last_50"])
        rows.append([r.config["method"], f"{r.config['runs']:,}",
                     *[number(left[e - 1], 3) for e in EPISODES],
                     f"{number(last.mean, 4)} [{number(last.low, 4)}, {number(last.high, 4)}]"])
    header = ["method", "seeds", *[f"episode {e}" for e in EPISODES], "251 to 300"]
    return table(header, rows)


def convergence_table(records: Mapping[str, Record]) -> str:
    """The error of the table after ever more updates, for each rule."""
    rows, shown = [], (1000.0, 10_000.0, 100_000.0, 1_000_000.0)
    for r in of_experiment(records, "convergence"):
        places = [r.series["updates"].index(u) for u in shown]
        low, high = r.series["low"][-1], r.series["high"][-1]
        rows.append([r.config["steps"], str(r.config["runs"]),
                     *[number(r.series["error"][p], 2) for p in places],
                     unbroken(number(low, 2), number(high, 2))])
    header = ["step size", "seeds", *[f"{int(u):,}" for u in shown], "95 % interval of the last"]
    return table(header, rows)


def lambda_table(records: Mapping[str, Record]) -> str:
    """Q(lambda): returns of the first and the last hundred episodes, and greedy walks."""
    rng, rows = stream(0, "bootstrap of lambda"), []
    for r in of_experiment(records, "lambda"):
        first, last = (bootstrap_interval(r.results[key], rng) for key in ("first", "last"))
        rows.append([f"{r.config['lam']:g}", "cut" if r.config["cut"] else "not cut",
                     str(r.config["runs"]), cell(first), cell(last), *greedy_row(r)])
    header = ["λ", "traces", "seeds", "first 100", "last 100", "−13", "−15", "−17", "worse",
              "in circles"]
    return table(header, rows)


# ---------------------------------------------------------------- numbers inside sentences


def numbers_in_prose(records: Mapping[str, Record], evidence: Evidence) -> dict[str, str]:
    """The numbers that stand inside sentences, by name."""
    limits = records["limits"].results
    numbers = {
        "q_limit": number(limits["q_learning_online"], 2),
        "soft_limit": number(limits["best_soft"], 2),
    }
    for record in of_experiment(records, "online"):
        numbers |= online_numbers(record, evidence.intervals[record.name])
    for record in of_experiment(records, "bias"):
        key, left = slug(record.config["method"]), record.series["left"]
        numbers[f"bias_{key}_peak"] = percent(max(left))
        numbers[f"bias_{key}_peak_episode"] = str(left.index(max(left)) + 1)
        numbers[f"bias_{key}_last"] = percent(record.results["last_50"]["mean"])
        numbers["bias_runs"] = f"{record.config['runs']:,}"
    for place, record in enumerate(of_experiment(records, "convergence")):
        numbers[f"convergence_{place}_final"] = number(record.series["error"][-1], 2)
    for record in of_experiment(records, "exact"):
        numbers["exact_seeds"] = str(record.config["runs"])
        numbers["exact_fewest"] = f"{min(record.results['episodes']):,}"
        numbers["exact_most"] = f"{max(record.results['episodes']):,}"
    for record in of_experiment(records, "lambda"):
        key = f"lambda_{record.config['lam']:g}".replace(".", "")
        key += "" if record.config["cut"] else "_uncut"
        for when in ("first", "last"):
            numbers[f"{key}_{when}"] = number(average(record.results[when]), 1)
    return numbers


def online_numbers(record: Record, interval: Interval) -> dict[str, str]:
    """Returns, greedy walks and repairs of one method, e.g. sarsa_05_1000_mean."""
    alpha = f"{record.config['alpha']:g}".replace(".", "")
    key = f"{slug(record.config['method'])}_{alpha}_{record.config['runs']}"
    counts = greedy_counts(record)
    repairs = [circle["repaired"] for circle in record.results["circles"]]
    numbers = {
        f"{key}_mean": number(interval.mean, 2),
        f"{key}_low": number(interval.low, 2),
        f"{key}_high": number(interval.high, 2),
        f"{key}_circles": str(counts[None]),
        f"{key}_circles_of_one": str(sum(len(c["states"]) == 1
                                         for c in record.results["circles"])),
        f"{key}_repaired_most": str(max(repairs, default=0)),
    }
    for steps in (13, 15, 17):
        numbers[f"{key}_greedy_{steps}"] = str(counts[float(-steps)])
    if "shown_seed" in record.results:
        numbers[f"{slug(record.config['method'])}_shown_seed"] = str(record.results["shown_seed"])
    return numbers


def slug(method: str) -> str:
    """Double Q-learning as double_q_learning."""
    return method.lower().replace(" ", "_").replace("-", "_")


def percent(share: float) -> str:
    """A share as 12.7 %."""
    return f"{number(100.0 * share, 1)} %"


def average(values: list[float]) -> float:
    """The mean, for printing."""
    return sum(values) / len(values)
