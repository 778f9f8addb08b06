"""The records of lesson 06 as its tables read them, and the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from figures.tables import number, table, unbroken
from policywerk.data import values as value
from policywerk.data.published import published
from policywerk.data.record import Evidence, Record
from policywerk.data.statistics import Interval
from policywerk.lessons.experiment import Records, Run
from policywerk.lessons.l06_ppo import (
    ABLATIONS,
    BALANCED,
    COMPARED,
    EACH,
    TABLE,
    THINNER,
    group_name,
    outcomes_of,
    records_of,
    run_of,
)
from policywerk.lessons.l06_worlds import Untaught
from policywerk.primitives.vector import mean

GROUPS = {**{group: config for group, (config, _) in EACH.items()}, **COMPARED}
CHANGED = {  # what is changed in each world
    "point mass": tuple(ABLATIONS),
    "balance": tuple(name for name in ABLATIONS if name in BALANCED),
}
DIGITS = {"point mass": 3, "balance": 1, "cart-pole": 1, "pendulum": 0}  # of a greedy return
OF_TRAINING = {"point mass": 2, "balance": 0, "cart-pole": 0, "pendulum": 0}  # of a noisy one
BASE_ROW = next(name for name, change in TABLE.items() if not change)
PLAYERS = {"at random": "random", "steering": "steering"}


# ---------------------------------------------------------------- records


def world_of(group: str) -> str:
    """The world of a group."""
    return GROUPS[group].world


def printed() -> dict[str, float]:
    """The paper's table 1, by row."""
    return {name: value.number(each)
            for name, each in value.entries(published("ppo_table_1").value).items()}


def untaught(records: Records, world: str, name: str) -> list[float]:
    """What came of those who do not learn; none if that was not played yet or not possible."""
    record = records.find(Run(Untaught(world)))
    return value.numbers(record.results[name]) if record and name in record.results else []


def seeds_of(records: Records, group: str) -> int:
    """How many seeds of a group are trained."""
    return len(outcomes_of(records, group, "last"))


def diverged(records: Records, group: str) -> int:
    """How many of them ran away."""
    return sum(1 for record in records_of(records, group)
               for said in value.items(record.results["diverged"]) if value.text(said))


def billions(records: Records, group: str) -> float:
    """Multiply-adds of one seed, in the mean, in billions."""
    return mean([value.number(record.results["multiply_adds"]) / record.seeds
                 for record in records_of(records, group)]) / 1e9


class Curve(NamedTuple):
    """Training returns of one seed: of each iteration in which an episode ended, their mean."""

    steps: list[float]
    means: list[float]


def curves_of(records: Records, group: str) -> list[Curve]:
    """A curve for each seed."""
    if group in COMPARED:
        return [Curve(record.series[f"end {i}"], record.series[f"return {i}"])
                for record in records_of(records, group) for i in range(record.seeds)]
    return [curve_of(record) for record in records_of(records, group)]


def curve_of(record: Record) -> Curve:
    """The curve of a record of one seed, which keeps every episode."""
    at: dict[float, list[float]] = {}
    for step, earned in zip(record.series["end"], record.series["return"], strict=True):
        at.setdefault(step, []).append(earned)
    return Curve(list(at), [mean(earned) for earned in at.values()])


def mean_curve(curves: Sequence[Curve]) -> Curve:
    """The mean over the seeds of which something is known at a step."""
    at: dict[float, list[float]] = {}
    for curve in curves:
        for step, earned in zip(*curve):
            at.setdefault(step, []).append(earned)
    steps = sorted(at)
    return Curve(steps, [mean(at[step]) for step in steps])


def marks_of(records: Records, group: str, name: str) -> list[list[float]]:
    """What was measured of each iteration, for each seed: of several together only the KL."""
    if group in COMPARED:
        return [record.series[f"{name} {i}"] for record in records_of(records, group)
                for i in range(record.seeds)]
    return [record.series[name] for record in records_of(records, group)]


