"""More curves on the tape: one that levels off, and those that set a limit."""

from __future__ import annotations

from typing import Callable

from policywerk.building_blocks.grad import (
    Node,
    bend,
    elementwise,
    kept,
    operation,
    relu,
    shift,
)
from policywerk.primitives import activations
from policywerk.primitives.matrix import Matrix, shape


def elu(a: Node) -> Node:
    """y = a if a >= 0, else exp(a) - 1;  dy/da = 1 if a >= 0, else y + 1."""
    return bend(activations.ELU, a)


def clip(a: Node, low: float, high: float) -> Node:
    """y = low if a < low, high if a > high, else a;  dy/da = 1 from low to high, else 0.

    At low and high themselves the slope is 1, by convention.

    Raises: ValueError unless low <= high.
    """
    if not low <= high:
        raise ValueError(f"clip needs low <= high, got {low!r} and {high!r}")
    of_a = kept(a)
    y = [[low if x < low else high if x > high else x for x in row] for row in of_a]
    return elementwise(a, y, lambda: [[_slope_of_clip(x, low, high) for x in row]
                                      for row in of_a])


def _slope_of_clip(x: float, low: float, high: float) -> float:
    """1 from low to high, 0 beyond, nan at nan."""
    if low <= x <= high:
        return 1.0
    return 0.0 if x == x else x


def at_least(floor: float, a: Node) -> Node:
    """y = max(floor, a);  dy/da = 1 where a > floor, and 0 elsewhere.

    Free bits, with floor = 1 nat and a the KL of a time step (Hafner et al. 2023, v2, eq. 3).
    """
    return shift(floor, relu(shift(-floor, a)))


def minimum(a: Node, b: Node) -> Node:
    """y = the smaller of a and b, entry by entry;  dy/da = 1 where a <= b, else dy/db = 1.

    Raises: ValueError if the shapes differ.
    """
    return _either("minimum", a, b, lambda x, y: x <= y)


def maximum(a: Node, b: Node) -> Node:
    """y = the larger of a and b, entry by entry;  dy/da = 1 where a >= b, else dy/db = 1.

    Raises: ValueError if the shapes differ.
    """
    return _either("maximum", a, b, lambda x, y: x >= y)


def _either(name: str, a: Node, b: Node, first: Callable[[float, float], bool]) -> Node:
    """The entries of a where first(a, b), and of b elsewhere; a nan in either stays nan."""
    if shape(a.values) != shape(b.values):
        (n, m), (rows, columns) = shape(a.values), shape(b.values)
        raise ValueError(f"{name} needs two nodes of one shape, "
                         f"got {n} by {m} and {rows} by {columns}")
    of_a = [[first(x, y) or x != x for x, y in zip(u, v)]
            for u, v in zip(a.values, b.values)]

    def pull(grads: Matrix) -> None:
        for i, row in enumerate(of_a):
            for j, from_a in enumerate(row):
                source = a if from_a else b
                if source.needs_grad:
                    source.grads[i][j] += grads[i][j]

    values = [[u[j] if row[j] else v[j] for j in range(len(row))]
              for row, u, v in zip(of_a, a.values, b.values)]
    return operation(values, (a, b), pull)
