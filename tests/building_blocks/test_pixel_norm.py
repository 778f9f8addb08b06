"""The norm of a pixel's channels: by hand, in plain numpy, slopes by differences, bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradients import some, uneven
from policywerk.building_blocks.conv import Images
from policywerk.building_blocks.grad import Parameter, backward, check_gradient, constant
from policywerk.building_blocks.norms import rms_norm_silu
from policywerk.building_blocks.pixel_norm import PixelNorm, as_images, as_pixels, pixel_norm
from policywerk.primitives.activations import RMS_NORM_TINY
from policywerk.primitives.vector import euclidean_norm

few = settings(max_examples=25, deadline=None)
shapes = st.builds(Images, st.integers(1, 4), st.integers(1, 3), st.integers(1, 3))
seeds = st.integers(0, 10**6)


def pixels(images):
    return images.channels * images.height * images.width


def silu(x):
    return x / (1.0 + math.exp(-x))


# Worked examples.

def test_pixels_in_rows_by_hand():
    # two channels of three pixels: 1 2 3 and 4 5 6
    x = constant([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [0.0] * 6])
    rows = as_pixels(x, Images(2, 1, 3))
    assert rows.values == [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]
    assert as_images(rows, Images(2, 1, 3)).values == x.values


def test_one_pixel_of_two_channels_by_hand():
    # 3 and -4: root mean square sqrt(12.5) = 3.5355, so 0.8485 and -1.1314
    d = math.sqrt(12.5 + RMS_NORM_TINY)
    [[a, b]] = pixel_norm("n", Images(2, 1, 1))(constant([[3.0, -4.0]])).values
    assert a == pytest.approx(silu(3.0 / d), rel=1e-12)
    assert b == pytest.approx(silu(-4.0 / d), rel=1e-12)
    assert (round(a, 4), round(b, 4)) == (0.5942, -0.276)


def test_each_pixel_is_normed_by_itself():
    """A bright pixel and a dim one of the same colours say the same; a black one stays black."""
    layer = pixel_norm("n", Images(2, 1, 3))
    [row] = layer(constant([[300.0, 3.0, 0.0, -400.0, -4.0, 0.0]])).values
    assert row[0] == pytest.approx(row[1], rel=1e-4)  # tiny weighs more with the dim one
    assert row[3] == pytest.approx(row[4], rel=1e-4)
    assert (row[2], row[5]) == (0.0, 0.0)


# Laws.

@few
@given(images=shapes, seed=seeds)
def test_the_norm_in_plain_numpy(images, seed):
    x, gain = some(seed, "x", 2, pixels(images)), some(seed, "g", 1, images.channels)
    y = PixelNorm(images, gain)(x).values
    for row, normed in zip(x.values, y):
        a = np.array(row).reshape(images)
        z = a / np.sqrt((a * a).mean(axis=0) + RMS_NORM_TINY)
        z *= np.array(gain.values[0])[:, None, None]
        np.testing.assert_allclose(normed, (z / (1.0 + np.exp(-z))).ravel(), rtol=1e-12,
                                   atol=1e-14)


@few
@given(images=shapes, seed=seeds)
def test_slopes_by_differences(images, seed):
    x, gain = some(seed, "x", 2, pixels(images)), some(seed, "g", 1, images.channels)
    layer = PixelNorm(images, gain)
    assert layer.parameters() == [gain]
    # where all channels of a pixel are nearly 0 the norm bends within a step of a difference
    smallest = min(euclidean_norm(row) for row in as_pixels(x, images).values)
    assume(images.channels == 1 or smallest > 0.2)
    check_gradient(lambda: uneven(layer(x)), [x, gain], 1e-7 if images.channels > 1 else 1e-5)
    check_gradient(lambda: uneven(as_pixels(x, images)), [x], 1e-7)
    rows = some(seed, "rows", 2 * images.height * images.width, images.channels)
    check_gradient(lambda: uneven(as_images(rows, images)), [rows], 1e-7)


@few
@given(images=shapes, seed=seeds)
def test_there_and_back(images, seed):
    x = some(seed, "x", 3, pixels(images))
    assert as_images(as_pixels(x, images), images).values == x.values
    backward(uneven(as_images(as_pixels(x, images), images)))
    straight = Parameter("x", x.values)
    backward(uneven(straight))
    assert x.grads == straight.grads


def test_of_one_pixel_it_is_the_norm_of_a_layer():
    x, gain = some(1, "x", 3, 5), some(2, "g", 1, 5)
    assert PixelNorm(Images(5, 1, 1), gain)(x).values == rms_norm_silu(x, gain).values


# Bad input.

def test_shapes_that_do_not_fit():
    images = Images(2, 1, 3)
    with pytest.raises(ValueError, match="2 by 1 by 3 have 6 pixels, but x has 5"):
        pixel_norm("n", images)(constant([[1.0] * 5]))
    with pytest.raises(ValueError, match="need 2 columns and 3 rows each, got 4 by 2"):
        as_images(constant([[1.0, 2.0]] * 4), images)
    with pytest.raises(ValueError, match="need 2 columns and 3 rows each, got 3 by 1"):
        as_images(constant([[1.0]] * 3), images)
    with pytest.raises(ValueError, match="gain of 1 by 2, not 1 by 3"):
        PixelNorm(images, Parameter("g", [[1.0] * 3]))(constant([[1.0] * 6]))
    with pytest.raises(ValueError, match="at least one row and one column"):
        pixel_norm("n", Images(0, 1, 3))
