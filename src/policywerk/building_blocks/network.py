"""Networks: layers, each of which reads what the one before has written."""

from __future__ import annotations

from typing import List, Protocol, Sequence

from policywerk.building_blocks.dense import (
    Bend,
    Draw,
    dense,
    glorot_uniform,
    linear,
)
from policywerk.building_blocks.grad import Node, Parameter, constant, distinct
from policywerk.building_blocks.norms import normed_dense
from policywerk.primitives import scalar, vector
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


def mlp(name: str, sizes: Sequence[int], rng: Stream, activation: Bend,
        last: Bend = linear, draw: Draw = glorot_uniform) -> Network:
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


def normed_mlp(name: str, sizes: Sequence[int], rng: Stream, last_scale: float = 1.0,
               draw: Draw = glorot_uniform) -> Network:
    """A multilayer perceptron whose hidden layers are normed, and whose last one is plain.

    y = W silu(rms_norm(...)) + b   (Hafner et al. 2023)

    Args:
        sizes: as those of mlp.
        last_scale: what the first weights of the last layer are multiplied by; with 0.0 the
            network says 0.0 to everything, until it has learned something.
        draw: where the first weights come from; it is asked as often whatever the scale.
    Raises: ValueError if last_scale is negative or not finite, or as mlp does of the sizes.
    """
    if len(sizes) < 2 or not 0.0 <= last_scale < scalar.INFINITY:
        raise ValueError("normed_mlp needs two sizes or more and a finite last_scale >= 0, "
                         f"got {list(sizes)} and {last_scale!r}")
    depth = len(sizes) - 1
    layers: List[Layer] = [normed_dense(f"{name}.{i}", sizes[i], sizes[i + 1], rng, draw)
                           for i in range(depth - 1)]
    last = dense(f"{name}.{depth - 1}", sizes[-2], sizes[-1], rng, draw=draw)
    for row in last.weight.values:
        row[:] = vector.scale(last_scale, row)
    return Network([*layers, last])


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
    _check_same_shapes("copy_values", source, target)
    for theirs, ours in zip(source, target):
        for row, into in zip(theirs.values, ours.values):
            into[:] = row


def follow(source: Sequence[Parameter], target: Sequence[Parameter], rate: float) -> None:
    """Move target a part of the way to source, in place: an exponential moving average.

    t <- (1 - rate) t + rate s   (Hafner et al. 2023, v2, table 4: decay 0.98 is a rate of 0.02)

    Args:
        rate: in [0, 1]; 1.0 is copy_values, to the bit.
    Raises: ValueError if rate is outside [0, 1], or as copy_values; nothing is moved then.
    """
    if not 0.0 <= rate <= 1.0:
        raise ValueError(f"follow needs a rate in [0, 1], got {rate!r}")
    _check_same_shapes("follow", source, target)
    if rate == 1.0:
        copy_values(source, target)  # 0 times what was there may be nan
        return
    keep = 1.0 - rate
    for theirs, ours in zip(source, target):
        for row, into in zip(theirs.values, ours.values):
            for j in range(len(row)):
                into[j] = keep * into[j] + rate * row[j]


def _check_same_shapes(operation: str, source: Sequence[Parameter],
                       target: Sequence[Parameter]) -> None:
    """Raise ValueError unless both sides have as many parameters, of the same shapes."""
    shapes = [[shape(p.values) for p in side] for side in (source, target)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"{operation} needs parameters of the same shapes, "
                         f"got {shapes[0]} and {shapes[1]}")
