"""The way in to lesson 05: features, networks that learn alone, and Baird's seven states."""

from __future__ import annotations

import pytest

from policywerk.building_blocks.frames import as_frame, first_stack, next_stack
from policywerk.lessons import l05_way_in
from policywerk.lessons.experiment import Records, Run, Study, carry_out
from policywerk.lessons.l05_way_in import (
    EXPERIMENTS,
    RUNS,
    SHARED,
    START,
    VARIANTS,
    Alone,
    Baird,
    Features,
    columns_apart,
    expected_sweep,
    way_in_samples,
)
from policywerk.primitives.random import integer, stream
from policywerk.primitives.vector import dot, max_norm, one_hot
from policywerk.world.catcher import MOVES, Catcher

STUDY = Study("05", EXPERIMENTS, RUNS, RUNS[0], lambda records: None)


def largest_value(variant, sweeps, gamma=0.99, alpha=0.01):
    shared, worth_next = VARIANTS[variant]
    x = SHARED if shared else [one_hot(state, 7) for state in range(7)]
    w = START if shared else [dot(row, START) for row in SHARED]
    for _ in range(sweeps):
        w = expected_sweep(x, w, worth_next, alpha, gamma)
    return max_norm([dot(row, w) for row in x])


def test_one_sweep_by_hand():
    # v = 3 six times, and 10 + 2 = 12; errors: 0.5 * 12 - 3 = 3 six times, 0.5 * 12 - 12 = -6
    # w1: 1 + 0.7 / 7 * 2 * 3 = 1.6; w7: 10 - 0.1 * 6 = 9.4; w8: 1 + 0.1 * (6 * 3 - 2 * 6) = 1.6
    w = expected_sweep(SHARED, START, lambda values: values[6], alpha=0.7, gamma=0.5)
    assert w == pytest.approx([1.6] * 6 + [9.4, 1.6])


def test_all_three_run_away():
    assert largest_value("all three", 0) == 12.0
    assert largest_value("all three", 1000) > 600.0
    assert largest_value("all three", 2000) > 8000.0


@pytest.mark.parametrize(("variant", "sweeps"), [
    ("on-policy", 6000), ("no bootstrapping", 200), ("table", 6000)])
def test_without_any_one_of_them_it_comes_to_rest(variant, sweeps):
    assert largest_value(variant, sweeps, alpha=0.1) <= 12.0
    assert largest_value(variant, 2 * sweeps, alpha=0.1) < 10.0
    assert largest_value(variant, 2 * sweeps, gamma=0.5, alpha=0.1) < 0.001


@pytest.mark.parametrize(("gamma", "grows"), [(0.86, False), (0.9, True)])
def test_it_comes_to_rest_below_15_17ths(gamma, grows):
    # 15 / 17 = 0.882...; steps that are not tiny diverge a little earlier
    early, late = (largest_value("all three", sweeps, gamma, alpha=0.02)
                   for sweeps in (4000, 8000))
    assert (late > early) == grows


def seen(size, width, steps, seed):
    """The states of a life at random."""
    world, rng = Catcher(width, size), stream(seed, "walk")
    observation, _ = world.reset(seed=seed)
    state, states = first_stack(as_frame(observation), 2), {}
    for _ in range(steps):
        states[state] = True
        observation, _, over, _, _ = world.step(integer(rng, len(MOVES)))
        state = next_stack(state, as_frame(observation))
        if over:
            observation, _ = world.reset()
            state = first_stack(as_frame(observation), 2)
    return states


def test_how_many_states_there_are():
    # 3 columns, 3 places of the paddle; pairs of columns, or of places: 3 + 2 * 2 = 7
    # rows 1: 7 * 7; row 0 after row 1: 3 * 3 columns * 7; at a start: 3 * 3
    assert len(seen(3, 1, 40_000, seed=1)) == 7 * 7 + 3 * 3 * 7 + 3 * 3


def test_columns_apart():
    world = Catcher(width=5)
    observation, info = world.reset(seed=3)
    state = first_stack(as_frame(observation), 2)
    assert columns_apart(state, 16, 5) == info["ball"][1] - (info["paddle"] + 2)


@pytest.mark.slow
def test_experiments_are_told(monkeypatch):
    monkeypatch.setattr(l05_way_in, "JUDGED", 1)
    runs = [Run(Baird(sweeps=10)), Run(Features("line", size=5, width=1, steps=1200), seeds=2),
            Run(Alone(steps=60), seeds=2),
            Run(Alone("2015", steps=60, capacity=50, batch=4, start=10), seeds=2)]
    study = Study("05", EXPERIMENTS, tuple(runs), runs[0], lambda records: None)
    records = {study.name(run): carry_out(study, run)[0] for run in runs}
    samples = way_in_samples(Records(study, records))
    assert list(samples) == [study.name(run) for run in runs[1:]]
    assert all(len(returns) == 2 and -10.0 <= min(returns) <= max(returns) <= 10.0
               for returns in samples.values())
    assert [len(each.describe(record)) for each, record
            in zip((EXPERIMENTS[2], EXPERIMENTS[0]), records.values())] == [4, 1]


def test_runs_have_names_of_their_own():
    assert len(STUDY.planned()) == len(RUNS)
