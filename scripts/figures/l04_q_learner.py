"""Everything lesson 04 shows: the animation, the figures, the tables, the numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from figures.drawing import Drawing
from figures.l04_pictures import (
    alphas_of,
    counted,
    is_interim,
    outcome_counts,
    step_size_parts,
)
from figures.l04_runs import exact_limits
from figures.page_steps import way_numbers
from figures.tables import number, table, unbroken
from policywerk.data import values as value
from policywerk.data.record import Evidence, Record
from policywerk.data.statistics import Interval
from policywerk.data.values import entries, items, whole
from policywerk.lessons.experiment import Records
from policywerk.lessons.l04_q_learner import (
    FILMED,
    STEP_RULES,
    Bias,
    Convergence,
    Exact,
    Lambda,
    Later,
    Online,
    StepSizes,
    greedy_returns,
    part_of,
)
from policywerk.primitives.vector import mean


def write_results(drawing: Drawing) -> None:
    """All tables of the lesson."""
    drawing.write(results(drawing.records, drawing.intervals), "results.md")


def write_numbers(drawing: Drawing) -> None:
    """The numbers that stand inside sentences."""
    drawing.numbers(numbers_in_prose(drawing.records, drawing.intervals))


# ---------------------------------------------------------------- tables


def results(records: Records, evidence: Evidence) -> str:
    """All tables of the lesson, each under its title."""
    parts = [
        ("Example 6.6. Mean return of the last 100 of 500 episodes, while learning.",
         online_table(records, evidence)),
        ("Q-learning with α = 0.5 and ε = 0.5, until no value is wrong by more than 1e-9.",
         exact_table(records)),
        ("The greedy policies afterwards: how many of the seeds walk for which return.",
         greedy_table(records)),
        ("Figure 6.3. Interim: the first 100 episodes. Asymptotic: the later half of 20,000.",
         step_sizes_table(records, evidence)),
        ("Example 6.7. Share of episodes that begin with left; 5 % is the floor.",
         bias_table(records, evidence)),
        ("Step sizes on a slippery cliff: root mean squared error of the table.",
         convergence_table(records, evidence)),
        ("Q(λ) with α = 0.1: mean return, and greedy walks afterwards.",
         lambda_table(records, evidence)),
        ("A hundred times as long: greedy walks on the way, and the error of the step along the "
         "edge that is most too low, in the worst seed.", later_table(records)),
    ]
    return "\n".join(f"**{title}**\n\n{text}" for title, text in parts)


def span(interval: Interval, digits: int = 2) -> str:
    """An interval as −27.1 to −26.5."""
    return unbroken(number(interval.low, digits), number(interval.high, digits))


PRINTED = {"Sarsa": "about −25", "Q-learning": "about −50"}


def online_table(records: Records, evidence: Evidence) -> str:
    """Returns while learning, with intervals, beside printed and exact numbers."""
    rows = []
    for config, record in records.each(Online):
        interval = evidence.intervals[record.name]
        exact = evidence.expected.get(record.name)
        rows.append([
            config.method, f"{config.alpha:g}", f"{record.seeds:,}", number(interval.mean, 2),
            span(interval), PRINTED.get(config.method, "") if config.alpha == 0.5 else "",
            "" if exact is None else number(exact, 2)])
    return table(["method", "α", "seeds", "mean", "95 % interval", "printed", "limit, exact"],
                 rows)


def exact_table(records: Records) -> str:
    """How long Q-learning took to learn every value of the cliff, and what it is worth then."""
    header = ["seeds", "fewest episodes", "most episodes", "largest error", "greedy walks of −13"]
    rows = []
    for _, record in records.each(Exact):
        episodes, greedy = value.numbers(record.results["episodes"]), greedy_returns(record)
        largest = max(value.numbers(record.results["largest_error"]))
        rows.append([str(len(episodes)), f"{min(episodes):,}", f"{max(episodes):,}",
                     f"{largest:.1e}".replace("-", "−"),
                     f"{greedy.count(-13.0)} of {len(greedy)}"])
    return table(header, rows)


def greedy_row(counts: Counter[str]) -> list[str]:
    """Counts of −13, −15, −17, of anything worse, and of walks in circles."""
    return [f"{counts[outcome]:,}" if counts[outcome] else "–"
            for outcome in ("−13", "−15", "−17", "worse", "in circles")]


def greedy_table(records: Records) -> str:
    """Greedy walks after learning on the cliff."""
    rows = [[config.method, f"{config.alpha:g}", f"{record.seeds:,}",
             *greedy_row(outcome_counts(record))]
            for config, record in records.each(Online)]
    return table(["method", "α", "seeds", "−13", "−15", "−17", "worse", "in circles"], rows)


def step_sizes_table(records: Records, evidence: Evidence) -> str:
    """Every step size of figure 6.3, with the intervals."""
    header, columns = ["α"], []
    for config, record in sorted(records.each(StepSizes), key=lambda pair: pair[0].episodes):
        header.append(f"{config.method}, {'interim' if is_interim(config) else 'asymptotic'}")
        columns.append([cell(evidence.intervals[name]) for name in step_size_parts(record)])
        alphas = [f"{alpha:g}" for alpha in alphas_of(record)]
    rows = [list(row) for row in zip(alphas, *columns, strict=True)] if columns else []
    return table(header, rows)


def cell(interval: Interval) -> str:
    """A mean and half the width of its interval."""
    return f"{number(interval.mean, 1)} ± {number((interval.high - interval.low) / 2, 1)}"


EPISODES = (1, 10, 20, 50, 100, 200, 300)


def bias_table(records: Records, evidence: Evidence) -> str:
    """The share of left after some episodes, and over the last fifty."""
    rows = []
    for config, record in records.each(Bias):
        left, last = record.series["left"], evidence.intervals[part_of(record, "last_50")]
        rows.append([config.method, f"{record.seeds:,}",
                     *[number(left[e - 1], 3) for e in EPISODES],
                     f"{number(last.mean, 4)} [{number(last.low, 4)}, {number(last.high, 4)}]"])
    header = ["method", "seeds", *[f"episode {e}" for e in EPISODES], "251 to 300"]
    return table(header, rows)


def convergence_table(records: Records, evidence: Evidence) -> str:
    """The error of the table after ever more updates, for each rule."""
    rows, shown = [], (1000.0, 10_000.0, 100_000.0, 1_000_000.0)
    for config, record in records.each(Convergence):
        intervals = [evidence.intervals[part_of(record, f"updates {n:g}")] for n in shown]
        rows.append([config.steps, str(record.seeds),
                     *[number(interval.mean, 2) for interval in intervals], span(intervals[-1])])
    header = ["step size", "seeds", *[f"{int(u):,}" for u in shown], "95 % interval of the last"]
    return table(header, rows)


def lambda_table(records: Records, evidence: Evidence) -> str:
    """Q(lambda): returns of the first and the last hundred episodes, and greedy walks."""
    rows = []
    for config, record in records.each(Lambda):
        first, last = (evidence.intervals[part_of(record, key)] for key in ("first", "last"))
        rows.append([f"{config.lam:g}", "cut" if config.cut else "not cut", str(record.seeds),
                     cell(first), cell(last), *greedy_row(outcome_counts(record))])
    header = ["λ", "traces", "seeds", "first 100", "last 100", "−13", "−15", "−17", "worse",
              "in circles"]
    return table(header, rows)


class Look(NamedTuple):
    """What the seeds of a run of `Later` do after so many episodes."""

    episodes: int
    walks: Counter[str]  # how many greedy walks came to each outcome
    edge: float  # the lowest error of a step along the edge, of all seeds


def looks(record: Record) -> Iterator[Look]:
    """The milestones of a run of `Later`."""
    found = record.results
    greedy = [[None if earned is None else value.number(earned) for earned in items(walks)]
              for walks in items(found["greedy"])]
    for episodes, walks, edge in zip(
            items(found["episodes"]), greedy, value.rows(found["edge"]), strict=True):
        yield Look(whole(episodes), counted(walks), min(edge))


def later_table(records: Records) -> str:
    """Greedy walks after ever more episodes."""
    rows = []
    for config, record in records.each(Later):
        name = config.method.replace("(lambda)", f"(λ), λ = {config.lam:g}")
        for look in looks(record):
            lowest = "0" if look.edge > -0.05 else number(look.edge, 1)
            rows.append([name, f"{config.alpha:g}", str(record.seeds), f"{look.episodes:,}",
                         *greedy_row(look.walks), lowest])
    header = ["method", "α", "seeds", "episodes", "−13", "−15", "−17", "worse", "in circles",
              "lowest error"]
    return table(header, rows)


# ---------------------------------------------------------------- numbers inside sentences


def numbers_in_prose(records: Records, evidence: Evidence) -> dict[str, str]:
    """The numbers that stand inside sentences, by name."""
    limits = exact_limits(records)
    numbers = {
        "q_limit": number(limits.q_learning_online, 2),
        "soft_limit": number(limits.best_soft, 2),
        **{f"{underscored(method)}_shown_seed": str(seed) for method, seed in FILMED.items()},
        **way_numbers(),
    }
    for config, record in records.each(Online):
        numbers |= online_numbers(config, record, evidence.intervals[record.name])
    for bias, record in records.each(Bias):
        key, left = underscored(bias.method), record.series["left"]
        numbers[f"bias_{key}_peak"] = percent(max(left))
        numbers[f"bias_{key}_peak_episode"] = str(left.index(max(left)) + 1)
        last = entries(record.results["last_50"])
        numbers[f"bias_{key}_last"] = percent(value.number(last["mean"]))
        numbers["bias_runs"] = f"{record.seeds:,}"
    for convergence, record in records.each(Convergence):
        place = list(STEP_RULES).index(convergence.steps)
        numbers[f"convergence_{place}_final"] = number(record.series["error mean"][-1], 2)
    for _, record in records.each(Exact):
        episodes = value.numbers(record.results["episodes"])
        numbers["exact_seeds"] = str(record.seeds)
        numbers["exact_fewest"] = f"{min(episodes):,}"
        numbers["exact_most"] = f"{max(episodes):,}"
    for traces, record in records.each(Lambda):
        key = f"lambda_{traces.lam:g}".replace(".", "") + ("" if traces.cut else "_uncut")
        for when in ("first", "last"):
            numbers[f"{key}_{when}"] = number(mean(value.numbers(record.results[when])), 1)
    for later, record in records.each(Later):
        numbers |= later_numbers(later, record)
    return numbers


def later_numbers(config: Later, record: Record) -> dict[str, str]:
    """Walks along the edge, and its lowest error, e.g. later_double_q_learning_05_500_13."""
    which = f"{config.lam if config.lam else config.alpha:g}".replace(".", "")
    key = f"later_{underscored(config.method).replace('(lambda)', '')}_{which}"
    numbers = {"later_seeds": str(record.seeds)}
    for look in looks(record):
        numbers[f"{key}_{look.episodes}_13"] = str(look.walks["−13"])
        numbers[f"{key}_{look.episodes}_edge"] = number(-look.edge, 0)
    return numbers


def online_numbers(config: Online, record: Record, interval: Interval) -> dict[str, str]:
    """Returns, greedy walks and repairs of one method, e.g. sarsa_05_1000_mean."""
    alpha = f"{config.alpha:g}".replace(".", "")
    key = f"{underscored(config.method)}_{alpha}_{record.seeds}"
    greedy = greedy_returns(record)
    circles = [entries(circle) for circle in items(record.results["circles"])]
    repairs = [whole(circle["repaired"]) for circle in circles]
    of_one = [circle for circle in circles if len(items(circle["states"])) == 1]
    numbers = {
        f"{key}_mean": number(interval.mean, 2),
        f"{key}_low": number(interval.low, 2),
        f"{key}_high": number(interval.high, 2),
        f"{key}_circles": str(len(circles)),
        f"{key}_circles_of_one": str(len(of_one)),
        f"{key}_repaired_most": str(max(repairs, default=0)),
    }
    for steps in (13, 15, 17):
        numbers[f"{key}_greedy_{steps}"] = str(greedy.count(float(-steps)))
    return numbers


def underscored(method: str) -> str:
    """Double Q-learning as double_q_learning."""
    return method.lower().replace(" ", "_").replace("-", "_")


def percent(share: float) -> str:
    """A share as 12.7 %."""
    return f"{number(100.0 * share, 1)} %"
