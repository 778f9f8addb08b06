"""Losses on the tape: value and slope are those of primitives/losses.py, joined to a node."""

from __future__ import annotations

from typing import Callable, List, Sequence

from policywerk.building_blocks.grad import (
    Node,
    constant,
    elementwise,
    kept,
    multiply,
    operation,
    scale,
    softplus,
    subtract,
)
from policywerk.primitives import losses
from policywerk.primitives.matrix import Matrix, shape
from policywerk.primitives.scalar import INFINITY
from policywerk.primitives.vector import Vector, add_scaled, total


def huber(errors: Node, threshold: float = 1.0) -> Node:
    """losses.huber of every error: what DQN asks of its predictions (Mnih et al. 2015).

    Raises: ValueError if threshold <= 0.
    """
    of_errors = kept(errors)
    values = [[losses.huber(x, threshold) for x in row] for row in of_errors]
    return elementwise(errors, values, lambda: [[losses.huber_slope(x, threshold) for x in row]
                                                for row in of_errors])


def binary_cross_entropy(logits: Node, targets: Matrix) -> Node:
    """losses.binary_cross_entropy of every logit z, with p its true probability of yes.

    -p log(sigmoid(z)) - (1 - p) log(1 - sigmoid(z)) = softplus(z) - p z

    Raises: ValueError if a target is not in [0, 1], or the shapes differ.
    """
    (n, m), (rows, columns) = shape(logits.values), shape(targets)
    if (rows, columns) != (n, m):
        raise ValueError(f"{n} by {m} logits need as many targets, got {rows} by {columns}")
    for i, row in enumerate(targets):
        for p in row:
            if not 0.0 <= p <= 1.0:
                raise ValueError(f"a target must be from 0 to 1, got {p!r} in row {i}")
    return subtract(softplus(logits), multiply(logits, constant(targets)))


def cross_entropy(logits: Node, targets: Matrix) -> Node:
    """losses.cross_entropy_from_logits of every row, one column.

    Raises: ValueError if there is not one row of targets a row, or as that function.
    """
    _check_rows("cross_entropy", logits, len(targets))
    return _of_rows(logits,
                    lambda i, row: losses.cross_entropy_from_logits(row, targets[i]),
                    lambda i, row: losses.cross_entropy_from_logits_gradient(row, targets[i]))


def two_hot_cross_entropy(logits: Node, values: Vector, bins: Vector) -> Node:
    """losses.two_hot_cross_entropy of every row and its value, one column.

    Raises: ValueError if there is not one value a row, or as that function.
    """
    _check_rows("two_hot_cross_entropy", logits, len(values))
    return _of_rows(logits,
                    lambda i, row: losses.two_hot_cross_entropy(row, values[i], bins),
                    lambda i, row: losses.two_hot_cross_entropy_gradient(row, values[i], bins))


def two_hot_cross_entropies(logits: Node, targets: Sequence[Vector], weights: Vector,
                            bins: Vector) -> Node:
    """The weighted sum of two_hot_cross_entropy with several targets, one column.

    sum_k w_k H(t_k, q) = W H(sum_k (w_k / W) t_k, q),  W = sum_k w_k,
    H(p, q) = -sum_i p_i log q_i: linear in p, so one softmax of each row is enough

    Args:
        targets: lists of one value a row, such as returns and what a slow critic says.
        weights: w_k >= 0, one a list, not all 0.
    Raises: ValueError if there is not one weight a list or one value a row, if a weight is
        negative or not finite, or as losses.two_hot_cross_entropy.
    """
    whole = _check_weights(len(targets), weights)
    for values in targets:
        _check_rows("two_hot_cross_entropies", logits, len(values))
    mixed: List[Vector] = []
    for i in range(len(logits.values)):
        row = [0.0] * len(bins)
        for values, weight in zip(targets, weights):
            add_scaled(row, weight / whole, losses.two_hot(values[i], bins))
        mixed.append(row)
    return scale(whole, cross_entropy(logits, mixed))


def _check_weights(n: int, weights: Vector) -> float:
    """The sum of n weights; ValueError if they cannot weigh n targets."""
    whole = total(weights)
    if len(weights) != n or not 0.0 < whole < INFINITY or min(weights) < 0.0:
        raise ValueError(f"two_hot_cross_entropies of {n} targets needs as many weights >= 0 "
                         f"with a finite sum > 0, got {list(weights)}")
    return whole


def _check_rows(loss: str, a: Node, n: int) -> None:
    """Raise ValueError unless a has n rows."""
    if len(a.values) != n:
        raise ValueError(f"{loss} of {len(a.values)} rows needs as many targets, got {n}")


def _of_rows(a: Node, value: Callable[[int, Vector], float],
             gradient: Callable[[int, Vector], Vector]) -> Node:
    """The node of one loss a row: value and gradient are given its number and the row."""
    rows = kept(a)

    def pull(grads: Matrix) -> None:
        for i, row in enumerate(rows):
            add_scaled(a.grads[i], grads[i][0], gradient(i, row))

    return operation([[value(i, row)] for i, row in enumerate(rows)], (a,), pull)
