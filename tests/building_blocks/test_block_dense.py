"""Layers in blocks: a worked example, one large layer with zeros, slopes, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradients import some, uneven
from policywerk.building_blocks import grad
from policywerk.building_blocks.block_dense import BlockDense, block_affine, block_dense
from policywerk.building_blocks.grad import Parameter, backward, check_gradient, constant
from policywerk.primitives.random import stream

few = settings(max_examples=25, deadline=None)
sizes, seeds = st.integers(1, 3), st.integers(0, 10**6)


def test_two_blocks_by_hand():
    x, shared = Parameter("x", [[1.0, 2.0]]), Parameter("shared", [[3.0]])
    weight = Parameter("w", [[10.0, 1.0], [20.0, 2.0]])
    bias = Parameter("b", [[0.5, 0.25]])
    y = block_affine(x, weight, bias, 2, shared)
    assert y.values == [[13.5, 46.25]]  # 10 + 3 + 0.5, 40 + 6 + 0.25
    backward(grad.total(grad.multiply(y, constant([[1.0, 100.0]]))))
    assert weight.grads == [[1.0, 3.0], [200.0, 300.0]]
    assert bias.grads == [[1.0, 100.0]]
    assert x.grads == [[10.0, 2000.0]]
    assert shared.grads == [[201.0]]  # 1 from the first block, 200 from the second


@few
@given(seed=seeds, n=sizes, own=sizes, out=sizes, blocks=sizes, also=st.integers(0, 2))
def test_it_is_a_layer_whose_other_weights_are_zero(seed, n, own, out, blocks, also):
    x, weight = some(seed, "x", n, own * blocks), some(seed, "w", out * blocks, own + also)
    bias = some(seed, "b", 1, out * blocks)
    shared = some(seed, "shared", n, also) if also else None
    y = block_affine(x, weight, bias, blocks, shared)
    whole = np.zeros((out * blocks, own * blocks + also))
    for j, row in enumerate(weight.values):
        g = j // out
        whole[j, g * own:(g + 1) * own] = row[:own]
        whole[j, own * blocks:] = row[own:]
    seen = np.hstack([x.values, shared.values]) if also else np.array(x.values)
    assert np.allclose(y.values, seen @ whole.T + bias.values[0], rtol=1e-12, atol=1e-14)


@few
@given(seed=seeds, n=sizes, own=sizes, out=sizes, blocks=sizes, also=sizes)
def test_the_gradients(seed, n, own, out, blocks, also):
    x, weight = some(seed, "x", n, own * blocks), some(seed, "w", out * blocks, own + also)
    bias, shared = some(seed, "b", 1, out * blocks), some(seed, "shared", n, also)
    alone = some(seed, "alone", out * blocks, own)
    fixed = [constant(p.values) for p in (x, weight, bias, shared)]

    def loss(x, weight, bias, shared):
        return uneven(grad.tanh(block_affine(x, weight, bias, blocks, shared)))

    check_gradient(lambda: loss(x, weight, bias, shared), [x, weight, bias, shared])
    check_gradient(lambda: loss(x, *fixed[1:]), [x])
    check_gradient(lambda: loss(fixed[0], weight, *fixed[2:]), [weight])
    check_gradient(lambda: loss(*fixed[:2], bias, fixed[3]), [bias])
    check_gradient(lambda: loss(*fixed[:3], shared), [shared])
    check_gradient(lambda: loss(x, alone, bias, None), [x, alone, bias])


def test_a_new_layer_draws_block_by_block():
    asked = []

    def draw(rng, inputs, outputs):
        asked.append((inputs, outputs))
        return [[float(len(asked))] * inputs for _ in range(outputs)]

    layer = block_dense("layer", (4, 3, 6), 2, stream(1, "blocks"), draw)
    assert asked == [(5, 3), (5, 3)]
    assert layer.weight.values == [[1.0] * 5] * 3 + [[2.0] * 5] * 3
    assert [(p.name, p.values[0][0]) for p in layer.parameters()] == [
        ("layer.weight", 1.0), ("layer.bias", 0.0)]
    y = layer(constant([[1.0] * 4]), constant([[1.0] * 3]))
    assert y.values == [[5.0] * 3 + [10.0] * 3]


TWO, ROW = constant([[1.0, 2.0]]), constant([[0.0, 0.0]])
ONE_BY_TWO = constant([[1.0], [1.0]])


@pytest.mark.parametrize(("call", "said"), [
    (lambda: block_affine(TWO, ONE_BY_TWO, ROW, 3), "divide 2 inputs and 2 outputs, got 3"),
    (lambda: block_affine(TWO, ONE_BY_TWO, ROW, 0), "divide 2 inputs and 2 outputs, got 0"),
    (lambda: block_affine(TWO, constant([[1.0]] * 3), ROW, 2), "2 inputs and 3 outputs, got 2"),
    (lambda: block_affine(TWO, ONE_BY_TWO, ROW, 1), "2 inputs of its own and 0 shared ones, "
                                                    "but the weight takes 1"),
    (lambda: block_affine(TWO, ONE_BY_TWO, ROW, 2, TWO), "1 inputs of its own and 2 shared"),
    (lambda: block_affine(TWO, ONE_BY_TWO, ONE_BY_TWO, 2), "need a 1 by 2 bias, not 2 by 1"),
    (lambda: block_affine(TWO, ONE_BY_TWO, ROW, 2, constant([[1.0], [2.0]])),
     "x has 1 rows, but what is shared has 2"),
    (lambda: block_dense("l", (4, 0, 6), 4, stream(1, "b")), "divide 4 inputs and 6 outputs"),
    (lambda: BlockDense(Parameter("w", [[1.0]]), Parameter("b", [[0.0]]), 1)(TWO),
     "2 inputs of its own"),
])
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()
