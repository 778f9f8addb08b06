"""Saliency: which pixels a network's best value hangs on."""

from __future__ import annotations

from policywerk.building_blocks.frames import Stack, pixels_of
from policywerk.building_blocks.grad import Parameter, backward, gather
from policywerk.building_blocks.network import Network
from policywerk.primitives.vector import Vector, argmax


def saliency(network: Network, state: Stack) -> Vector:
    """How fast the best value changes with each pixel of a state.

    d max_a Q(s, a) / ds_k   (Simonyan, Vedaldi & Zisserman 2014, section 3, for the best action)

    The pixels stand where a layer expects its input, as a parameter that nobody changes. The
    slopes of the network's own parameters are afterwards what they were before.

    Returns: one number a pixel, oldest frame first, in reward units a pixel from 0 to 1.
    """
    owned = network.parameters()
    before = [[row[:] for row in parameter.grads] for parameter in owned]
    pixels = Parameter("pixels", [pixels_of(state)])
    values = network(pixels)
    backward(gather(values, [argmax(values.values[0])]))
    for parameter, grads in zip(owned, before):
        parameter.grads[:] = grads
    return pixels.grads[0]
