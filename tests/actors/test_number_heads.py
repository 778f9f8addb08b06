"""Heads that say numbers: reference values, exact zeros at first, and errors by arithmetic."""

from __future__ import annotations

import math

import numpy as np
import plain_dreamer as plain
import pytest
from tiny_dreamer import RECORDS

from policywerk.actors.number_heads import HEADS, PlainHead, TwoHotHead, plain_head, two_hot_head
from policywerk.building_blocks.grad import (
    Parameter,
    backward,
    check_gradient,
    constant,
    mean,
    multiply,
    total,
)
from policywerk.primitives.losses import two_hot
from policywerk.primitives.random import normal, stream

TWO_HOT = RECORDS["twohot_cross_entropy"]
B9 = TWO_HOT["inputs"]["bins"]
CASES = TWO_HOT["outputs"]["cases"]


def head_of_record():
    """A head whose bins are those of the record; its network does not matter."""
    return TwoHotHead(two_hot_head("any", [2], 9, 4.0, stream(0, "any")).network, B9)


def numbers(rows, columns, seed=0):
    rng = stream(seed, "numbers")
    return [[normal(rng, 0.0, 1.0) for _ in range(columns)] for _ in range(rows)]


# ---------------------------------------------------------------- two-hot


def test_the_bins_are_those_of_symexp_and_reach_to_the_limit():
    head = two_hot_head("critic", [3, 4], 9, 4.0, stream(0, "weights"))
    assert head.bins == pytest.approx(B9, rel=1e-14)
    assert len(head.network.parameters()[-1].values[0]) == 9
    wide = two_hot_head("critic", [3], 255, 20.0, stream(0, "weights")).bins
    assert (len(wide), wide[128], wide[-1]) == (255, pytest.approx(0.17055771528018565),
                                                pytest.approx(485165194.4097903))
    assert wide == [-b for b in reversed(wide)]


@pytest.mark.parametrize("bins", [41, 61, 255])
@pytest.mark.parametrize("name", ["two-hot", "square"])
def test_a_new_head_says_exactly_0_of_everything(name, bins):
    head = HEADS[name]("reward", [3, 5], bins, 7.5, stream(4, "weights"))
    outputs = head(constant([[1e3 * x for x in row] for row in numbers(20, 3)])).values
    assert head.read(outputs) == [0.0] * 20
    assert all(x == 0.0 for row in outputs for x in row)


def test_the_error_of_a_new_head_is_the_logarithm_of_the_number_of_bins():
    head = two_hot_head("reward", [3, 5], 255, 20.0, stream(4, "weights"))
    found = head.errors(head(constant(numbers(4, 3))), [[0.0, 0.3, -17.0, 1e9]], [1.0]).values
    assert found == [[pytest.approx(5.541263545158426, rel=1e-13)]] * 4  # ln 255


def test_a_new_head_can_learn():
    """Only the last layer is 0: its slopes are not, and after one step the others' are not."""
    head = two_hot_head("reward", [3, 5], 9, 4.0, stream(4, "weights"))
    features, targets = constant(numbers(6, 3)), [[1.0, -2.0, 3.0, 0.5, 0.0, 2.0]]
    backward(mean(head.errors(head(features), targets, [1.0])))
    last = head.network.parameters()[-2]
    assert all(abs(x) > 0.0 for row in last.grads for x in row[:1])
    for row, slopes in zip(last.values, last.grads):
        row[:] = [w - 0.1 * g for w, g in zip(row, slopes)]
    backward(mean(head.errors(head(features), targets, [1.0])))
    assert any(x != 0.0 for row in head.network.parameters()[0].grads for x in row)


def test_what_is_said_is_the_mean_of_the_bins():
    found = head_of_record().read([TWO_HOT["inputs"]["logits"]] * 2)
    assert found == [pytest.approx(TWO_HOT["outputs"]["prediction_symmetric"], rel=1e-12)] * 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"y={case['y']:.3g}")
def test_errors_and_slopes_of_the_record(case):
    """Among the numbers: 0 and another bin exactly, and two beyond the outermost bins."""
    logits = Parameter("logits", [TWO_HOT["inputs"]["logits"]])
    errors = head_of_record().errors(logits, [[case["y"]]], [1.0])
    assert errors.values == [[pytest.approx(case["ce"], rel=1e-12)]]
    backward(total(errors))
    assert logits.grads[0] == pytest.approx(case["dlogits"], abs=1e-13)


def test_several_targets_of_one_row_are_weighed_and_added():
    logits = Parameter("logits", [TWO_HOT["inputs"]["logits"]] * 2)
    first, second, third = CASES[1], CASES[4], CASES[2]
    errors = head_of_record().errors(
        logits, [[first["y"], third["y"]], [second["y"], first["y"]]], [1.0, 0.25])
    assert errors.values == [[pytest.approx(first["ce"] + 0.25 * second["ce"], rel=1e-12)],
                             [pytest.approx(third["ce"] + 0.25 * first["ce"], rel=1e-12)]]
    backward(total(errors))
    wanted = [g + 0.25 * h for g, h in zip(first["dlogits"], second["dlogits"])]
    assert logits.grads[0] == pytest.approx(wanted, abs=1e-13)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("size", [1e-3, 0.02, 0.1, 1.0, 7.0, 100.0, 1e4, 1e8])
