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

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import PYPY

WHOLE = 14_000  # steps: what a seed is given
SHORT, QUICK = 2_000, 1_100  # on CPython, and where it is to be quick; learning begins at 1,000


def train(steps: int) -> tuple[float, int, int]:
    """CPU seconds, multiply-adds and updates of an agent that trains for so many steps."""
    from policywerk.lessons.experiment import Given
    from policywerk.lessons.l05_dqn import Catch, advance, begin

    config = replace(Catch(), steps=WHOLE, film=False, evaluations=1)
    training = begin(config, Given(seed=0))
    started = time.process_time()
    while training.step < min(steps, WHOLE - 100):  # the last stretch would judge the agent
        advance(training)
    return time.process_time() - started, training.work, training.agent.updates


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
    seconds, work, updates = train(steps)
    trained = min(steps, WHOLE - 100)
    due = WHOLE - 999  # updates in all, one a step from step 1,000 on
    scale = due / updates
    print(json.dumps({
        "trained": trained, "whole": WHOLE, "seconds": seconds * scale,
        "multiply_adds": round(work * scale), "floor": bare_seconds(round(work * scale)),
    }))


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    main(sys.argv[2:])
