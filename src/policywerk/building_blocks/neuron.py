"""One neuron, number by number: what a layer and its gradient have to agree with."""

from __future__ import annotations

from typing import NamedTuple

from policywerk.primitives import vector
from policywerk.primitives.activations import tanh_slope
from policywerk.primitives.scalar import tanh
from policywerk.primitives.vector import Vector


def neuron(inputs: Vector, weights: Vector, bias: float) -> float:
    """The output of a neuron: y = tanh(w . x + b)  (Rumelhart, Hinton & Williams 1986).

    Raises: ValueError if there is not one weight for each input.
    """
    return tanh(vector.dot(weights, inputs) + bias)


class Slopes(NamedTuple):
    """How fast the loss rises with what a neuron was given."""

    inputs: Vector
    weights: Vector
    bias: float


def neuron_slopes(inputs: Vector, weights: Vector, bias: float, slope: float) -> Slopes:
    """From the slope of the loss with the output to its slopes with inputs, weights, bias.

    dL/dz = dL/dy (1 - y^2);  dL/dx_k = dL/dz w_k,  dL/dw_k = dL/dz x_k,  dL/db = dL/dz

    Args:
        inputs, weights, bias: as given to neuron.
        slope: dL/dy.
    Raises: ValueError if there is not one weight for each input.
    """
    if len(inputs) != len(weights):
        raise ValueError("a neuron needs one weight for each input, "
                         f"got {len(inputs)} inputs and {len(weights)} weights")
    z = vector.dot(weights, inputs) + bias
    before = slope * tanh_slope(z, tanh(z))  # dL/dz
    return Slopes(vector.scale(before, weights), vector.scale(before, inputs), before)
