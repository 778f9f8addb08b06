"""The records of lesson 06 as its pictures read them: groups of runs, curves, film scenes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from policywerk.data.record import Record
from policywerk.data.values import Json, items, number, numbers, rows, whole
from policywerk.lessons.experiment import Records, Run
from policywerk.lessons.l06_ppo import EACH, compared, run_of
from policywerk.lessons.l06_worlds import Untaught
from policywerk.primitives.scalar import exp
from policywerk.primitives.vector import mean

POINT_MASS = "point mass"
WINDOW = 20  # episodes of training whose mean is drawn


def runs_of(*groups: str) -> tuple[Run, ...]:
    """The runs of some groups, as the lesson plans them."""
    return tuple(run for group in groups for run in (
        [run_of(group, seed) for seed in range(EACH[group][1])] if group in EACH
        else [compared(group)]))


def baseline(records: Records, player: str, world: str = POINT_MASS) -> list[float]:
    """The returns of somebody who does not learn; none if that was not played yet."""
    record = records.find(Run(Untaught(world)))
    return [] if record is None else numbers(record.results[player])


# ---------------------------------------------------------------- curves


class Returns(NamedTuple):
    """What a seed earned in training, smoothed backwards: nothing is known before its time."""

    ends: list[float]  # for each episode the steps done when the iteration was that it ended in
    means: list[float]  # of that episode and the 19 before it, or those there are

    def until(self, step: float) -> Returns:
        """As much of it as has happened by a step."""
        known = bisect_right(self.ends, step)
        return Returns(self.ends[:known], self.means[:known])

    def by_iteration(self) -> Returns:
        """The last of each iteration in which an episode ended: a point at a step, to be drawn."""
        last = dict(zip(self.ends, self.means, strict=True))
        return Returns([*last], [*last.values()])


def returns_of(record: Record) -> Returns:
    """The training returns of a run of one seed, each the mean of the last twenty."""
    earned = record.series["return"]
    return Returns(record.series["end"], [mean(earned[max(0, i + 1 - WINDOW):i + 1])
                                          for i in range(len(earned))])


class Spread(NamedTuple):
    """Training returns of several seeds: of each iteration the mean, the lowest and the highest."""

    steps: list[float]
    means: list[float]
    low: list[float]
    high: list[float]


def spread(records: Sequence[Record]) -> Spread:
    """The mean return of the episodes that ended in each iteration, over all seeds.

    The records may be of one seed each, or of many in one. A seed in which no episode ended in
    an iteration, or that ran away before it, does not count there.
    """
    seeds = [seed for record in records for seed in iteration_means(record)]
    steps = sorted({step for seed in seeds for step in seed})
    columns = [[seed[step] for seed in seeds if step in seed] for step in steps]
    return Spread(steps, [mean(column) for column in columns],
                  [min(column) for column in columns], [max(column) for column in columns])


def iteration_means(record: Record) -> list[dict[float, float]]:
    """For each seed of a record: steps done -> mean return of the episodes that ended there."""
    series = record.series
    if "return" not in series:
        return [dict(zip(series[f"end {i}"], series[f"return {i}"], strict=True))
                for i in range(record.seeds)]
    ended: dict[float, list[float]] = {}
    for step, earned in zip(series["end"], series["return"], strict=True):
        ended.setdefault(step, []).append(earned)
    return [{step: mean(each) for step, each in ended.items()}]


# ---------------------------------------------------------------- scenes of the film


class Path(NamedTuple):
    """One episode of the exploring policy."""

    places: list[list[float]]  # x and y, the start first
    reached: bool  # the target; else its time was up


class Scene(NamedTuple):
    """The agent after an iteration, as the film shows it."""

    step: int
    paths: list[Path]
    means: list[list[float]]  # the mean push at each of PLACES x PLACES, x fastest
    sds: list[float]  # of either part of a push, the same everywhere
    better: list[float]  # how many ratios in each bin, of actions that went better than usual
    worse: list[float]

    @property
    def longest(self) -> int:
        """Steps until the last of its episodes is over."""
        return max(len(path.places) - 1 for path in self.paths)


def scenes_of(record: Record) -> list[Scene]:
    """The scenes of a film, one an iteration, the first before any."""
    return [scene_of(snapshot) for snapshot in record.snapshots]


def scene_of(snapshot: Mapping[str, Json]) -> Scene:
    """A snapshot as the record keeps it."""
    paths = [rows(path) for path in items(snapshot["paths"])]
    reached = [bool(each) for each in numbers(snapshot["reached"])]
    return Scene(
        step=whole(snapshot["step"]),
        paths=[Path(*each) for each in zip(paths, reached, strict=True)],
        means=rows(snapshot["means"]),
        sds=[exp(number(log_sd)) for log_sd in items(snapshot["log sd"])],
        better=numbers(snapshot["better"]),
        worse=numbers(snapshot["worse"]),
    )
