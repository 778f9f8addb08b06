"""Q-networks: pixels in, one number an action out.

First weights have variance 1 / inputs, a quarter of that in the last layer: so the first values
are near 0.
"""

from __future__ import annotations

from typing import List, Mapping

from policywerk.building_blocks.conv import Conv, Images, conv, slide
from policywerk.building_blocks.dense import Dense, dense, linear, trunc_normal_in
from policywerk.building_blocks.grad import Parameter, relu
from policywerk.building_blocks.network import Layer, Network
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import scale

HIDDEN = 64  # neurons in a hidden layer
FILTERS = ((8, 4), (16, 3))  # of the two layers that convolve: how many, of which size
STRIDE = 2


def dense_q_network(images: Images, actions: int, rng: Stream) -> Network:
    """Two hidden layers in which every neuron sees all pixels."""
    inputs = images.channels * images.height * images.width
    return Network([
        dense("q.0", inputs, HIDDEN, rng, relu, trunc_normal_in),
        dense("q.1", HIDDEN, HIDDEN, rng, relu, trunc_normal_in),
        _last("q.2", actions, rng),
    ])


def conv_q_network(images: Images, actions: int, rng: Stream) -> Network:
    """The plan of Mnih et al. (2013, section 4.1), for small images.

    Two layers of filters, with ever larger views of the image, then a hidden layer.

    Args: images: of 9 by 9 pixels or more; the channels are the frames of a stack.
    Raises: ValueError if a window does not fit.
    """
    layers: List[Layer] = []
    for i, (filters, size) in enumerate(FILTERS):
        layer = conv(f"q.{i}", slide(images, size, STRIDE), filters, rng, relu, trunc_normal_in)
        layers.append(layer)
        images = layer.images
    inputs = images.channels * images.height * images.width
    return Network([
        *layers,
        dense("q.2", inputs, HIDDEN, rng, relu, trunc_normal_in),
        _last("q.3", actions, rng),
    ])


def _last(name: str, actions: int, rng: Stream) -> Dense:
    """The layer that says the values: no bend, and half as large as other weights at first."""
    layer = dense(name, HIDDEN, actions, rng, draw=trunc_normal_in)
    for row in layer.weight.values:
        row[:] = scale(0.5, row)
    return layer


def q_network_of(weights: Mapping[str, Matrix], images: Images) -> Network:
    """The network that has these weights, as the two functions above name them.

    Raises: ValueError if they are not those of a Q-network for such images.
    """
    layers: List[Layer] = []
    last = len(weights) // 2 - 1
    for i in range(last + 1):
        name = f"q.{i}"
        if f"{name}.weight" not in weights or f"{name}.bias" not in weights:
            raise ValueError(f"a Q-network has weights {name}.weight and {name}.bias, "
                             f"got {sorted(weights)}")
        weight, bias = (Parameter(f"{name}.{part}", weights[f"{name}.{part}"])
                        for part in ("weight", "bias"))
        if last == 3 and i < len(FILTERS):
            layer = Conv(slide(images, FILTERS[i][1], STRIDE), weight, bias, relu)
            layers.append(layer)
            images = layer.images
        else:
            layers.append(Dense(weight, bias, linear if i == last else relu))
    return Network(layers)
