"""Convolution and pooling: worked examples, brute force, slopes by differences, bad input."""

from __future__ import annotations

import math
from pathlib import Path

import conv_bits
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradients import some, uneven
from interpreters import interpreters, run_python
from policywerk.building_blocks import grad
from policywerk.building_blocks.conv import (
    Conv,
    Images,
    conv,
    convolve,
    output_length,
    slide,
)
from policywerk.building_blocks.dense import dense
from policywerk.building_blocks.grad import (
    Parameter,
    backward,
    check_gradient,
    constant,
)
from policywerk.building_blocks.network import Network
from policywerk.building_blocks.pool import Pool, max_pool
from policywerk.primitives.random import stream

few = settings(max_examples=25, deadline=None)
seeds = st.integers(0, 10**6)


@st.composite
def cases(draw):
    """Images, kernel, stride, padding: small, and such that the window fits."""
    images = Images(draw(st.integers(1, 2)), draw(st.integers(1, 5)), draw(st.integers(1, 5)))
    kernel = draw(st.integers(1, 3))
    needed = max(0, (kernel - min(images.height, images.width) + 1) // 2)
    padding = draw(st.integers(needed, kernel - 1)) if needed < kernel else kernel - 1
    return images, kernel, draw(st.integers(1, 3)), padding


def layer_of(seed, case, filters=2):
    images, kernel, _, _ = case
    windows = slide(*case)
    weight = some(seed, "w", filters, images.channels * kernel * kernel)
    return Conv(windows, weight, some(seed, "b", 1, filters))


def pixels(images):
    return images.channels * images.height * images.width


def patches(row, images, kernel, stride, padding, outside):
    """All that each window sees, as an array: down, across, channel, y, x."""
    x = np.array(row).reshape(images)
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding)], constant_values=outside)
    seen = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(1, 2))
    return seen[:, ::stride, ::stride].transpose(1, 2, 0, 3, 4)


# Worked examples.

def test_three_by_three_by_hand():
    # 1*1 + 5*-1 = -4 in every window of the diagonal difference; bias 10
    y = convolve(constant([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]]),
                 constant([[1.0, 0.0, 0.0, -1.0]]), constant([[10.0]]), slide(Images(1, 3, 3), 2))
    assert y.values == [[6.0, 6.0, 6.0, 6.0]]


def test_the_filter_is_not_turned_round():
    # One bright pixel in the middle, padding 1: the answers are the weights from the end.
    spot = [[0.0] * 4 + [1.0] + [0.0] * 4]
    weights = [float(k) for k in range(1, 10)]
    y = convolve(constant(spot), constant([weights]), constant([[0.0]]),
                 slide(Images(1, 3, 3), 3, 1, 1))
    assert y.values == [weights[::-1]]


def test_slopes_by_hand():
    # L = y00 + 10 y01; w0 meets x0 in y00, x1 in y01, and so on
    x = Parameter("x", [[1.0, 2.0, 3.0]])
    w, b = Parameter("w", [[5.0]]), Parameter("b", [[0.0]])
    y = convolve(x, w, b, slide(Images(1, 1, 3), 1, 2))
    assert y.values == [[5.0, 15.0]]
    backward(grad.total(grad.multiply(y, constant([[1.0, 10.0]]))))
    assert (x.grads, w.grads, b.grads) == ([[5.0, 0.0, 50.0]], [[31.0]], [[11.0]])


@pytest.mark.parametrize(("length", "kernel", "stride", "padding", "stops"), [
    (3, 2, 1, 0, 2), (5, 3, 1, 1, 5), (6, 3, 2, 0, 2), (7, 3, 2, 1, 4), (1, 3, 1, 1, 1),
    (84, 8, 4, 0, 20), (20, 4, 2, 0, 9), (9, 3, 1, 0, 7)])  # the last three: DQN, 2015
def test_output_length(length, kernel, stride, padding, stops):
    assert output_length(length, kernel, stride, padding) == stops


def test_a_pool_by_hand():
    x = Parameter("x", [[1.0, 2.0, 5.0, 0.0,
                         4.0, 3.0, 0.0, -1.0]])
    windows = slide(Images(1, 2, 4), 2, 2)
    assert max_pool(x, windows).values == [[4.0, 5.0]]
    backward(uneven(max_pool(x, windows)))
    a, b = math.cos(1.0), math.cos(2.7)
    assert x.grads == [[0.0, 0.0, b, 0.0, a, 0.0, 0.0, 0.0]]