def over_seeds(marks: Sequence[Sequence[float]]) -> list[float]:
    """The mean of each iteration over the seeds that came so far."""
    longest = max((len(of_seed) for of_seed in marks), default=0)
    return [mean([of_seed[i] for of_seed in marks if i < len(of_seed)]) for i in range(longest)]


# ---------------------------------------------------------------- tables


def results(records: Records, evidence: Evidence) -> str:
    """All tables of the lesson, each under its title."""
    parts = [
        ("Returns in the end. The likeliest action of the final weights, 100 episodes a seed; mean "
         "over the seeds, its 95 % interval, and the smallest of the seeds. Beside it those who do "
         "not learn, from the same 100 starts.", returns_table(records, evidence)),
        ("How these episodes go: steps, the share that terminated (of the point mass: that reached "
         "the target), and the worst episode of all seeds.", episodes_table(records)),
        ("The last 100 episodes of training, in which actions are drawn.",
         last_table(records, evidence)),
        ("The paper's table 1, made here: the mean of the last 100 episodes of training, 0 for "
         "chance and 1 for the best run; ten seeds, mean over two worlds, and its 95 % interval.",
         scores_table(records, evidence)),
        ("The same agents in the end: greedy return, and the smallest of the ten seeds.",
         ends_table(records, evidence)),
        *((f"{world.capitalize()}, {GROUPS[world].steps:,} steps, one thing changed: greedy "
           "return in the end, and the last 100 episodes of training; 95 % intervals over the "
           "seeds.", changes_table(records, evidence, world)) for world in CHANGED),
        ("What it costs: of one seed, in the mean. What is not listed costs as much as the usual "
         "settings of its world, to within a tenth, and none of its seeds ran away.",
         costs_table(records)),
        ("The seeds of the point mass, one by one.", seeds_table(records)),
    ]
    return "\n".join(f"**{title}**\n\n{text}" for title, text in parts if text)


def span(interval: Interval, digits: int) -> str:
    """An interval as −27.1 to −26.5."""
    return unbroken(number(interval.low, digits), number(interval.high, digits))


def known(evidence: Evidence, name: str, digits: int) -> list[str]:
    """The cells of a mean and its interval; the interval is empty for a single seed."""
    samples, interval = evidence.samples.get(name), evidence.intervals.get(name)
    if not samples:
        return ["–", "–"]  # not trained yet, or all have run away
    return [number(mean(samples), digits), span(interval, digits) if interval else "–"]


def returns_table(records: Records, evidence: Evidence) -> str:
    """What the final weights earn, and those who do not learn."""
    rows = []
    for world, (config, _) in EACH.items():
        samples, digits = outcomes_of(records, world, "greedy"), DIGITS[world]
        if not seeds_of(records, world):
            continue
        players = [untaught(records, world, f"{player}, judged") for player in PLAYERS.values()]
        rows.append([world, str(seeds_of(records, world)), f"{config.steps:,}",
                     *known(evidence, f"{world}, greedy", digits),
                     number(min(samples), digits) if samples else "–",
                     *[number(mean(each), digits) if each else "–" for each in players]])
    return table(["world", "seeds", "steps", "greedy", "95 % interval", "smallest",
                  *PLAYERS], rows) if rows else ""


def episodes_table(records: Records) -> str:
    """How long the episodes of the final weights are, how they end, and the worst."""
    rows = []
    for world in EACH:
        steps, ended, least = (outcomes_of(records, world, name)
                               for name in ("steps", "terminated", "least"))
        if steps:
            seeds = (f" ({percent(min(ended))} to {percent(max(ended))} %, by seed)"
                     if min(ended) < max(ended) else "")
            rows.append([world, number(mean(steps), 1), f"{percent(mean(ended))} %{seeds}",
                         number(min(least), min(DIGITS[world], 2))])
    return table(["world", "steps", "terminated", "worst episode"], rows) if rows else ""


def percent(share: float) -> str:
    """A share in percent; it says 100 only of all."""
    return number(100.0 * share, 0 if share in (0.0, 1.0) else 1)