def test_a_number_that_was_learnt_is_said_again(size, sign):
    """Logits whose softmax is the two-hot: bins and target are in one and the same space."""
    head = two_hot_head("critic", [3], 255, 20.0, stream(0, "weights"))
    logits = [math.log(p) if p > 0.0 else -1000.0 for p in two_hot(sign * size, head.bins)]
    assert head.read([logits]) == [pytest.approx(sign * size, rel=1e-12)]
    wanted = plain.two_hot(sign * size, np.array(plain.bins_of(255, 20.0)))
    target = [math.exp(x) for x in logits]
    assert target == pytest.approx(wanted.tolist(), abs=1e-7)


def test_slopes_stay_below_1_however_far_the_target_is():
    """softmax less two-hot: at most 1 in size, where those of a square would be 1e8."""
    logits = Parameter("logits", [TWO_HOT["inputs"]["logits"]])
    backward(total(head_of_record().errors(logits, [[1e8]], [1.0])))
    assert max(abs(g) for g in logits.grads[0]) < 1.0


# ---------------------------------------------------------------- plain


def plain_one():
    head = plain_head("reward", [2, 3], 61, 7.5, stream(1, "weights"))
    rng = stream(2, "more")
    for p in head.network.parameters():
        for row in p.values:
            row[:] = [x + normal(rng, 0.0, 0.5) for x in row]
    return head


def test_a_plain_head_is_charged_half_the_square():
    outputs = Parameter("outputs", [[2.0], [-1.0]])
    head = plain_one()
    errors = head.errors(outputs, [[0.5, 1.0]], [1.0])
    assert errors.values == [[1.125], [2.0]]  # 1.5^2 / 2 and 2^2 / 2
    backward(total(errors))
    assert outputs.grads == [[1.5], [-2.0]]


def test_a_plain_head_with_two_targets():
    outputs = Parameter("outputs", [[2.0], [-1.0]])
    errors = plain_one().errors(outputs, [[0.5, 1.0], [4.0, -1.0]], [1.0, 0.5])
    assert errors.values == [[1.125 + 0.5 * 2.0], [2.0]]
    backward(total(errors))
    assert outputs.grads == [[1.5 - 0.5 * 2.0], [-2.0]]


def test_a_plain_head_says_its_only_output():
    head = plain_one()
    assert len(head.network.parameters()[-1].values[0]) == 1
    outputs = head(constant([[0.1, 0.2], [-0.3, 0.4]])).values
    assert head.read(outputs) == [outputs[0][0], outputs[1][0]]
    assert outputs[0] != outputs[1]


@pytest.mark.parametrize("name", ["two-hot", "square"])
def test_gradients(name):
    head = HEADS[name]("reward", [2, 3], 5, 1.5, stream(1, "weights"))
    rng = stream(2, "more")
    for p in head.network.parameters():
        for row in p.values:
            row[:] = [x + normal(rng, 0.0, 0.5) for x in row]
    features, weights = constant(numbers(3, 2)), constant([[0.3], [1.0], [-0.7]])
    check_gradient(lambda: total(multiply(weights, head.errors(
        head(features), [[0.5, -1.0, 9.0], [0.0, 0.2, 0.1]], [1.0, 0.5]))),
        head.network.parameters())


def test_the_names_of_the_heads():
    assert HEADS["two-hot"] is two_hot_head
    assert HEADS["square"] is plain_head
    assert isinstance(plain_one(), PlainHead)


def test_a_plain_head_reads_rows_of_one_number():
    head = HEADS["square"]("head", [2, 3], 5, 1.5, stream(0, "head"))
    assert head.read([[2.5], [-1.0]]) == [2.5, -1.0]
    with pytest.raises(ValueError, match="a plain head needs rows of one number, got 2"):
        head.read([[1.0, 2.0]])


@pytest.mark.parametrize(("targets", "weights"), [
    ([[1.0, 2.0], [5.0, 5.0]], [1.0]), ([[1.0]], [1.0]), ([[1.0, 2.0, 3.0]], [1.0]),
    ([[1.0, 2.0]], [-1.0]), ([[1.0, 2.0]], [math.nan]), ([[1.0, 2.0]], [1.0, 1.0])])
def test_a_plain_head_takes_a_target_a_row_and_a_weight_a_list(targets, weights):
    head = plain_head("head", [3], 5, 1.0, stream(1, "head"))
    with pytest.raises(ValueError, match="2 rows need lists of 2 targets and for each list"):
        head.errors(constant([[0.1], [0.2]]), targets, weights)
