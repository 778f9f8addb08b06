"""Saliency, against what moving each pixel a little does."""

from __future__ import annotations

import pytest

from policywerk.actors.q_networks import conv_q_network, dense_q_network
from policywerk.actors.saliency import saliency
from policywerk.building_blocks.conv import Images
from policywerk.building_blocks.dense import Dense
from policywerk.building_blocks.frames import pixels_of
from policywerk.building_blocks.grad import Parameter, backward, constant, total
from policywerk.building_blocks.network import Network
from policywerk.primitives.random import stream

IMAGES = Images(2, 10, 10)
NETWORKS = {"dense": dense_q_network, "convolutional": conv_q_network}


def some_state(seed):
    """Frames of all grey levels, so that no pixel is at a place where nothing happens."""
    rng = stream(seed, "pixels")
    return tuple(bytes(int(256 * rng.random()) for _ in range(100)) for _ in range(2))


def test_a_layer_of_weights_alone():
    # two actions and two pixels: Q = (1 * 1.0 + 2 * 0.2, 3 * 1.0 - 1 * 0.2) = (1.4, 2.8)
    layer = Dense(Parameter("w", [[1.0, 2.0], [3.0, -1.0]]), Parameter("b", [[0.0, 0.0]]))
    assert saliency(Network([layer]), (b"\xff", b"\x33")) == [3.0, -1.0]


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("seed", [0, 1])
def test_each_slope_is_what_moving_that_pixel_does(kind, seed):
    network = NETWORKS[kind](IMAGES, 3, stream(seed, "weights"))
    state = some_state(seed)
    slopes, pixels, tiny = saliency(network, state), pixels_of(state), 1e-6
    assert len(slopes) == 200

    def best(at, by):
        return max(network.predict([[*pixels[:at], pixels[at] + by, *pixels[at + 1:]]])[0])

    for at in range(0, 200, 7):
        assert slopes[at] == pytest.approx((best(at, tiny) - best(at, -tiny)) / (2 * tiny),
                                           abs=1e-7)
    assert max(map(abs, slopes)) > 1e-3


@pytest.mark.parametrize("kind", NETWORKS)
def test_the_network_is_left_as_it_was(kind):
    network = NETWORKS[kind](IMAGES, 3, stream(0, "weights"))
    state = some_state(0)
    backward(total(network(constant([pixels_of(state)]))))  # a learner is about to step
    before = [([row[:] for row in p.values], [row[:] for row in p.grads])
              for p in network.parameters()]
    saliency(network, state)
    assert [(p.values, p.grads) for p in network.parameters()] == before
    assert any(slope for _, grads in before for row in grads for slope in row)