def last_table(records: Records, evidence: Evidence) -> str:
    """What was earned in training, and at random."""
    rows = []
    for world in EACH:
        digits = OF_TRAINING[world]
        if seeds_of(records, world):
            at_random = untaught(records, world, "random")
            rows.append([world, *known(evidence, f"{world}, last", digits),
                         number(mean(at_random), digits) if at_random else "–"])
    return table(["world", "last 100", "95 % interval", "at random"], rows) if rows else ""


def scores_table(records: Records, evidence: Evidence) -> str:
    """Our scores of each objective, world by world and together, and the paper's."""
    rows = []
    for name, theirs in printed().items() if any_scored(evidence) else ():
        cells = [known(evidence, f"{world}, {name}, score", 2)[0] for world in THINNER]
        rows.append([name, *cells, *known(evidence, f"{name}, score", 2), number(theirs, 2)])
    rows.sort(key=lambda row: list(TABLE).index(row[0]))
    return table(["objective", *THINNER, "both", "95 % interval", "paper"], rows) if rows else ""


def ends_table(records: Records, evidence: Evidence) -> str:
    """How well each objective's agents act in the end, which the scores do not say."""
    rows = []
    for name in TABLE:
        cells = []
        for world in THINNER:
            group = group_name(world, name)
            samples, digits = outcomes_of(records, group, "greedy"), DIGITS[world]
            cells += [*known(evidence, f"{group}, greedy", digits),
                      number(min(samples), digits) if samples else "–"]
        rows += [[name, *cells]] if any(cell != "–" for cell in cells) else []
    header = [each for world in THINNER for each in (world, "95 % interval", "smallest")]
    return table(["objective", *header], rows) if rows else ""


def any_scored(evidence: Evidence) -> bool:
    """Whether there is a score at all."""
    return any(name.endswith(", score") for name in evidence.samples)


def changes_table(records: Records, evidence: Evidence, world: str) -> str:
    """What each change comes to in a world."""
    rows = []
    for name in (BASE_ROW, *CHANGED[world]):
        group = group_name(world, name)
        if not seeds_of(records, group):
            continue
        samples, digits = outcomes_of(records, group, "greedy"), DIGITS[world]
        rows.append(["as usual" if group == world else name,
                     *known(evidence, f"{group}, greedy", digits),
                     number(min(samples), digits) if samples else "–",
                     *known(evidence, f"{group}, last", OF_TRAINING[world])])
    return table(["change", "greedy", "95 % interval", "smallest", "last 100", "95 % interval"],
                 rows) if rows else ""


def costs_table(records: Records) -> str:
    """Multiply-adds, and seeds that ran away; only where there is something to say."""
    rows = []
    for group, config in GROUPS.items():
        seeds, away = seeds_of(records, group), diverged(records, group)
        if seeds and (group in EACH or away or not costs_as_usual(records, group)):
            rows.append([group, f"{config.steps:,}", number(billions(records, group), 2),
                         f"{away} of {seeds}"])
    return table(["agent", "steps", "multiply-adds, billions", "seeds that diverged"],
                 rows) if rows else ""


def costs_as_usual(records: Records, group: str) -> bool:
    """Whether a seed takes the multiply-adds of its world's usual settings, to within a tenth."""
    world = world_of(group)
    if not seeds_of(records, world):
        return False
    usual = billions(records, world)
    return abs(billions(records, group) - usual) <= 0.1 * usual


def seeds_table(records: Records) -> str:
    """Every seed of the point mass."""
    rows = []
    for seed in range(EACH["point mass"][1]):
        record = records.find(run_of("point mass", seed))
        if record is not None:
            cells = [value.numbers(record.results[name])
                     for name in ("greedy", "least", "steps", "last")]
            ended = value.numbers(record.results["terminated"])
            rows.append([str(seed), *[number(each[0], digits) if each else "–"
                                      for each, digits in zip(cells, (3, 2, 2, 2))],
                         f"{percent(ended[0])} %" if ended else "–"])
    return table(["seed", "greedy", "worst episode", "steps", "last 100", "reached"],
                 rows) if rows else ""
