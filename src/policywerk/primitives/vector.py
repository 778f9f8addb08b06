"""Vectors: a list of floats, and the operations that combine scalars into them."""

from __future__ import annotations

from typing import Callable, List, Sequence

from policywerk.primitives import scalar

Vector = List[float]


LARGEST_SIZE = 100_000_000  # numbers in one list or matrix; more is a slip, and would hang


def check_size(operation: str, size: int, *others: int) -> None:
    """Raise ValueError unless so many numbers, and each size alone, are at most LARGEST_SIZE."""
    sizes = (size, *others)
    numbers, largest = 1, max(sizes)  # refuses a text, before it is repeated
    for each in sizes:
        numbers *= each
    if not max(numbers, largest) <= LARGEST_SIZE:  # nan is not
        raise ValueError(f"{operation} of {' by '.join(str(each) for each in sizes)} is more "
                         f"than {LARGEST_SIZE} numbers")


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


def variance(v: Vector) -> float:
    """The mean squared distance from the mean; a squared unit.

    variance(v) = (1/n) sum over i of (v_i - mean(v))^2

    Raises: ValueError if v is empty.
    """
    centre = mean(v)
    return mean([(x - centre) * (x - centre) for x in v])


def standardise(v: Vector, tiny: float) -> Vector:
    """Shifted to mean 0 and scaled to standard deviation 1, nearly; no unit.

    (v_i - mean(v)) / (sqrt(variance(v)) + tiny)

    Args:
        v: at least one entry.
        tiny: keeps the divisor from 0 where all entries are equal, such as 1e-8.
    Raises: ValueError if v is empty, tiny < 0, or the divisor is 0 or not finite.
    """
    if not tiny >= 0.0:
        raise ValueError(f"standardise needs tiny >= 0, got {tiny!r}")
    centre, divisor = mean(v), scalar.sqrt(variance(v)) + tiny
    if not 0.0 < divisor < scalar.INFINITY:
        raise ValueError(f"standardise cannot divide by a standard deviation of {divisor!r}: "
                         "entries must be finite, and equal ones need a tiny > 0")
    return [(x - centre) / divisor for x in v]


def percentile(v: Vector, share: float) -> float:
    """The value below which a share of the entries lies, between two of them on a line.

    With v sorted, x = share (n - 1), k = floor x, w = x - k:  (1 - w) v_k + w v_{k+1}
    (Hyndman and Fan 1996, definition 7; the default of numpy)

    Args:
        v: at least one entry, in any order.
        share: in [0, 1]: 0.0 is the smallest entry, 0.5 the median, 1.0 the largest.
    Raises: ValueError if v is empty or has a nan, or if share is outside [0, 1].
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"percentile needs a share in [0, 1], got {share!r}")
    if not v:
        raise ValueError("percentile of an empty vector: it needs at least one entry")
    for i, x in enumerate(v):
        if x != x:
            raise ValueError(f"percentile cannot sort nan, found at position {i}")
    ordered, place = sorted(v), share * (len(v) - 1)
    k = int(place)
    w = place - k
    if w == 0.0 or ordered[k] == ordered[k + 1]:  # else rounding might move the entry itself
        return ordered[k]
    return (1.0 - w) * ordered[k] + w * ordered[k + 1]


def cumulative_sum(v: Vector) -> Vector:
    """The sum so far, at every entry, that entry included.

    c_0 = v_0,  c_i = c_{i-1} + v_i
    """
    result, so_far = [], 0.0
    for x in v:
        so_far += x
        result.append(so_far)
    return result


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


def multiply(a: Vector, b: Vector) -> Vector:
    """The entrywise product, a_i b_i.

    Raises: ValueError if the lengths differ.
    """
    _check_lengths("multiply", a, b)
    return [x * y for x, y in zip(a, b)]


def add_scaled(a: Vector, factor: float, v: Vector) -> None:
    """Add a multiple of v to a, in place: a_i becomes a_i + factor * v_i.

    Raises: ValueError if the lengths differ; a is then as it was.
    """
    _check_lengths("add_scaled", a, v)
    for i in range(len(v)):
        a[i] += factor * v[i]


def elementwise(f: Callable[[float], float], v: Vector) -> Vector:
    """The function f of every entry, f(v_i). What f raises is raised."""
    return [f(x) for x in v]


def dot(a: Vector, b: Vector) -> float:
    """The dot product, added from left to right; 0.0 for empty vectors.

    a . b = a_0 b_0 + a_1 b_1 + ... + a_{n-1} b_{n-1}

    Raises: ValueError if the lengths differ.
    """
    _check_lengths("dot", a, b)
    result = 0.0
    for i in range(len(a)):  # by index, which is fastest
        result += a[i] * b[i]
    return result


def max_norm(v: Vector) -> float:
    """The largest absolute entry, max_i |v_i|; 0.0 for an empty vector.

    It is nan if any entry is nan.
    """
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


def euclidean_norm(v: Vector) -> float:
    """The length of the arrow v; 0.0 for an empty vector, nan if any entry is nan.

    ||v||_2 = sqrt(v_0^2 + v_1^2 + ...)

    Squares of very large or small entries leave the range of floats, so those are scaled first.
    """
    largest = max_norm(v)
    if 1e-140 < largest < 1e140:
        return scalar.sqrt(dot(v, v))
    if not 0.0 < largest < scalar.INFINITY:
        return largest
    scaled = [x / largest for x in v]
    return largest * scalar.sqrt(dot(scaled, scaled))


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

    ties(v, tiny) = all i with v_i >= (the largest entry) - tiny

    Raises: ValueError if values is empty or has a nan, or unless 0 <= tiny < infinity.
    """
    if not 0.0 <= tiny < scalar.INFINITY:
        raise ValueError(f"ties needs a finite tiny >= 0, got {tiny!r}")
    lowest = values[argmax(values)] - tiny
    return [i for i, value in enumerate(values) if value >= lowest]


def one_hot(i: int, n: int) -> Vector:
    """The vector of length n with 1.0 at position i and 0.0 elsewhere.

    Raises: ValueError unless i is one of 0, 1, ..., n - 1, or as check_size.
    """
    check_size("one_hot", n)
    if i not in range(n):
        raise ValueError(f"one_hot needs a position from 0 to {n - 1}, got {i!r}")
    result = [0.0] * n
    result[i] = 1.0
    return result


def concatenate(vectors: Sequence[Vector]) -> Vector:
    """All entries of all vectors, one vector after the other."""
    result: Vector = []
    for v in vectors:
        result += v
    return result


def split(v: Vector, lengths: Sequence[int]) -> List[Vector]:
    """Pieces of these lengths, in order: split(concatenate([a, b]), [len(a), len(b)]) = [a, b].

    Raises: ValueError if a length is negative or the lengths do not sum to len(v).
    """
    pieces, start = [], 0
    for n in lengths:
        pieces.append(v[start:start + n])
        start += n
    if start != len(v) or any(n < 0 for n in lengths):
        raise ValueError(f"split needs lengths that sum to {len(v)}, got {list(lengths)}")
    return pieces
