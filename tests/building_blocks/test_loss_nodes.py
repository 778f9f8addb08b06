"""Losses on the tape: the same numbers as the losses of plain vectors, and their slopes."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from gradients import uneven
from policywerk.building_blocks import grad
from policywerk.building_blocks import loss_nodes as nodes
from policywerk.building_blocks.grad import Parameter, backward, check_gradient, constant
from policywerk.primitives import losses
from policywerk.primitives.random import normal, stream

DATA = json.loads((Path(__file__).parents[1] / "data" / "losses_values.json").read_text())
OF_TWO_HOT = {record["name"]: record for record in DATA["records"]}["twohot_cross_entropy"]
RECORD = {**OF_TWO_HOT["inputs"], **OF_TWO_HOT["outputs"]}
LOGITS = [[0.0, math.log(3.0)], [2.0, -1.0]]


def parameter(rows=3, columns=5):
    rng = stream(0, "loss nodes")
    return Parameter("p", [[normal(rng, 0.0, 2.0) for _ in range(columns)] for _ in range(rows)])


def test_huber_by_hand():
    # 0.5^2 / 2; beyond 1 a line: 3 - 1/2; the slopes are the error, cut off at 1
    p = Parameter("errors", [[0.5, 3.0, -2.0]])
    loss = nodes.huber(p)
    assert loss.values == [[0.125, 2.5, 1.5]]
    backward(grad.total(loss))
    assert p.grads == [[0.5, 1.0, -1.0]]
    assert nodes.huber(p, 2.0).values == [[0.125, 4.0, 2.0]]


def test_cross_entropy_by_hand():
    # softmax of 0 and log 3 is 1/4 and 3/4: the loss of the first is log 4
    p = Parameter("logits", [[0.0, math.log(3.0)]])
    loss = nodes.cross_entropy(p, [[1.0, 0.0]])
    assert loss.values[0][0] == pytest.approx(math.log(4.0), rel=1e-14)
    backward(loss)
    assert p.grads[0] == pytest.approx([-0.75, 0.75], rel=1e-14)


def test_binary_cross_entropy_is_that_of_losses():
    targets = [[0.0, 1.0], [0.25, 1.0]]
    p = Parameter("logits", LOGITS)
    loss = nodes.binary_cross_entropy(p, targets)
    backward(grad.total(loss))
    for i in range(2):
        for j in range(2):
            z, y = LOGITS[i][j], targets[i][j]
            assert loss.values[i][j] == pytest.approx(losses.binary_cross_entropy(z, y), rel=1e-14)
            assert p.grads[i][j] == pytest.approx(
                losses.binary_cross_entropy_slope(z, y), rel=1e-12)


BINS = losses.symexp_bins(5, 2.0)
EVERY = {
    "huber": lambda p: nodes.huber(p, 1.5),
    "binary": lambda p: nodes.binary_cross_entropy(p, [[0.0, 1.0, 0.5, 0.1, 1.0]] * 3),
    "cross_entropy": lambda p: nodes.cross_entropy(p, [[0.1, 0.2, 0.3, 0.4, 0.0]] * 3),
    "two_hot_twice": lambda p: nodes.two_hot_cross_entropies(
        p, [[0.5, -3.0, 100.0], [0.0, 1.0, -2.0]], [1.0, 0.3], BINS),
    "two_hot": lambda p: nodes.two_hot_cross_entropy(p, [0.5, -3.0, 100.0], BINS),
}


@pytest.mark.parametrize("name", EVERY)
def test_slopes(name):
    p = parameter()
    check_gradient(lambda: grad.total(grad.multiply(*[EVERY[name](p)] * 2)), [p])


def test_several_targets_are_the_sum_of_their_losses():
    first, second = [0.5, -3.0, 100.0], [0.0, 1.0, -2.0]
    one, two = parameter(), parameter()
    together = nodes.two_hot_cross_entropies(one, [first, second], [1.0, 0.3], BINS)
    apart = grad.add(nodes.two_hot_cross_entropy(two, first, BINS),
                     grad.scale(0.3, nodes.two_hot_cross_entropy(two, second, BINS)))
    backward(uneven(together))
    backward(uneven(apart))
    for i in range(3):
        assert together.values[i] == pytest.approx(apart.values[i], rel=1e-14)
        assert one.grads[i] == pytest.approx(two.grads[i], rel=1e-12, abs=1e-15)


def test_two_targets_of_the_reference():
    # The targets of the record with the same logits, in pairs: losses and slopes add up
    cases = RECORD["cases"]
    for first, second in zip(cases, cases[1:]):
        p = Parameter("logits", [RECORD["logits"]])
        loss = nodes.two_hot_cross_entropies(
            p, [[first["y"]], [second["y"]]], [1.0, 1.0], RECORD["bins"])
        backward(loss)
        assert loss.values[0][0] == pytest.approx(first["ce"] + second["ce"], rel=1e-12)
        assert p.grads[0] == pytest.approx(
            [a + b for a, b in zip(first["dlogits"], second["dlogits"])], rel=1e-12)


def test_a_critic_that_knows_nothing_has_twice_log_255():
    bins = losses.symexp_bins(255, 20.0)
    p = Parameter("logits", [[0.0] * 255])
    loss = nodes.two_hot_cross_entropies(p, [[123.0], [0.0]], [1.0, 1.0], bins)
    assert loss.values[0][0] == pytest.approx(2.0 * 5.541263545158426, rel=1e-14)


def test_a_weight_of_0_leaves_a_target_out():
    one, two = parameter(), parameter()
    first = [0.5, -3.0, 100.0]
    loss = nodes.two_hot_cross_entropies(one, [first, [1.0] * 3], [2.0, 0.0], BINS)
    assert loss.values == grad.scale(2.0, nodes.two_hot_cross_entropy(two, first, BINS)).values


def test_two_hot_is_that_of_losses():
    p = parameter()
    loss = EVERY["two_hot"](p)
    assert [row[0] for row in loss.values] == [
        losses.two_hot_cross_entropy(row, y, BINS)
        for row, y in zip(p.values, [0.5, -3.0, 100.0])]


def weighted(targets, weights):
    return nodes.two_hot_cross_entropies(constant(LOGITS), targets, weights, [0.0, 1.0])


@pytest.mark.parametrize(("call", "message"), [
    (lambda: nodes.huber(constant([[1.0]]), 0.0), "threshold > 0, got 0.0"),
    (lambda: nodes.binary_cross_entropy(constant([[1.0]]), [[1.5]]), "got 1.5 in row 0"),
    (lambda: nodes.binary_cross_entropy(constant([[1.0]]), [[1.0, 0.0]]),
     "1 by 1 logits .* got 1 by 2"),
    (lambda: nodes.cross_entropy(constant(LOGITS), [[1.0, 0.0]]), "2 rows needs .* got 1"),
    (lambda: nodes.cross_entropy(constant(LOGITS), [[1.0, 0.5]] * 2), "sum to 1"),
    (lambda: nodes.two_hot_cross_entropy(constant(LOGITS), [1.0], [0.0, 1.0]), "got 1"),
    (lambda: weighted([[1.0]], [1.0]), "2 rows needs as many targets, got 1"),
    (lambda: weighted([[1.0] * 2, [1.0]], [1.0, 1.0]), "2 rows needs as many targets, got 1"),
    (lambda: weighted([[1.0] * 2], [1.0, 1.0]), r"1 targets needs .* got \[1.0, 1.0\]"),
    (lambda: weighted([], []), r"0 targets needs as many weights .* got \[\]"),
    (lambda: weighted([[1.0] * 2] * 2, [2.0, -1.0]), r"weights >= 0 .* got \[2.0, -1.0\]"),
    (lambda: weighted([[1.0] * 2], [0.0]), r"sum > 0, got \[0.0\]"),
    (lambda: weighted([[1.0] * 2], [math.nan]), r"sum > 0, got \[nan\]"),
])
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
