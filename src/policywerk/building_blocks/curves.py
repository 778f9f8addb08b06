"""More curves on the tape: one that levels off, and those that set a limit."""

from __future__ import annotations

from typing import Callable

from policywerk.building_blocks.grad import Node, elementwise, operation
from policywerk.primitives import activations
from policywerk.primitives.matrix import Matrix, shape


def elu(a: Node) -> Node:
    """y = a if a >= 0, else exp(a) - 1;  dy/da = 1 if a >= 0, else y + 1."""
    y = [[activations.elu(x) for x in row] for row in a.values]
    slope = activations.elu_slope
    return elementwise(a, y, lambda: [[slope(x, v) for x, v in zip(row, of_y)]
                                      for row, of_y in zip(a.values, y)])


def clip(a: Node, low: float, high: float) -> Node:
    """y = low if a < low, high if a > high, else a;  dy/da = 1 from low to high, else 0.

    At low and high themselves the slope is 1, by convention.

    Raises: ValueError unless low <= high.
    """
    if not low <= high:
        raise ValueError(f"clip needs low <= high, got {low!r} and {high!r}")
    y = [[low if x < low else high if x > high else x for x in row] for row in a.values]
    return elementwise(a, y, lambda: [[1.0 if low <= x <= high else 0.0 for x in row]
                                      for row in a.values])


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
