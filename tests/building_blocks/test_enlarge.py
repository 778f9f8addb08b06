"""Enlarging: by hand, brute force, as the transpose of a sum, slopes by differences, bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradients import some, uneven
from policywerk.building_blocks import grad
from policywerk.building_blocks.conv import Images, conv, convolve, slide
from policywerk.building_blocks.enlarge import Enlarge, enlarge, enlarged
from policywerk.building_blocks.grad import Parameter, backward, check_gradient, constant
from policywerk.building_blocks.network import Network
from policywerk.building_blocks.pool import max_pool
from policywerk.building_blocks.work import multiply_adds
from policywerk.primitives.random import stream

few = settings(max_examples=25, deadline=None)
shapes = st.builds(Images, st.integers(1, 3), st.integers(1, 4), st.integers(1, 4))
factors, seeds = st.integers(1, 3), st.integers(0, 10**6)


def pixels(images):
    return images.channels * images.height * images.width


# Worked examples.

def test_four_pixels_by_hand():
    y = enlarge(constant([[1.0, 2.0, 3.0, 4.0]]), Images(1, 2, 2))
    assert y.values == [[1.0, 1.0, 2.0, 2.0,
                         1.0, 1.0, 2.0, 2.0,
                         3.0, 3.0, 4.0, 4.0,
                         3.0, 3.0, 4.0, 4.0]]


def test_two_channels_that_are_not_square():
    # each channel by itself; three columns become six, one row two
    y = enlarge(constant([[1.0, 2.0, 3.0, 7.0, 8.0, 9.0]]), Images(2, 1, 3))
    assert y.values == [[1.0, 1.0, 2.0, 2.0, 3.0, 3.0] * 2 + [7.0, 7.0, 8.0, 8.0, 9.0, 9.0] * 2]


def test_slopes_by_hand():
    # L = sum of k y_k, k = 0 ... 15: the first square has the slopes 0, 1, 4 and 5
    x = Parameter("x", [[1.0, 2.0, 3.0, 4.0]])
    weights = constant([[float(k) for k in range(16)]])
    backward(grad.total(grad.multiply(enlarge(x, Images(1, 2, 2)), weights)))
    assert x.grads == [[0.0 + 1.0 + 4.0 + 5.0, 2.0 + 3.0 + 6.0 + 7.0,
                        8.0 + 9.0 + 12.0 + 13.0, 10.0 + 11.0 + 14.0 + 15.0]]


def test_a_window_on_doubled_pixels_meets_each_of_them_twice_or_four_times():
    # 3 by 3 ones, padded: in the corner four times the 1; at its right 4 of 1 and 2 of 2, ...
    y = convolve(enlarge(constant([[1.0, 2.0, 3.0, 4.0]]), Images(1, 2, 2)),
                 constant([[1.0] * 9]), constant([[0.0]]), slide(Images(1, 4, 4), 3, 1, 1))
    assert y.values[0][:4] == [4.0, 8.0, 10.0, 8.0]
    assert y.values[0][5] == 4.0 * 1.0 + 2.0 * 2.0 + 2.0 * 3.0 + 4.0


# Laws.

@few
@given(images=shapes, factor=factors, seed=seeds)
def test_enlarging_is_brute_force(images, factor, seed):
    x = some(seed, "x", 2, pixels(images))
    y = enlarge(x, images, factor)
    for row, larger in zip(x.values, y.values):
        wanted = np.array(row).reshape(images).repeat(factor, 1).repeat(factor, 2)
        assert wanted.shape == enlarged(images, factor)
        assert larger == wanted.ravel().tolist()


@few
@given(images=shapes, factor=factors, seed=seeds)
def test_slopes_by_differences(images, factor, seed):
    x = some(seed, "x", 2, pixels(images))
    check_gradient(lambda: uneven(grad.tanh(enlarge(x, images, factor))), [x], 1e-7)


@few
@given(images=shapes, factor=factors, seed=seeds)
def test_backward_is_the_transpose(images, factor, seed):
    # <enlarge(x), y> = <x, enlarge^T(y)>
    x = some(seed, "x", 1, pixels(images))
    larger = enlarge(x, images, factor)
    y = some(seed, "y", 1, len(larger.values[0])).values
    backward(grad.total(grad.multiply(larger, constant(y))))
    left = math.fsum(a * b for a, b in zip(larger.values[0], y[0]))
    right = math.fsum(a * b for a, b in zip(x.values[0], x.grads[0]))
    assert left == pytest.approx(right, rel=1e-9, abs=1e-12)


def test_a_pool_undoes_it():
    images = Images(3, 2, 4)
    x = some(2, "x", 2, 24)
    back = max_pool(enlarge(x, images), slide(enlarged(images, 2), 2, 2))
    assert back.values == x.values


def test_by_one_is_a_copy():
    x = some(1, "x", 2, 12)
    y = enlarge(x, Images(3, 2, 2), 1)
    assert y.values == x.values
    y.values[0][0] = 9.0
    assert x.values[0][0] != 9.0


def test_a_constant_needs_no_slope_and_nothing_is_multiplied():
    before = multiply_adds()
    y = enlarge(constant([[1.0] * 4]), Images(1, 2, 2))
    x = Parameter("x", [[1.0] * 4])
    backward(grad.total(enlarge(x, Images(1, 2, 2))))
    assert not y.needs_grad
    assert multiply_adds() == before


def test_a_network_that_grows_an_image_has_its_gradient():
    larger = Enlarge(Images(2, 2, 3))
    assert (larger.images, larger.parameters()) == ((2, 4, 6), [])
    draw = conv("draw", slide(larger.images, 3, padding=1), 1, stream(1, "w"))
    network, x = Network([larger, draw]), some(3, "x", 2, 12)
    assert draw.images == (1, 4, 6)
    check_gradient(lambda: uneven(grad.tanh(network(x))), [x, *network.parameters()], 1e-7)


# Bad input.

@pytest.mark.parametrize(("images", "factor", "words"), [
    (Images(1, 2, 2), 0, "2 by 2 and 0"), (Images(0, 2, 2), 2, "got 0 by 2 by 2"),
    (Images(1, 10**5, 10**5), 2, "more than")])
def test_what_cannot_be_enlarged(images, factor, words):
    with pytest.raises(ValueError, match=words):
        Enlarge(images, factor)


def test_images_of_another_shape():
    with pytest.raises(ValueError, match="1 by 2 by 2 have 4 pixels, but x has 5"):
        Enlarge(Images(1, 2, 2))(constant([[1.0] * 5]))
    with pytest.raises(ValueError, match="factor of at least 1"):
        enlarge(constant([[1.0] * 4]), Images(1, 2, 2), -1)
