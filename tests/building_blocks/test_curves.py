"""ELU, minimum, maximum, clip: worked examples, slopes by differences, corners, bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradients import uneven
from policywerk.building_blocks import curves, grad
from policywerk.building_blocks.grad import Parameter, backward, check_gradient, constant

few = settings(max_examples=25, deadline=None)
sizes = st.integers(1, 4)
tenths = st.integers(-20, 20)


@st.composite
def pairs(draw):
    """Two nodes of one shape whose entries are 0.03 apart at least, so away from corners."""
    n, m = draw(sizes), draw(sizes)
    a = np.array(draw(st.lists(tenths, min_size=n * m, max_size=n * m))).reshape(n, m) / 10
    b = np.array(draw(st.lists(tenths, min_size=n * m, max_size=n * m))).reshape(n, m) / 10
    return Parameter("a", (a + 0.03).tolist()), Parameter("b", b.tolist())


def slopes(node, *of):
    grad.zero_grads(of)
    backward(grad.total(node))
    return [p.grads for p in of]


def test_elu_by_hand():
    a = Parameter("a", [[2.0, 0.0, -1.0]])
    assert curves.elu(a).values == [pytest.approx([2.0, 0.0, math.expm1(-1.0)], rel=1e-15)]
    assert slopes(curves.elu(a), a) == [[pytest.approx([1.0, 1.0, math.exp(-1.0)], rel=1e-15)]]


def test_clip_by_hand_and_at_its_ends():
    a = Parameter("a", [[0.5, 0.8, 1.0, 1.2, 1.5]])
    assert curves.clip(a, 0.8, 1.2).values == [[0.8, 0.8, 1.0, 1.2, 1.2]]
    assert slopes(curves.clip(a, 0.8, 1.2), a) == [[[0.0, 1.0, 1.0, 1.0, 0.0]]]


def test_minimum_and_maximum_by_hand():
    a, b = Parameter("a", [[1.0, 5.0, 3.0]]), Parameter("b", [[2.0, 4.0, 3.0]])
    assert curves.minimum(a, b).values == [[1.0, 4.0, 3.0]]
    assert slopes(curves.minimum(a, b), a, b) == [[[1.0, 0.0, 1.0]], [[0.0, 1.0, 0.0]]]
    assert curves.maximum(a, b).values == [[2.0, 5.0, 3.0]]
    assert slopes(curves.maximum(a, b), a, b) == [[[0.0, 1.0, 1.0]], [[1.0, 0.0, 0.0]]]


def test_the_clipped_surrogate_of_ppo():
    # min(r A, clip(r, 0.8, 1.2) A): the slope is A where moving on still pays, else 0.
    cases = [(1.0, 2.0, 2.0), (1.3, 2.0, 0.0), (0.7, 2.0, 2.0),
             (1.0, -2.0, -2.0), (1.3, -2.0, -2.0), (0.7, -2.0, 0.0)]
    for ratio, advantage, slope in cases:
        r, a = Parameter("r", [[ratio]]), constant([[advantage]])
        loss = curves.minimum(grad.multiply(r, a),
                              grad.multiply(curves.clip(r, 0.8, 1.2), a))
        assert slopes(loss, r) == [[[slope]]], (ratio, advantage)


def test_nan_stays_nan():
    bad, one = constant([[math.nan]]), constant([[1.0]])
    for a, b in ((bad, one), (one, bad)):
        assert math.isnan(curves.minimum(a, b).values[0][0])
        assert math.isnan(curves.maximum(a, b).values[0][0])
    assert math.isnan(curves.clip(bad, 0.0, 1.0).values[0][0])
    assert math.isnan(curves.elu(bad).values[0][0])


@few
@given(pair=pairs())
def test_the_gradients(pair):
    a, b = pair
    check_gradient(lambda: uneven(curves.elu(a)), [a])
    check_gradient(lambda: uneven(curves.clip(a, -0.5, 1.0)), [a])
    for operation in (curves.minimum, curves.maximum):
        check_gradient(lambda op=operation: uneven(grad.tanh(op(a, b))), [a, b])
        check_gradient(lambda op=operation: uneven(op(a, a)), [a])
    check_gradient(lambda: uneven(curves.maximum(a, constant(b.values))), [a])
    check_gradient(lambda: uneven(curves.minimum(constant(a.values), b)), [b])


@few
@given(pair=pairs())
def test_the_values_against_numpy(pair):
    a, b = (np.array(p.values) for p in pair)
    assert curves.minimum(*pair).values == np.minimum(a, b).tolist()
    assert curves.maximum(*pair).values == np.maximum(a, b).tolist()
    assert curves.clip(pair[0], -0.5, 1.0).values == np.clip(a, -0.5, 1.0).tolist()
    assert np.allclose(curves.elu(pair[0]).values, np.where(a > 0, a, np.expm1(a)), rtol=1e-14)


@pytest.mark.parametrize(("call", "said"), [
    (lambda: curves.clip(constant([[1.0]]), 1.0, 0.5), "low <= high, got 1.0 and 0.5"),
    (lambda: curves.clip(constant([[1.0]]), math.nan, 0.5), "got nan and 0.5"),
    (lambda: curves.minimum(constant([[1.0]]), constant([[1.0, 2.0]])),
     "minimum .* got 1 by 1 and 1 by 2"),
    (lambda: curves.maximum(constant([[1.0], [1.0]]), constant([[1.0]])),
     "maximum .* got 2 by 1 and 1 by 1"),
])
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()
