"""Encoders and decoders: their sizes and work in numbers, the same answers everywhere, slopes."""

from __future__ import annotations

from pathlib import Path

import dreamer_bits
import numpy as np
import pytest

from gradients import some, uneven
from interpreters import interpreters, run_python
from policywerk.actors.pixel_networks import (
    DECODERS,
    ENCODERS,
    convolutional_decoder,
    convolutional_encoder,
    dense_decoder,
    dense_encoder,
    small_images,
)
from policywerk.building_blocks.conv import Images
from policywerk.building_blocks.dense import trunc_normal_in
from policywerk.building_blocks.grad import (
    backward,
    check_gradient,
    constant,
    mean,
    multiply,
    sigmoid,
    subtract,
    zero_grads,
)
from policywerk.building_blocks.network import Network, count, normed_mlp
from policywerk.building_blocks.norms import normed_dense
from policywerk.building_blocks.optimizers import Adam
from policywerk.building_blocks.work import multiply_adds
from policywerk.primitives.random import stream

CONVOLUTIONAL = "convolutional"


def work_of(what):
    before = multiply_adds()
    what()
    return multiply_adds() - before


def dot(y, x, side=16):
    """A small cross in a black picture."""
    row = [0.0] * (side * side)
    for down, right, value in ((0, 0, 1.0), (1, 0, 0.5), (0, 1, 0.25), (-1, 0, 0.125)):
        row[(y + down) * side + x + right] = value
    return row


# ---------------------------------------------------------------- in numbers


def test_shapes_and_names():
    encoder = convolutional_encoder(256, 128, stream(1, "e"))
    assert [(p.name, len(p.values), len(p.values[0])) for p in encoder.parameters()] == [
        ("encoder.0.weight", 4, 9), ("encoder.0.bias", 1, 4), ("encoder.0.gain", 1, 4),
        ("encoder.1.weight", 8, 36), ("encoder.1.bias", 1, 8), ("encoder.1.gain", 1, 8)]
    decoder = convolutional_decoder(128, 128, 256, stream(1, "d"))
    assert [(p.name, len(p.values), len(p.values[0])) for p in decoder.parameters()] == [
        ("decoder.0.weight", 128, 128), ("decoder.0.bias", 1, 128), ("decoder.0.gain", 1, 8),
        ("decoder.1.weight", 4, 72), ("decoder.1.bias", 1, 4), ("decoder.1.gain", 1, 4),
        ("decoder.2.weight", 1, 36), ("decoder.2.bias", 1, 1)]
    assert (count(encoder.parameters()), count(decoder.parameters())) == (348, 16_853)
    seen = encoder.predict(some(1, "x", 1, 256).values)
    assert [len(seen[0]), len(decoder.predict(seen)[0])] == [128, 256]


def test_the_dense_ones_are_what_they_were():
    old = Network([normed_dense("encoder.0", 256, 64, stream(4, "w"), trunc_normal_in)])
    new = ENCODERS["dense"](256, 64, stream(4, "w"))
    assert [(p.name, p.values) for p in new.parameters()] == [
        (p.name, p.values) for p in old.parameters()]
    old = normed_mlp("decoder", [128, 64, 256], stream(4, "w"), draw=trunc_normal_in)
    new = DECODERS["dense"](128, 64, 256, stream(4, "w"))
    assert [(p.name, p.values) for p in new.parameters()] == [
        (p.name, p.values) for p in old.parameters()]
    assert (count(ENCODERS["dense"](256, 64, stream(4, "w")).parameters()),
            count(new.parameters())) == (16_512, 24_960)


def test_multiply_adds_of_a_picture():
    """Filters: stops times weights. Of a black picture with a few bright pixels, those only."""
    rng = stream(1, "w")
    full, cross = some(1, "x", 1, 256).values, [dot(8, 8)]
    encoder = convolutional_encoder(256, 128, rng)
    assert work_of(lambda: encoder.predict(full)) == 256 * 9 * 4 + 64 * 36 * 8 == 27_648
    assert work_of(lambda: encoder.predict(cross)) == 4 * 9 * 4 + 64 * 36 * 8 == 18_576
    features = some(1, "f", 1, 128).values
    decoder = convolutional_decoder(128, 128, 256, rng)
    assert work_of(lambda: decoder.predict(features)) == (
        128 * 128 + 64 * 72 * 4 + 256 * 36) == 44_032
    assert work_of(lambda: dense_encoder(256, 64, rng).predict(full)) == 256 * 64 == 16_384
    assert work_of(lambda: dense_decoder(128, 64, 256, rng).predict(features)) == (
        128 * 64 + 64 * 256) == 24_576


@pytest.mark.parametrize(("pixels", "numbers", "shape"), [
    (256, 128, (8, 4, 4)), (256, 32, (2, 4, 4)), (16, 4, (4, 1, 1)), (64, 8, (2, 2, 2)),
    (144, 36, (4, 3, 3)), (84 * 84, 2 * 441, (2, 21, 21))])
def test_the_small_image(pixels, numbers, shape):
    assert small_images(pixels, numbers) == Images(*shape)