def test_of_equal_pixels_the_first_gets_the_slope():
    x = Parameter("x", [[2.0, 2.0, 2.0, 2.0]])
    backward(max_pool(x, slide(Images(1, 2, 2), 2)))
    assert x.grads == [[1.0, 0.0, 0.0, 0.0]]


def test_a_nan_is_not_hidden():
    nan = math.nan
    x = constant([[1.0, nan, 3.0, 0.0]])
    windows = slide(Images(1, 2, 2), 2)
    for y in (max_pool(x, windows),
              convolve(x, constant([[1.0] * 4]), constant([[0.0]]), windows)):
        assert math.isnan(y.values[0][0])


# Laws.

@few
@given(case=cases(), seed=seeds)
def test_convolution_is_brute_force(case, seed):
    images, kernel, stride, padding = case
    layer = layer_of(seed, case)
    batch = some(seed, "x", 2, pixels(images)).values
    batch[1] = [0.0 if k % 3 else value for k, value in enumerate(batch[1])]
    filters = np.array(layer.weight.values).reshape(2, images.channels, kernel, kernel)
    y = layer(constant(batch)).values
    for row, answers in zip(batch, y):
        seen = patches(row, images, kernel, stride, padding, 0.0)
        expected = np.einsum("ijcuv,fcuv->fij", seen, filters)
        expected += np.array(layer.bias.values[0])[:, None, None]
        assert expected.shape == layer.images
        np.testing.assert_allclose(answers, expected.ravel(), rtol=1e-12, atol=1e-12)


@few
@given(case=cases(), seed=seeds)
def test_a_pool_is_brute_force(case, seed):
    images, kernel, stride, padding = case
    row = some(seed, "x", 1, pixels(images)).values[0]
    seen = patches(row, images, kernel, stride, padding, np.nan)
    largest = np.nanmax(seen, axis=(3, 4)).transpose(2, 0, 1).ravel()
    assert max_pool(constant([row]), slide(*case)).values == [largest.tolist()]


@few
@given(case=cases(), seed=seeds)
def test_slopes_of_convolution(case, seed):
    layer, x = layer_of(seed, case), some(seed, "x", 2, pixels(case[0]))
    x.values[1][0] = 0.0
    check_gradient(lambda: uneven(grad.tanh(layer(x))), [x, *layer.parameters()], 1e-6)


@few
@given(case=cases(), seed=seeds)
def test_slopes_of_a_pool(case, seed):
    n = pixels(case[0])
    x = Parameter("x", [[math.sin(1.0 + seed + 7.0 * k) + 3.0 * k * (-1) ** k for k in range(n)]])
    windows = slide(*case)
    check_gradient(lambda: uneven(max_pool(x, windows)), [x], 1e-6)


@few
@given(case=cases(), seed=seeds)
def test_backward_is_the_transpose(case, seed):
    # <conv(x), y> = <x, conv^T(y)>, without a bias
    layer, x = layer_of(seed, case), some(seed, "x", 1, pixels(case[0]))
    layer.bias.values[0][:] = [0.0, 0.0]
    answers = layer(x)
    y = some(seed, "y", 1, len(answers.values[0])).values
    backward(grad.total(grad.multiply(answers, constant(y))))
    left = math.fsum(a * b for a, b in zip(answers.values[0], y[0]))
    right = math.fsum(a * b for a, b in zip(x.values[0], x.grads[0]))
    assert left == pytest.approx(right, rel=1e-9, abs=1e-12)


def test_a_window_as_large_as_the_image_is_a_dense_layer():
    x, layer = some(1, "x", 3, 18), layer_of(1, (Images(2, 3, 3), 3, 1, 0), filters=4)
    same = grad.affine(x, layer.weight, layer.bias)
    for ours, theirs in zip(layer(x).values, same.values):
        assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-12)


def test_a_constant_input_gets_no_slopes():
    layer, x = layer_of(1, (Images(1, 3, 3), 2, 1, 0)), constant([[1.0] * 9])
    backward(grad.total(layer(x)))
    assert x.grads == []
    assert layer.bias.grads == [[4.0, 4.0]]


