"""The machinery's lesson: data, network, loss and race against numbers worked out elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from policywerk.building_blocks.grad import check_gradient, constant
from policywerk.data.record import record_digest
from policywerk.lessons import l00_machinery as lesson
from policywerk.lessons.l00_machinery import Moons, Race
from policywerk.primitives.random import stream


def test_without_noise_the_points_lie_on_their_crescents():
    inputs, labels = lesson.two_moons(200, 0.0, stream(3, "points"))
    assert 70 < sum(labels) < 130
    for (x, y), label in zip(inputs, labels):
        centre, side = ((0.0, 0.0), 1.0) if label == 0.0 else ((1.0, 0.5), -1.0)
        assert math.hypot(x - centre[0], y - centre[1]) == pytest.approx(1.0)
        assert side * (y - centre[1]) >= 0.0


def test_cross_entropy_by_hand():
    # logit 0 costs log 2 whatever the label; logit 3 with label 1 costs log(1 + exp(-3))
    loss = lesson.cross_entropy(constant([[0.0], [3.0]]), [0.0, 1.0])
    expected = (math.log(2) + math.log1p(math.exp(-3))) / 2
    assert loss.values[0][0] == pytest.approx(expected, rel=1e-14)


def test_the_gradient_of_the_whole_network_is_that_of_central_differences():
    network = lesson.make_network(Moons(hidden=3), stream(1, "weights"))
    inputs, labels = lesson.two_moons(6, 0.2, stream(1, "points"))
    worst = check_gradient(
        lambda: lesson.cross_entropy(network(constant(inputs)), labels), network.parameters())
    assert worst.error < 1e-7


def test_accuracy_counts_the_points_on_the_right_side():
    network = lesson.make_network(Moons(hidden=0), stream(0, "weights"))
    weight, bias = network.parameters()
    weight.values[:], bias.values[:] = [[1.0, 0.0]], [[-0.5]]  # right of x = 0.5 it says 1
    inputs = [[0.0, 7.0], [0.4, 0.0], [0.6, 0.0], [2.0, -3.0]]
    assert lesson.accuracy(network, inputs, [0.0, 1.0, 1.0, 1.0]) == 0.75


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_network_learns_what_no_straight_line_can(seed):
    network = lesson.run(Moons(), seed).results
    line = lesson.run(lesson.LINE, seed)
    assert network["unseen_accuracy"] > 0.94
    assert line.results["unseen_accuracy"] < 0.90
    assert network["loss"] < 0.3 * line.results["loss"]
    losses = line.series["loss"]  # the line has had its chance: nothing moves any more
    assert abs(losses[-101] - losses[-1]) < 1e-5 * losses[-1]


def test_a_short_run_learns_and_repeats_to_the_last_bit():
    config = Moons(hidden=4, steps=30, points=40, unseen=50)
    first, again = (lesson.run(config, 5) for _ in range(2))
    assert record_digest(first) == record_digest(again)
    assert first.series["loss"][-1] < 0.6 * first.series["loss"][0]
    assert record_digest(lesson.run(config, 6)) != record_digest(first)


def test_a_run_in_words():
    text = lesson.describe(lesson.run(Moons(hidden=0, steps=20, points=20, unseen=40), 4))
    lines = text.splitlines()
    assert lines[0] == "Lesson 00, moons, seed 4"
    assert [line.split()[1] for line in lines[2:13]] == [str(2 * i) for i in range(11)]
    assert lines[-1].startswith("right on points it never saw:")


def test_descent_by_hand():
    # w = (10, 1), slopes (10, 25 * 1); SGD with 1/13: 10 - 10/13 and 1 - 25/13
    start, first = lesson.descend(lesson.SGD(), 1 / 13, Race(steps=1))
    assert start == [10.0, 1.0]
    assert first == pytest.approx([120 / 13, -12 / 13])


@pytest.mark.parametrize(("places", "expected"), [
    ([[5.0, 0.0], [0.5, 0.0], [2.0, 0.0], [0.0, -0.9], [0.1, 0.1]], 3),  # passing by is not it
    ([[5.0, 0.0], [0.5, 0.0], [0.0, -1.0]], None),  # within means nearer than
    ([[0.5, 0.5], [0.0, 0.0]], 0),
])
def test_arrival_is_for_good(places, expected):
    assert lesson.arrival(places, within=1.0) == expected


def test_the_race():
    record = lesson.run(Race(), 0)
    # gradient descent shrinks x by 12/13 a step: 10 * (12/13)^n < 0.01 first for n = 87
    assert record.results["arrived"]["SGD"] == 87
    assert record.results["arrived"]["momentum"] == 18
    assert all(len(places) == 141 for places in record.series.values())
    lines = lesson.describe(record).splitlines()
    assert lines[0] == "Lesson 00, race, seed 0"
    assert lines[2].split() == ["SGD", "there", "after", "87", "steps"]
    assert lines[4].split() == ["RMSProp", "not", "there", "after", "140", "steps"]


def test_the_race_is_no_evidence_about_networks():
    planned = [Moons(hidden=hidden, steps=3, points=10, unseen=10) for hidden in (0, 2)]
    records = {f"{config.hidden} {seed}": lesson.run(config, seed)
               for seed in (1, 2) for config in planned}
    alone = lesson.summarise(records)
    assert lesson.summarise({**records, "race": lesson.run(Race(steps=2), 0)}) == alone


def test_names_of_runs_are_unique():
    names = [run.name for run in lesson.runs()]
    assert len(names) == len(set(names)) == 21


def test_the_baseline_gets_more_steps_than_the_network_and_is_otherwise_trained_alike():
    assert lesson.LINE.steps > Moons().steps
    assert replace(Moons(), hidden=0, steps=lesson.LINE.steps) == lesson.LINE
    assert [run.config for run in lesson.runs()].count(lesson.LINE) == 10
