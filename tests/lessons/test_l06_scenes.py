"""Lesson 06, what its film keeps: paths, beliefs, and bins of ratios."""

from __future__ import annotations

import pytest

from policywerk.actors.actor_critic import GaussianActor, gaussian_actor
from policywerk.building_blocks.dense import Dense
from policywerk.building_blocks.grad import Parameter
from policywerk.building_blocks.network import Network
from policywerk.lessons.l06_scenes import (
    BINS,
    NARROW,
    PATHS,
    PLACES,
    TARGET,
    at_rest,
    binned,
    scene,
    ways,
)
from policywerk.primitives.random import normal, stream
from policywerk.world.pointmass import PointMass


def steering(log_sd):
    """An actor that is one layer: 5 (target - x) - 2 (5 v), in each coordinate."""
    rows = [[-5.0, 0.0, -2.0, 0.0, 5.0, 0.0], [0.0, -5.0, 0.0, -2.0, 0.0, 5.0]]
    layer = Dense(Parameter("actor.0.weight", rows), Parameter("actor.0.bias", [[0.0, 0.0]]))
    return GaussianActor(Network([layer]), Parameter("actor.log_sd", [[log_sd, log_sd]]))


# ---------------------------------------------------------------- bins


def test_bins_by_hand():
    # From 0.5 in steps of 0.025: 1 is the lower edge of bin 20, since (1 - 0.5) / 0.025 = 20.
    counts = binned([1.0, 1.01, 1.03])
    assert {k: n for k, n in enumerate(counts) if n} == {20: 2.0, 21: 1.0}
    assert BINS * NARROW == 1.0
    assert len(counts) == BINS == 40


@pytest.mark.parametrize(("edge", "above"), [(0.8, 12), (1.2, 28), (0.9, 16), (1.3, 32)])
def test_clipping_begins_where_a_bin_does(edge, above):
    # 0.3 / 0.025 = 12 and 0.7 / 0.025 = 28: no bin holds ratios of both kinds
    assert binned([edge - 1e-9]).index(1.0) == above - 1
    assert binned([edge + 1e-9]).index(1.0) == above


@pytest.mark.parametrize(("ratio", "bin"), [
    (0.5, 0), (0.49, 0), (0.0, 0), (1e-9, 0), (1.499, 39), (1.5, 39), (7.0, 39), (1e300, 39)])
def test_what_lies_outside_is_counted_at_the_ends(ratio, bin):
    assert binned([ratio, ratio]) == [2.0 * (k == bin) for k in range(40)]


def test_every_ratio_is_counted_once():
    rng = stream(0, "ratios")
    ratios = [normal(rng, 1.0, 0.4) for _ in range(500)]
    assert sum(binned(ratios)) == 500.0
    assert binned([]) == [0.0] * 40


# ---------------------------------------------------------------- scenes


def test_better_and_worse_are_above_and_not_above_the_mean():
    # The mean of -1, 0, 1, 4 is 1; only 4 lies above.
    moved = [(0.6, -1.0), (1.0, 0.0), (1.3, 1.0), (1.45, 4.0)]
    found = scene(steering(0.0), 512, moved)
    assert found["step"] == 512
    assert found["better"] == binned([1.45])
    assert found["worse"] == binned([0.6, 1.0, 1.3])
    assert sum(found["better"]) + sum(found["worse"]) == 4.0


def test_before_the_first_iteration_there_are_no_ratios():
    found = scene(steering(0.0), 0, [])
    assert found["better"] == found["worse"] == [0.0] * 40


def test_beliefs_are_those_of_a_dot_at_rest_row_by_row():
    # 5 (0.4 - x) and 5 (-0.3 - y); the first row is y = -0.8, and x runs along it
    found = scene(steering(-0.5), 0, [])
    expected = [[5.0 * (0.4 - x), 5.0 * (-0.3 - y)] for y in PLACES for x in PLACES]
    assert found["means"] == [pytest.approx(row, abs=5e-4) for row in expected]
    assert found["means"][0] == pytest.approx([6.0, 2.5])
    assert found["means"][4] == pytest.approx([-2.0, 2.5])
    assert found["log sd"] == [-0.5, -0.5]
    assert at_rest(0.1, 0.2) == [0.1, 0.2, 0.0, 0.0, *TARGET]


def test_paths_begin_at_the_same_places_whoever_acts():
    sure, _ = ways(steering(-9.0), stream(0, "film"))
    young, _ = ways(gaussian_actor([6, 3, 2], stream(1, "w")), stream(5, "other"))
    starts = [path[0] for path in sure]
    assert [path[0] for path in young] == starts
    world = PointMass(TARGET)
    assert starts[0] == world.reset(seed=0)[0][:2]
    assert starts[1:] == [world.reset()[0][:2] for _ in range(PATHS - 1)]


def test_one_who_steers_and_is_sure_reaches_the_target_every_time():
    paths, reached = ways(steering(-9.0), stream(0, "film"))
    assert reached == [True] * PATHS
    for path in paths:
        (x, y), before = path[-1], path[-2]
        assert (x - 0.4) ** 2 + (y + 0.3) ** 2 < 0.04
        assert (before[0] - 0.4) ** 2 + (before[1] + 0.3) ** 2 >= 0.04
        assert len(path) < 20


def test_one_who_stays_is_cut_off_after_forty_steps():
    still = gaussian_actor([6, 3, 2], stream(1, "w"), log_sd=-20.0)
    for p in still.network.parameters():
        p.values[:] = [[0.0] * len(row) for row in p.values]
    paths, reached = ways(still, stream(0, "film"))
    assert reached == [False] * PATHS
    assert [len(path) for path in paths] == [41] * PATHS
    assert all(path[-1] == pytest.approx(path[0], abs=1e-6) for path in paths)


def test_paths_are_drawn_and_the_world_sees_what_is_allowed():
    """They act as in learning: draws beyond 1 are many, and push no harder than 1."""
    wild = steering(3.0)  # a deviation of 20
    paths, _ = ways(wild, stream(0, "film"))
    assert ways(wild, stream(0, "film"))[0] == paths
    assert ways(wild, stream(1, "film"))[0] != paths
    for path in paths:  # from rest, a full push moves it by 0.05 in either coordinate
        assert max(abs(path[1][k] - path[0][k]) for k in (0, 1)) <= 0.05 + 1e-12


def test_a_scene_is_rounded_and_the_same_each_time():
    actor = gaussian_actor([6, 4, 2], stream(2, "w"))
    found = scene(actor, 0, [(1.0, 0.5)])
    assert found == scene(actor, 0, [(1.0, 0.5)])
    numbers = [x for path in found["paths"] for place in path for x in place]
    assert all(round(x, 3) == x for x in numbers)
    assert set(found) == {"step", "paths", "reached", "means", "log sd", "better", "worse"}
    assert set(found["reached"]) <= {0.0, 1.0}
