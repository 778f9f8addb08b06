"""A layer in which every neuron sees every input, and how to draw its first weights."""

from __future__ import annotations

from typing import Callable, List

from policywerk.building_blocks.grad import Node, Parameter, affine
from policywerk.primitives import scalar
from policywerk.primitives.matrix import Matrix, zeros
from policywerk.primitives.random import Stream, normal, truncated_normal, uniform
from policywerk.primitives.vector import check_size

Bend = Callable[[Node], Node]
Draw = Callable[[Stream, int, int], Matrix]


def linear(a: Node) -> Node:
    """No bend at all: y = a."""
    return a


def _check_sizes(inputs: int, outputs: int) -> None:
    """Raise ValueError unless a layer can have these sizes."""
    if inputs < 1 or outputs < 1:
        raise ValueError(f"a layer needs at least one input and one output, "
                         f"got {inputs} and {outputs}")
    check_size("a layer", inputs, outputs)


def glorot_uniform(rng: Stream, inputs: int, outputs: int) -> Matrix:
    """First weights for tanh or no bend, one row a neuron (Glorot & Bengio 2010, eq. 16).

    w uniform in [-r, r],  r = sqrt(6 / (inputs + outputs))

    Their variance is r^2 / 3 = 2 / (inputs + outputs).

    Raises: ValueError if inputs or outputs < 1.
    """
    _check_sizes(inputs, outputs)
    r = scalar.sqrt(6.0 / (inputs + outputs))
    return [[uniform(rng, -r, r) for _ in range(inputs)] for _ in range(outputs)]


def he_normal(rng: Stream, inputs: int, outputs: int) -> Matrix:
    """First weights for ReLU, which lets half through, one row a neuron (He et al. 2015).

    w normal with mean 0 and variance 2 / inputs

    Raises: ValueError if inputs or outputs < 1.
    """
    _check_sizes(inputs, outputs)
    sd = scalar.sqrt(2.0 / inputs)
    return [[normal(rng, 0.0, sd) for _ in range(inputs)] for _ in range(outputs)]


WIDER = 1.1368472343385565  # 1 / standard deviation of a normal number cut off at -2 and 2


def trunc_normal_in(rng: Stream, inputs: int, outputs: int) -> Matrix:
    """First weights without any large one, one row a neuron (the code of DreamerV3).

    w = 1.1368 / sqrt(inputs) * z,  z normal given that |z| <= 2

    Their variance is 1 / inputs.

    Raises: ValueError if inputs or outputs < 1.
    """
    _check_sizes(inputs, outputs)
    sd = WIDER / scalar.sqrt(float(inputs))
    return [[truncated_normal(rng, 0.0, sd, 2.0) for _ in range(inputs)]
            for _ in range(outputs)]


def not_drawn(rng: Stream, inputs: int, outputs: int) -> Matrix:
    """No first weights: zeros, one row a neuron, for a network that is given its weights.

    Nothing is taken from rng. Raises: ValueError if inputs or outputs < 1.
    """
    _check_sizes(inputs, outputs)
    return zeros(outputs, inputs)


class Dense:
    """A layer of neurons: y = f(x W^T + b), one row an example.

    weight: one row a neuron, one column an input. bias: one row.
    activation: f, an operation on nodes that keeps the shape.
    """

    def __init__(self, weight: Parameter, bias: Parameter,
                 activation: Bend = linear) -> None:
        """A layer with these parameters.

        Raises: ValueError if the bias is not one row with an entry for each neuron.
        """
        neurons = len(weight.values)
        if [len(row) for row in bias.values] != [neurons]:
            raise ValueError(f"a layer of {neurons} neurons needs a 1 by {neurons} bias, "
                             f"not {len(bias.values)} by {len(bias.values[0])}")
        self.weight = weight
        self.bias = bias
        self.activation = activation

    def __call__(self, x: Node) -> Node:
        """The outputs for a batch of inputs.

        Raises: ValueError if x has not as many columns as the weight.
        """
        return self.activation(affine(x, self.weight, self.bias))

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""
        return [self.weight, self.bias]


def dense(name: str, inputs: int, outputs: int, rng: Stream,
          activation: Bend = linear, draw: Draw = glorot_uniform) -> Dense:
    """A new layer: weights from draw(rng, inputs, outputs), biases 0.0.

    Raises: ValueError if inputs or outputs < 1.
    """
    weight = Parameter(f"{name}.weight", draw(rng, inputs, outputs))
    return Dense(weight, Parameter(f"{name}.bias", zeros(1, outputs)), activation)
