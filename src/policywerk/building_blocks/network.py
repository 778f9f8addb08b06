"""Networks: layers, each of which reads what the one before has written."""

from __future__ import annotations

from typing import List, Protocol, Sequence

from policywerk.building_blocks.dense import (
    Activation,
    Draw,
    dense,
    glorot_uniform,
    linear,
)
from policywerk.building_blocks.grad import Node, Parameter, constant, distinct
from policywerk.primitives.matrix import Matrix, shape
from policywerk.primitives.random import Stream


class Layer(Protocol):
    """What networks are made of; a network is one itself."""

    def __call__(self, x: Node) -> Node:
        """The outputs for a batch of inputs."""

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change; [] if there is nothing to learn."""


class Network:
    """Layers in a row: the output of each is the input of the next."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        """A network of these layers, first to last.

        Raises: ValueError if there are none.
        """
        if not layers:
            raise ValueError("a network needs at least one layer, got none")
        self.layers = list(layers)

    def __call__(self, x: Node) -> Node:
        """The outputs for a batch of inputs, ready for backward."""
        for layer in self.layers:
            x = layer(x)
        return x

    def predict(self, inputs: Matrix) -> Matrix:
        """The outputs as plain numbers, for use rather than for learning."""
        return self(constant(inputs)).values

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change, first layer first; what layers share, once."""
        return distinct(p for layer in self.layers for p in layer.parameters())


def mlp(name: str, sizes: Sequence[int], rng: Stream, activation: Activation,
        last: Activation = linear, draw: Draw = glorot_uniform) -> Network:
    """A multilayer perceptron: sizes [2, 8, 1] are 2 inputs, 8 hidden neurons, 1 output.

    Args:
        activation: behind every layer but the last.
        last: behind the last one.
        draw: where the first weights come from.
    Raises: ValueError if there are fewer than two sizes, or one is below 1.
    """
    if len(sizes) < 2:
        raise ValueError("a network needs sizes for its input and output, "
                         f"got {list(sizes)}")
    layers = []
    for i in range(len(sizes) - 1):
        bend = last if i == len(sizes) - 2 else activation
        layers.append(dense(f"{name}.{i}", sizes[i], sizes[i + 1], rng, bend, draw))
    return Network(layers)


def count(parameters: Sequence[Parameter]) -> int:
    """How many numbers the parameters hold together; one that is listed twice counts once."""
    sizes = [shape(parameter.values) for parameter in distinct(parameters)]
    numbers = 0
    for rows, columns in sizes:
        numbers += rows * columns
    return numbers


def copy_values(source: Sequence[Parameter], target: Sequence[Parameter]) -> None:
    """Give target the values of source, in place; the two share no list afterwards.

    Raises: ValueError if they differ in number or shape; nothing is copied then.
    """
    shapes = [[shape(p.values) for p in side] for side in (source, target)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"copy_values needs parameters of the same shapes, "
                         f"got {shapes[0]} and {shapes[1]}")
    for theirs, ours in zip(source, target):
        for row, into in zip(theirs.values, ours.values):
            into[:] = row
