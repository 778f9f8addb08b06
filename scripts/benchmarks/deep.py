"""One agent of lesson 05 beside its floor. Standard library only, Python 3.9.

bench.py starts this file once in each interpreter: deep.py SRC [--quick]. It prints one JSON
object: the steps that were trained and those they stand for, CPU seconds, exact multiply-adds,
and the CPU seconds that a bare loop needs for as many.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import PYPY

WHOLE, FIRST = 14_000, 1_000  # steps that a seed is given; those before the first update
SHORT, QUICK = 2_000, 1_100  # on CPython, and where it is to be quick


def spent(training: Any, steps: int) -> tuple[float, int]:
    """CPU seconds and multiply-adds until the agent has taken so many steps."""
    from policywerk.lessons.l05_dqn import advance

    started, before = time.process_time(), training.work
    while training.step < steps:
        advance(training)
    return time.process_time() - started, training.work - before


def train(steps: int) -> tuple[float, float]:
    """CPU seconds and multiply-adds of WHOLE steps, of which only so many are taken."""
    from policywerk.lessons.experiment import Given
    from policywerk.lessons.l05_dqn import Catch, begin

    config = replace(Catch(), steps=2 * WHOLE, film=False, evaluations=1, episodes=1)
    training = begin(config, Given(seed=0))  # twice as long, so that it is not judged here
    first, learning = spent(training, FIRST), spent(training, steps)
    times = (WHOLE - FIRST) / (steps - FIRST)
    return first[0] + times * learning[0], first[1] + times * learning[1]


def bare_seconds(multiply_adds: int) -> float:
    """CPU seconds for so many multiply-adds in a bare loop over rows of 64."""
    row, weights, calls, found = [0.5] * 64, [0.25] * 64, 200_000 if PYPY else 20_000, 0.0
    for _ in range(2):  # the first time PyPy compiles
        started = time.process_time()
        for _ in range(calls):
            total = 0.0
            for k in range(64):
                total += row[k] * weights[k]
        found = time.process_time() - started
    return found * multiply_adds / (64 * calls)


def main(arguments: list[str]) -> None:
    steps = QUICK if "--quick" in arguments else WHOLE if PYPY else SHORT
    seconds, work = train(steps)
    print(json.dumps({"trained": steps, "whole": WHOLE, "seconds": seconds,
                      "multiply_adds": round(work), "floor": bare_seconds(round(work))}))


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    main(sys.argv[2:])
