"""What a kernel is, and how it is timed against its floor. Standard library only, Python 3.9."""

from __future__ import annotations

import math
import platform
import statistics
import time
from typing import Callable, NamedTuple

PYPY = platform.python_implementation() == "PyPy"


class Effort(NamedTuple):
    """How long to measure."""

    rounds: int  # pairs of measurements, ours and the floor in turns
    shortest: float  # seconds that one measurement lasts at least
    warm_up: float  # seconds before the first one


FULL = Effort(rounds=15, shortest=0.03, warm_up=1.0 if PYPY else 0.0)
QUICK = Effort(rounds=3, shortest=0.001, warm_up=0.02 if PYPY else 0.0)


class Kernel(NamedTuple):
    """Two ways to do the same work: ours, and the best plain loop that we know for it."""

    name: str
    unit: str  # what a time is given for
    units: int  # in one call
    ours: Callable[[], object]
    floor: Callable[[], object]
    floor_is: str
    why: str = ""  # what costs more than the goal, if it does


def seconds_for(work: Callable[[], object], calls: int) -> float:
    """CPU seconds, so that what else the machine does counts less."""
    started = time.process_time()
    for _ in range(calls):
        work()
    return time.process_time() - started


def calls_to_measure(work: Callable[[], object], effort: Effort) -> int:
    """How many calls last long enough to be timed, once PyPy has compiled what they run."""
    warm = time.process_time() + effort.warm_up
    while time.process_time() < warm:
        work()
    calls = 1
    while seconds_for(work, calls) < effort.shortest:
        calls *= 2
    return calls


def measure(kernel: Kernel, effort: Effort = FULL) -> dict[str, object]:
    """The median time of both sides, and the median of the ratios of pairs.

    The two of a pair are measured one right after the other, and take turns in being first,
    so that a slow moment of the machine meets both.
    """
    sides = [(work, calls_to_measure(work, effort)) for work in (kernel.ours, kernel.floor)]
    found: list[list[float]] = [[], []]
    for turn in range(effort.rounds):
        for side in (turn % 2, 1 - turn % 2):
            work, calls = sides[side]
            found[side].append(1e9 * seconds_for(work, calls) / (calls * kernel.units))
    ratios = [ours / floor if floor else math.inf for ours, floor in zip(*found)]
    return {"name": kernel.name, "unit": kernel.unit, "floor_is": kernel.floor_is,
            "why": kernel.why, "ours": statistics.median(found[0]),
            "floor": statistics.median(found[1]), "ratio": statistics.median(ratios)}
