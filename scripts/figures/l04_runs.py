"""The records of lesson 04 as its pictures read them: limits, shown learners, curves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from policywerk.actors.q_learner import METHODS
from policywerk.data.record import Evidence, Record
from policywerk.data.statistics import Interval
from policywerk.data.values import Json, entries, items, number, numbers, rows, whole
from policywerk.lessons.experiment import Records, Run
from policywerk.lessons.l04_q_learner import (
    BIN,
    FILMED,
    LIMITS,
    Film,
    Online,
    bin_name,
    fifty_of,
    greedy_returns,
    part_of,
)
from policywerk.lessons.settings import config_of


class Exact(NamedTuple):
    """What the model says of the cliff."""

    greedy: float  # return of the best policy of all
    best_soft: float  # of the best one that explores
    q_learning_online: float  # of the best of all, if it explores all the same
    careful: list[int]  # what the best one that explores does in each state


def exact_limits(records: Records) -> Exact:
    """The limits, read from their record."""
    found = records.of(LIMITS).results
    return Exact(number(found["greedy"]), number(found["best_soft"]),
                 number(found["q_learning_online"]),
                 [whole(choice) for choice in items(found["best_soft_choices"])])


class Surprise(NamedTuple):
    """The step of an episode that had the largest error."""

    place: int  # in the path of the episode
    next_state: int
    next_action: int  # what was done there
    reward: float
    ahead: list[float]  # the values of the next state, as they were then
    future: float  # what the backup made of them
    error: float


class Seen(NamedTuple):
    """One snapshot of a learner that is filmed."""

    episode: int
    earned: float  # the return of the episode
    before: list[list[float]]  # the table that the episode began with
    values: list[list[float]]
    visits: list[int]
    path: list[int]  # of the episode, without the goal
    surprise: Surprise | None  # None before the first episode

    @property
    def choices(self) -> list[int]:
        """In each state the first of the best actions."""
        return [row.index(max(row)) for row in self.values]


def seen_in(snapshot: Mapping[str, Json]) -> Seen:
    """A snapshot as the record keeps it."""
    return Seen(
        episode=whole(snapshot["episode"]),
        earned=number(snapshot["return"]),
        before=rows(snapshot["before"]),
        values=rows(snapshot["values"]),
        visits=[whole(count) for count in items(snapshot["visits"])],
        path=[whole(state) for state in items(snapshot["path"])],
        surprise=surprise_in(snapshot["surprise"]),
    )


def surprise_in(found: Json) -> Surprise | None:
    """The step as the record keeps it."""
    if found is None:
        return None
    step = entries(found)
    return Surprise(
        whole(step["place"]), whole(step["next_state"]), whole(step["next_action"]),
        number(step["reward"]), numbers(step["ahead"]), number(step["future"]),
        number(step["error"]))


class Shown(NamedTuple):
    """A learner that is filmed."""

    config: Film
    seed: int
    snapshots: list[Seen]

    @property
    def method(self) -> str:
        """The name of its method."""
        return self.config.method


SHOWN_RUNS = tuple(Run(Film(method), seed) for method, seed in FILMED.items())


def shown_learners(records: Records) -> list[Shown]:
    """The learners of the film."""
    found = [records.of(run) for run in SHOWN_RUNS]
    return [Shown(config_of(Film, record), record.seed, [*map(seen_in, record.snapshots)])
            for record in found]


class Curve(NamedTuple):
    """What many seeds of a method earned while learning."""

    method: str
    seeds: int
    middle: list[float]  # episode in the middle of each bin
    intervals: list[Interval]  # of the mean return of its episodes

    @property
    def means(self) -> list[float]:
        """Mean returns."""
        return [interval.mean for interval in self.intervals]

    @property
    def band(self) -> tuple[list[float], list[float]]:
        """Lower and upper ends of the intervals."""
        return ([interval.low for interval in self.intervals],
                [interval.high for interval in self.intervals])

    def first(self, points: int) -> Curve:
        """The first so many points of it."""
        return self._replace(middle=self.middle[:points], intervals=self.intervals[:points])

    def stairs(self) -> tuple[list[float], list[float], list[float], list[float]]:
        """Episodes, means and both ends of the intervals, level over each bin."""
        half = BIN / 2
        across = [end for middle in self.middle for end in (middle - half, middle + half)]
        doubled = [interval for interval in self.intervals for _ in range(2)]
        means, low, high = zip(*doubled) if doubled else ((), (), ())
        return across, list(means), list(low), list(high)

    def turned(self) -> Curve:
        """What was paid instead of earned, for logarithmic axes."""
        return self._replace(intervals=[
            Interval(-mean, -low, -high) for mean, low, high in self.intervals])


def curve_of(record: Record, evidence: Evidence) -> Curve:
    """The curve of a run of `Online`."""
    bins = range(len(record.series["return mean"]))
    return Curve(
        method=config_of(Online, record).method,
        seeds=record.seeds,
        middle=[BIN * place + (BIN + 1) / 2 for place in bins],
        intervals=[evidence.intervals[part_of(record, bin_name(place))] for place in bins],
    )


def curve_behind(shown: Shown, records: Records, evidence: Evidence) -> Curve:
    """The curve of the fifty seeds of which a shown one is the median, turned round."""
    (fifty,) = fifty_of(shown.config)
    return curve_of(records.of(fifty), evidence).turned()


def greedy_behind(shown: Shown, records: Records) -> list[float | None]:
    """Returns of the greedy walks of the same fifty; None for one that goes in circles."""
    (fifty,) = fifty_of(shown.config)
    return greedy_returns(records.of(fifty))


def with_most_seeds(records: Records) -> list[tuple[Online, Record]]:
    """For each method the run at the usual step size that has the most seeds."""
    found = [pair for pair in records.each(Online) if pair[0].alpha == Online().alpha]
    found.sort(key=lambda pair: pair[1].seeds)
    most = {config.method: (config, record) for config, record in found}
    return [most[method] for method in METHODS if method in most]