# ---------------------------------------------------------------- what convolution is for


def test_a_dot_a_place_further_gives_the_same_answers_a_place_further():
    """Four pixels of the picture are one of the small image, to the last bit."""
    encoder = convolutional_encoder(256, 64, stream(3, "e"))
    here, right, down = encoder.predict([dot(5, 5), dot(5, 9), dot(9, 5)])
    a, b, c = (np.array(row).reshape(4, 4, 4) for row in (here, right, down))
    assert np.count_nonzero(a) > 0
    assert np.array_equal(b[:, :, 1:], a[:, :, :3])
    assert np.array_equal(c[:, 1:, :], a[:, :3, :])
    assert not b[:, :, 0].any()


def test_a_dense_encoder_knows_nothing_of_places():
    encoder = dense_encoder(256, 64, stream(3, "e"))
    here, right = encoder.predict([dot(5, 5), dot(5, 9)])
    assert abs(float(np.corrcoef(here, right)[0][1])) < 0.5


def test_a_place_further_in_the_small_image_is_four_pixels_further_in_the_drawing():
    decoder = Network(convolutional_decoder(128, 64, 256, stream(3, "d")).layers[1:])
    here, right = [0.0] * 64, [0.0] * 64
    for channel, value in enumerate((1.0, -2.0, 0.5, 3.0)):
        here[16 * channel + 5], right[16 * channel + 6] = value, value
    a, b = (np.array(row).reshape(16, 16) for row in decoder.predict([here, right]))
    assert np.count_nonzero(a) > 20
    assert np.array_equal(b[:, 4:], a[:, :12])


# ---------------------------------------------------------------- slopes, and that they learn


@pytest.mark.parametrize("numbers", [4, 8])
def test_gradients_by_differences(numbers):
    rng, x, features = stream(numbers, "w"), some(numbers, "x", 2, 16), some(3, "f", 2, 3)
    encoder = convolutional_encoder(16, numbers, rng)
    check_gradient(lambda: uneven(encoder(x)), [x, *encoder.parameters()], 1e-7)
    decoder = convolutional_decoder(3, numbers, 16, rng)
    check_gradient(lambda: uneven(decoder(features)), [features, *decoder.parameters()], 1e-7)


@pytest.mark.slow
@pytest.mark.parametrize(("eyes", "numbers", "alpha"), [
    ("dense", 16, 0.01), (CONVOLUTIONAL, 128, 0.003)])
def test_pictures_are_drawn_again(eyes, numbers, alpha):
    """Encoder and decoder in a row: an error below a tenth of what a black picture has.

    Filters need more numbers, smaller steps and longer: at first all that they draw is black.
    """
    rng = stream(5, "w")
    encoder, decoder = ENCODERS[eyes](64, numbers, rng), DECODERS[eyes](numbers, numbers, 64, rng)
    pictures = [dot(y, x, 8) for y in (2, 5) for x in (1, 6)]
    adam, parameters = Adam(), [*encoder.parameters(), *decoder.parameters()]
    black = sum(b * b for row in pictures for b in row) / (4 * 64)
    errors = []
    for _ in range(120):
        miss = subtract(sigmoid(decoder(encoder(constant(pictures)))), constant(pictures))
        loss = mean(multiply(miss, miss))
        errors.append(loss.values[0][0])
        zero_grads(parameters)
        backward(loss)
        adam.step(parameters, alpha)
    assert errors[0] > black
    assert errors[-1] < 0.1 * black


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_the_same_bits_everywhere(interpreter):
    assert run_python(interpreter, str(Path(dreamer_bits.__file__)),
                      CONVOLUTIONAL).strip() == dreamer_bits.digest(CONVOLUTIONAL)


# ---------------------------------------------------------------- bad input


def test_the_names():
    assert set(ENCODERS) == set(DECODERS) == {"dense", CONVOLUTIONAL}


@pytest.mark.parametrize("pixels", [0, -16, 36, 255, 257, 512, 100])
def test_pictures_that_cannot_be_halved_twice(pixels):
    with pytest.raises(ValueError, match=rf"got {pixels} pixels: .* take dense eyes"):
        convolutional_encoder(pixels, 128, stream(1, "w"))
    with pytest.raises(ValueError, match=rf"got {pixels} pixels: .* take dense eyes"):
        convolutional_decoder(4, 128, pixels, stream(1, "w"))


@pytest.mark.parametrize("numbers", [0, -32, 16, 48, 100])
def test_numbers_that_make_no_channels(numbers):
    with pytest.raises(ValueError, match=rf"a multiple of 32 numbers, not {numbers}"):
        convolutional_encoder(256, numbers, stream(1, "w"))
    with pytest.raises(ValueError, match=rf"a multiple of 32 numbers, not {numbers}"):
        convolutional_decoder(4, numbers, 256, stream(1, "w"))


def test_other_sizes_that_will_not_do():
    with pytest.raises(ValueError, match="at least one input"):
        convolutional_decoder(0, 32, 256, stream(1, "w"))
    with pytest.raises(ValueError, match="more than"):
        small_images(10**14, 10**9)