def test_a_network_of_filters_a_pool_and_neurons_has_its_gradient():
    look = conv("look", slide(Images(1, 5, 4), 2), 2, stream(1, "w"), grad.tanh)
    smaller = Pool(max_pool, slide(look.images, 2, 2))
    assert smaller.images == (2, 2, 1)
    assert smaller.parameters() == []
    network = Network([look, smaller, dense("say", 4, 1, stream(2, "w"))])
    x = grad.constant(some(3, "p", 2, 20).values)
    assert len(network.parameters()) == 4
    grad.check_gradient(lambda: grad.mean(grad.tanh(network(x))), network.parameters())


def test_a_pool_refuses_images_of_another_shape():
    with pytest.raises(ValueError, match="1 by 4 by 4 have 16 pixels, but x has 15 columns"):
        Pool(max_pool, slide(Images(1, 4, 4), 2))(some(1, "p", 1, 15))


def test_a_new_layer():
    layer = conv("see", slide(Images(3, 10, 8), 3, 2, 1), 16, stream(1, "w"), grad.relu)
    assert layer.images == (16, 5, 4)
    assert [(p.name, len(p.values), len(p.values[0])) for p in layer.parameters()] == [
        ("see.weight", 16, 27), ("see.bias", 1, 16)]
    values = [w for row in layer.weight.values for w in row]
    assert np.mean(np.square(values)) == pytest.approx(2.0 / 27.0, rel=0.2)
    assert min(layer(some(1, "p", 1, 240)).values[0]) == 0.0


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1)])
def test_drawings_give_what_other_images_give(stride, padding):
    # Mostly black images that need no slope take another way; with a slope, the common one.
    windows = slide(Images(2, 6, 5), 3, stride, padding)
    rows = [[float(k) if k % 6 == i else 0.0 for k in range(60)] for i in range(2)]
    answers, slopes = [], []
    for x in (constant(rows), Parameter("x", rows)):
        weight, bias = some(3, "weight", 4, 18), some(4, "bias", 1, 4)
        y = convolve(x, weight, bias, windows)
        grad.backward(grad.total(grad.tanh(grad.scale(0.01, y))))
        answers.append(y.values)
        slopes.append(weight.grads + bias.grads)
    assert answers[0] == answers[1]
    for row, other in zip(*slopes):
        assert row == pytest.approx(other, rel=1e-12)


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_the_same_bits_everywhere(interpreter):
    assert run_python(interpreter, str(Path(conv_bits.__file__))).strip() == conv_bits.digest()


# Bad input.

@pytest.mark.parametrize("numbers", [
    (0, 1, 1, 0), (3, 0, 1, 0), (3, 2, 0, 0), (3, 2, 1, -1), (3, 2, 1, 2), (3, 4, 1, 0)])
def test_windows_that_do_not_fit(numbers):
    with pytest.raises(ValueError, match=rf"\b{numbers[0]}\b"):
        output_length(*numbers)


def test_shapes_that_do_not_fit():
    windows = slide(Images(1, 3, 3), 2)
    x, weight, bias = constant([[1.0] * 9]), constant([[1.0] * 4]), constant([[0.0]])
    with pytest.raises(ValueError, match="9 pixels, but x has 8"):
        convolve(constant([[1.0] * 8]), weight, bias, windows)
    with pytest.raises(ValueError, match="4 pixels, but a filter has 5"):
        convolve(x, constant([[1.0] * 5]), bias, windows)
    with pytest.raises(ValueError, match="1 by 1 bias"):
        convolve(x, weight, constant([[0.0, 0.0]]), windows)
    with pytest.raises(ValueError, match="x has 8"):
        max_pool(constant([[1.0] * 8]), windows)
    with pytest.raises(ValueError, match="channel"):
        slide(Images(0, 3, 3), 2)
    with pytest.raises(ValueError, match="at least one"):
        conv("none", windows, 0, stream(1, "w"))


def test_the_digest_has_not_changed():
    # A change here changes what every network of filters learns: make it on purpose.
    assert conv_bits.digest().startswith("6f8c5bfa5ad7f450")
