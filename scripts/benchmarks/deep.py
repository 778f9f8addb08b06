"""Agents of lessons 05 to 07 beside their floors. Standard library only, Python 3.9.

bench.py starts this file once in each interpreter: deep.py SRC [--quick]. It prints a JSON list
with an object an agent: the steps that were trained and those they stand for, CPU seconds, exact
multiply-adds, and the CPU seconds that a bare loop needs for as many; of lesson 07 also the CPU
milliseconds of an update.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import PYPY

FIRST = 1_000  # steps of lesson 05 before the first update


class Cost(NamedTuple):
    """What a whole training costs."""

    seconds: float
    work: float  # multiply-adds
    update: float | None = None  # CPU milliseconds of one, where they are timed one by one


class Agent(NamedTuple):
    """What is trained, and for how long."""

    name: str
    whole: int  # steps that a seed is given
    compiled: int  # that PyPy trains here
    short: int  # on CPython
    quick: int  # where it is to be quick
    train: Callable[[int, int], Cost]  # from steps to train and those of the whole


def spent(training: Any, advance: Callable[[Any], Any], until: int) -> tuple[float, int]:
    """CPU seconds and multiply-adds to bring a training to that step of its own."""
    started, before = time.process_time(), training.work
    while training.step < until:
        advance(training)
    return time.process_time() - started, training.work - before


def train_q_network(steps: int, whole: int) -> Cost:
    """The cost of lesson 05: FIRST steps, then what the others cost."""
    from policywerk.lessons.experiment import Given
    from policywerk.lessons.l05_dqn import Catch, advance, begin

    config = replace(Catch(), steps=2 * whole, film=False, evaluations=1, episodes=1)
    training = begin(config, Given(seed=0))  # twice as long, so that it is not judged here
    first, learning = spent(training, advance, FIRST), spent(training, advance, steps)
    times = (whole - FIRST) / (steps - FIRST)
    return Cost(first[0] + times * learning[0], first[1] + times * learning[1])


def train_actor(steps: int, whole: int) -> Cost:
    """The cost of lesson 06, whose iterations all cost the same."""
    from policywerk.lessons.experiment import Given
    from policywerk.lessons.l06_ppo import Control, advance, begin

    config = replace(Control(), steps=whole, film=False)
    seconds, work = spent(begin(config, Given(seed=0)), advance, steps // config.horizon)
    return Cost(seconds * whole / steps, work * whole / steps)


def train_dreamer(steps: int, whole: int) -> Cost:
    """The cost of lesson 07: acting, and what the steps pay in updates.

    The steps before the first update are acted; of the others only the updates are made. That of
    an update is the median after the first third, when PyPy has compiled it.
    """
    from policywerk.building_blocks.work import multiply_adds
    from policywerk.lessons.experiment import Given
    from policywerk.lessons.l07_dreamer import STRETCH, Imagine, advance, begin

    config = replace(Imagine(), steps=whole, film=False)
    training = begin(config, Given(seed=0))
    acting = spent(training, advance, config.prefill // STRETCH - 1)
    acted = config.prefill - STRETCH
    per_step, streams = training.agent.settings.updates_per_step, training.streams
    updates, due = max(1, round(per_step * (steps - config.prefill))), per_step * (
        whole - config.prefill)
    before, took = multiply_adds(), []
    for _ in range(updates):
        started = time.process_time()
        training.agent.update(streams.replay, streams.dreaming)
        took.append(time.process_time() - started)
    learning = sum(took), multiply_adds() - before
    seconds, work = (whole / acted * a + due / updates * b for a, b in zip(acting, learning))
    return Cost(seconds, work, 1000.0 * statistics.median(took[updates // 3:]))


AGENTS = (
    Agent("Catcher", 14_000, 14_000, 2_000, 1_100, train_q_network),
    Agent("point mass", 10_240, 10_240, 1_024, 512, train_actor),
    Agent("point mass, pixels", 4_500, 700, 310, 302, train_dreamer),
)


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


def measured(agent: Agent, quick: bool) -> dict[str, Any]:
    """An agent as bench.py wants it."""
    steps = agent.quick if quick else agent.compiled if PYPY else agent.short
    cost = agent.train(steps, agent.whole)
    work = round(cost.work)
    return {"name": agent.name, "trained": steps, "whole": agent.whole, "seconds": cost.seconds,
            "multiply_adds": work, "floor": bare_seconds(work), "update": cost.update}


def main(arguments: list[str]) -> None:
    print(json.dumps([measured(agent, "--quick" in arguments) for agent in AGENTS]))


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    main(sys.argv[2:])
