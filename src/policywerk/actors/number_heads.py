"""Heads that say a number: as a belief over bins, or as one plain output."""

from __future__ import annotations

from typing import Callable, Dict, Protocol, Sequence

from policywerk.actors.needs import need_above, need_whole
from policywerk.building_blocks.dense import Draw, trunc_normal_in
from policywerk.building_blocks.grad import Node, add, constant, multiply, scale, subtract
from policywerk.building_blocks.loss_nodes import two_hot_cross_entropies
from policywerk.building_blocks.network import Network, normed_mlp
from policywerk.primitives import activations
from policywerk.primitives.losses import symexp_bins, symmetric_mean
from policywerk.primitives.matrix import Matrix, shape
from policywerk.primitives.random import Stream
from policywerk.primitives.scalar import INFINITY
from policywerk.primitives.vector import Vector


class NumberHead(Protocol):
    """A network whose outputs stand for one number a row."""

    network: Network

    def __call__(self, features: Node) -> Node:
        """The outputs, on the tape."""

    def read(self, outputs: Matrix) -> Vector:
        """The numbers that rows of outputs stand for."""

    def errors(self, outputs: Node, targets: Sequence[Vector], weights: Vector) -> Node:
        """How wrong each row is, one column: a weighted sum over lists of targets."""


class TwoHotHead:
    """Says a number by probabilities of bins (Hafner et al. 2023, v2, eq. 10 to 12)."""

    def __init__(self, network: Network, bins: Vector) -> None:
        """From a network with one column a bin."""
        self.network, self.bins = network, bins

    def __call__(self, features: Node) -> Node:
        """Logits, one column a bin."""
        return self.network(features)

    def read(self, outputs: Matrix) -> Vector:
        """The mean of the bins, the small ones added first and both sides alike."""
        return [symmetric_mean(activations.softmax(row), self.bins) for row in outputs]

    def errors(self, outputs: Node, targets: Sequence[Vector], weights: Vector) -> Node:
        """sum_k w_k CE(two_hot(y_k), softmax(outputs))."""
        return two_hot_cross_entropies(outputs, targets, weights, self.bins)


class PlainHead:
    """Says a number as it is, and is charged for the square: what two-hot is compared with."""

    def __init__(self, network: Network) -> None:
        """From a network with one column."""
        self.network = network

    def __call__(self, features: Node) -> Node:
        """One column."""
        return self.network(features)

    def read(self, outputs: Matrix) -> Vector:
        """The only entry of each row.

        Raises: ValueError if the rows have more.
        """
        if shape(outputs)[1] != 1:
            raise ValueError(f"a plain head needs rows of one number, got {shape(outputs)[1]}")
        return [x for [x] in outputs]

    def errors(self, outputs: Node, targets: Sequence[Vector], weights: Vector) -> Node:
        """sum_k w_k (x - y_k)^2 / 2.

        Raises: ValueError unless there is a weight >= 0 for each list, and a target for each row.
        """
        rows, lengths = len(outputs.values), [len(values) for values in targets]
        if len(weights) != len(targets) or lengths != [rows] * len(targets) or not all(
                0.0 <= weight < INFINITY for weight in weights):
            raise ValueError(f"{rows} rows need lists of {rows} targets and for each list a finite "
                             f"weight >= 0, got lists of {lengths} and the weights {weights}")
        total = scale(0.0, outputs)
        for values, weight in zip(targets, weights):
            off = subtract(outputs, constant([[y] for y in values]))
            total = add(total, scale(0.5 * weight, multiply(off, off)))
        return total


def two_hot_head(name: str, sizes: Sequence[int], bins: int, limit: float, rng: Stream,
                 draw: Draw = trunc_normal_in) -> TwoHotHead:
    """A head that says 0.0 of everything at first.

    Args: sizes: inputs and hidden layers. bins: from symexp(-limit) to symexp(limit).
    Raises: OverflowError for a limit whose symexp is above the largest float.
    """
    network = normed_mlp(name, [*sizes, bins], rng, 0.0, draw)
    return TwoHotHead(network, symexp_bins(bins, limit))


def plain_head(name: str, sizes: Sequence[int], bins: int, limit: float, rng: Stream,
               draw: Draw = trunc_normal_in) -> PlainHead:
    """The same with one plain output; bins and limit do not matter."""
    return PlainHead(normed_mlp(name, [*sizes, 1], rng, 0.0, draw))


MakeHead = Callable[[str, Sequence[int], int, float, Stream, Draw], NumberHead]
HEADS: Dict[str, MakeHead] = {"two-hot": two_hot_head, "square": plain_head}
LARGEST_LIMIT = 700.0  # symexp of it is 1e304, not far from the largest float


def check_numbers(kind: str, bins: int, limit: float) -> None:
    """Raise TypeError or ValueError unless there is a head of this kind with these bins."""
    if kind not in HEADS:
        raise ValueError(f"numbers must be one of {list(HEADS)}, got {kind!r}")
    need_whole("bins", bins, 3)
    if bins % 2 == 0:
        raise ValueError(f"bins must be odd, with 0.0 in the middle, got {bins}")
    need_above("limit", limit, 0.0)
    if limit > LARGEST_LIMIT:
        raise ValueError(f"limit must be at most {LARGEST_LIMIT}, got {limit!r}")
