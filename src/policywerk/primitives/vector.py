"""Vectors: a list of floats, and the operations that combine scalars into them."""

from __future__ import annotations

from typing import List

Vector = List[float]


def total(v: Vector) -> float:
    """The sum of the entries, added from left to right; 0.0 for an empty vector.

    total(v) = ((v_0 + v_1) + v_2) + ...

    The builtin sum rounds differently from Python 3.12 on; this one is the same everywhere.
    """
    result = 0.0
    for x in v:
        result += x
    return result


def mean(v: Vector) -> float:
    """The arithmetic mean, total(v) / len(v).

    Raises: ValueError if v is empty.
    """
    if not v:
        raise ValueError("mean of an empty vector: it needs at least one entry")
    return total(v) / len(v)


def _check_lengths(operation: str, a: Vector, b: Vector) -> None:
    """Raise ValueError unless a and b have the same length."""
    if len(a) != len(b):
        raise ValueError(f"{operation} needs vectors of one length, got {len(a)} and {len(b)}")


def add(a: Vector, b: Vector) -> Vector:
    """The entrywise sum, a_i + b_i.

    Raises: ValueError if the lengths differ.
    """
    _check_lengths("add", a, b)
    return [x + y for x, y in zip(a, b)]


def subtract(a: Vector, b: Vector) -> Vector:
    """The entrywise difference, a_i - b_i.

    Raises: ValueError if the lengths differ.
    """
    _check_lengths("subtract", a, b)
    return [x - y for x, y in zip(a, b)]


def scale(factor: float, v: Vector) -> Vector:
    """Every entry times one number, factor * v_i."""
    return [factor * x for x in v]


def dot(a: Vector, b: Vector) -> float:
    """The dot product, added from left to right; 0.0 for empty vectors.

    a . b = a_0 b_0 + a_1 b_1 + ... + a_{n-1} b_{n-1}

    Raises: ValueError if the lengths differ.
    """
    _check_lengths("dot", a, b)
    result = 0.0
    for i in range(len(a)):  # an index loop: the fastest on PyPy, no slower on CPython
        result += a[i] * b[i]
    return result


def max_norm(v: Vector) -> float:
    """The largest absolute entry, max_i |v_i|; 0.0 for an empty vector, nan if any entry is nan."""
    largest = 0.0
    for x in v:
        if x != x:
            return x
        if abs(x) > largest:
            largest = abs(x)
    return largest


def max_norm_distance(a: Vector, b: Vector) -> float:
    """The largest absolute difference of two entries in the same place, max_i |a_i - b_i|.

    Raises: ValueError if the lengths differ.
    """
    return max_norm(subtract(a, b))


def argmax(values: Vector) -> int:
    """The position of the largest entry; of several equal ones, the first.

    Raises: ValueError if values is empty or has a nan, with which nothing can be compared.
    """
    if not values:
        raise ValueError("argmax of an empty vector: it needs at least one entry")
    best = 0
    for i, value in enumerate(values):
        if value != value:
            raise ValueError(f"argmax cannot compare nan, found at position {i}")
        if value > values[best]:
            best = i
    return best


def ties(values: Vector, tiny: float) -> List[int]:
    """The positions of all entries within tiny of the largest one, in order.

    ties(v, tiny) = [i : v_i >= max_j v_j - tiny]

    Raises: ValueError if values is empty or has a nan, or if tiny < 0.
    """
    if not tiny >= 0.0:
        raise ValueError(f"ties needs tiny >= 0, got {tiny!r}")
    lowest = values[argmax(values)] - tiny
    return [i for i, value in enumerate(values) if value >= lowest]
