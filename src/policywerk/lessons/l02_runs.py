"""Lesson 02, runs of trials: how one is made, what is kept of many, and how a curve comes of it."""

from __future__ import annotations

from typing import List, NamedTuple, Sequence

from policywerk.actors.barto_sutton import Controller, run_trial
from policywerk.building_blocks.boxes import Boxes
from policywerk.building_blocks.environments import Environment
from policywerk.data.record import Record
from policywerk.lessons.experiment import Found, Given
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector, mean

FAR = 10_000  # steps: a trial as long has learnt to balance


class Lengths(NamedTuple):
    """How long the trials of one run lasted."""

    steps: Vector  # whole numbers; the last was broken off if the run was stopped
    stopped: bool  # whether the run reached the cap


def train(
    world: Environment, boxes: Boxes, system: Controller, rng: Stream, trials: int, cap: int
) -> Lengths:
    """One run: so many trials, or fewer if their steps reach the cap."""
    lengths: Vector = []
    left = cap
    while left > 0 and len(lengths) < trials:
        steps = run_trial(world, boxes, system, rng, left).steps
        lengths.append(float(steps))
        left -= steps
    return Lengths(lengths, left == 0)


def filled(lengths: Vector, trials: int) -> Vector:
    """The lengths of a run, with the trials that a stopped run did not come to.

    They count as long as the one that was broken off or the one before it, whichever was
    longer (Barto, Sutton & Anderson 1983).
    """
    return [*lengths, *[max(lengths[-2:])] * (trials - len(lengths))]


BIN = 5  # trials that are averaged for one point of a curve


def binned(lengths: Vector) -> Vector:
    """Mean length of every five trials."""
    return [mean(lengths[first:first + BIN]) for first in range(0, len(lengths), BIN)]


def averaged(curves: Sequence[Vector]) -> Vector:
    """The mean of several curves, point by point."""
    return [mean(list(points)) for points in zip(*curves)]


class RunsSoFar:
    """The runs of an experiment so far, one a seed, told to whoever listens."""

    def __init__(self, trials: int, given: Given) -> None:
        self.trials, self.given = trials, given
        self.found: List[Lengths] = []
        self.curves: List[Vector] = []
        given.report("training", 0, given.seeds)

    def add(self, run: Lengths) -> None:
        """Take in the next run."""
        self.found.append(run)
        self.curves.append(binned(filled(run.steps, self.trials)))
        merit = f"last five trials {self.curves[-1][-1]:.1f} steps"
        self.given.report("training", len(self.found), self.given.seeds, merit)

    def measured(self) -> Found:
        """The lengths of all trials, the curve of their averages, and how each run ended."""
        return Found(
            results={
                "curve": averaged(self.curves),
                "last": [curve[-1] for curve in self.curves],
                "stopped": [run.stopped for run in self.found],
            },
            series={f"seed {seed}": run.steps
                    for seed, run in zip(self.given.each_seed, self.found)},
        )


def lengths_of(record: Record) -> List[Vector]:
    """The lengths of the trials of each run of a record, in the order of the seeds."""
    return [record.series[f"seed {seed}"]
            for seed in range(record.seed, record.seed + record.seeds)]
