"""RMS norm and layer norm on the tape: reference values, slopes by differences, bad input."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradients import some, uneven
from policywerk.building_blocks import grad
from policywerk.building_blocks.dense import Dense
from policywerk.building_blocks.grad import Parameter, backward, check_gradient, constant
from policywerk.building_blocks.norms import (
    NormedDense,
    layer_norm,
    normed_dense,
    rms_norm,
    rms_norm_silu,
)
from policywerk.primitives.random import stream

DATA = json.loads((Path(__file__).parents[1] / "data" / "recurrent_values.json").read_text())
NORMS = {record["name"]: record for record in DATA["records"]}["norms"]
few = settings(max_examples=25, deadline=None)
sizes, seeds = st.integers(1, 4), st.integers(0, 10**6)


def test_reference_values():
    given_, expected = NORMS["inputs"], NORMS["outputs"]
    x, gain = constant([given_["x"]]), constant([given_["scale"]])
    rms = rms_norm(x, gain, given_["eps"])
    assert rms.values[0] == pytest.approx(expected["rmsnorm"], rel=1e-12)
    assert grad.silu(rms).values[0] == pytest.approx(expected["silu_of_rmsnorm"], rel=1e-12)
    shift = constant([[given_["shift_layernorm"]] * 4])
    layer = layer_norm(x, gain, shift, given_["eps"])
    assert layer.values[0] == pytest.approx(expected["layernorm"], rel=1e-12)


def test_by_hand():
    # mean square of 3, -4 is 12.5, and 12.5 + 3.5 is a square
    one = constant([[1.0, 10.0]])
    assert rms_norm(constant([[3.0, -4.0]]), one, 3.5).values == [[0.75, -10.0]]
    # mean 5, what is left is 3, -3; 9 + 7 is a square
    y = layer_norm(constant([[8.0, 2.0]]), one, constant([[0.0, 1.0]]), 7.0)
    assert y.values == [[0.75, -6.5]]


def test_slopes_in_closed_form():
    # With equal slopes and one gain, what gets through is g (1 - n^2) / D summed up.
    x, gain = Parameter("x", [[3.0, -4.0]]), Parameter("gain", [[2.0, 2.0]])
    backward(grad.total(rms_norm(x, gain, 3.5)))
    assert gain.grads == [[0.75, -1.0]]
    along = 2.0 * (0.75 - 1.0) / 2.0
    assert x.grads == [pytest.approx([(2.0 - 0.75 * along) / 4.0, (2.0 + along) / 4.0], rel=1e-15)]


@pytest.mark.parametrize(("n", "columns"), [(1, 1), (3, 5), (4, 16)])
def test_norm_and_silu_in_one_are_both_after_each_other_to_the_bit(n, columns):
    results = []
    for f in (rms_norm_silu, lambda a, gain: grad.silu(rms_norm(a, gain))):
        x, gain = some(1, "x", n, columns), some(2, "gain", 1, columns)
        y = f(x, gain)
        backward(uneven(y))
        results.append([y.values, x.grads, gain.grads])
    assert results[0] == results[1]


def test_norm_and_silu_by_hand():
    # n = 0.75, as above; with a gain of 4 the bend meets 3, and silu(3) = 3 / (1 + exp(-3))
    x, gain = constant([[3.0, -4.0]]), Parameter("gain", [[4.0, 0.0]])
    y = rms_norm_silu(x, gain, 3.5)
    s = 1.0 / (1.0 + math.exp(-3.0))
    assert y.values[0] == pytest.approx([3.0 * s, 0.0], rel=1e-15)
    backward(grad.total(y))
    assert gain.grads[0] == pytest.approx([0.75 * (s + 3.0 * s * (1.0 - s)), -0.5], rel=1e-15)


def test_a_layer_norm_does_not_see_a_shift():
    x = Parameter("x", [[1.0, -2.0, 4.0]])
    backward(uneven(layer_norm(x, constant([[1.0, 2.0, 3.0]]), constant([[0.0] * 3]))))
    assert math.fsum(x.grads[0]) == pytest.approx(0.0, abs=1e-15)


@few
@given(seed=seeds, n=sizes, m=sizes)
def test_the_gradients(seed, n, m):
    x, gain, bias = some(seed, "x", n, m), some(seed, "gain", 1, m), some(seed, "bias", 1, m)
    guard = 0.1  # a single entry near 0 would make the curve too sharp for differences
    check_gradient(lambda: uneven(rms_norm(x, gain, guard)), [x, gain])
    check_gradient(lambda: uneven(layer_norm(x, gain, bias, guard)), [x, gain, bias])
    check_gradient(lambda: uneven(rms_norm(x, constant(gain.values), guard)), [x])
    check_gradient(lambda: uneven(rms_norm(constant(x.values), gain)), [gain])
    check_gradient(lambda: uneven(layer_norm(constant(x.values), constant(gain.values), bias)),
                   [bias])


@few
@given(seed=seeds, n=sizes, k=sizes, m=sizes)
def test_a_normed_layer(seed, n, k, m):
    layer = normed_dense("layer", k, m, stream(seed, "layer"))
    assert [p.name for p in layer.parameters()] == ["layer.weight", "layer.bias", "layer.gain"]
    for p in layer.parameters()[1:]:
        p.values[0][:] = some(seed, p.name, 1, m).values[0]
    x = some(seed, "x", n, k)
    sums = np.array(x.values) @ np.array(layer.layer.weight.values).T + layer.layer.bias.values[0]
    normed = sums / np.sqrt((sums**2).mean(axis=1, keepdims=True) + 1e-4) * layer.gain.values[0]
    assert np.allclose(layer(x).values, normed / (1 + np.exp(-normed)), rtol=1e-12, atol=1e-15)
    # a row of sums near 0 is a sharp place; with two or more columns it is rare
    if np.sqrt((sums**2).mean(axis=1)).min() > 0.2:
        check_gradient(lambda: uneven(layer(x)), [x, *layer.parameters()])


ROW, BATCH = constant([[1.0, 1.0]]), constant([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(("call", "said"), [
    (lambda: rms_norm(BATCH, BATCH), "rms_norm of 2 columns needs a gain of 1 by 2, not 2 by 2"),
    (lambda: layer_norm(BATCH, constant([[1.0]]), ROW), "layer_norm .* gain .* not 1 by 1"),
    (lambda: layer_norm(BATCH, ROW, constant([[1.0]])), "layer_norm .* bias .* not 1 by 1"),
    (lambda: rms_norm(BATCH, ROW, 0.0), "tiny > 0, got 0.0"),
    (lambda: rms_norm(constant([[math.nan, 1.0]]), ROW), "squares are finite"),
    (lambda: layer_norm(constant([[1e200, 1.0]]), ROW, ROW), "squares are finite"),
    (lambda: NormedDense(Dense(Parameter("w", [[1.0]]), Parameter("b", [[0.0]])),
                         Parameter("gain", [[1.0, 1.0]])), "gain of 1 by 1, not 1 by 2"),
])
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()
