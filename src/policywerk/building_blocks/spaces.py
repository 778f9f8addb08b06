"""Spaces: what can be seen, and what can be done."""

from __future__ import annotations

from operator import index
from typing import Any, Optional, Protocol, Tuple

from policywerk.primitives.random import Stream, integer, uniform
from policywerk.primitives.vector import Vector


class Space(Protocol):
    """What every space can do."""

    def sample(self, rng: Stream) -> Any:
        """Draw one element."""

    def contains(self, x: Any) -> bool:
        """Whether x is an element."""


def as_int(x: Any) -> Any:
    """A whole number of any library as Python's own; whatever else, True too, as it is."""
    if type(x) is int or isinstance(x, bool):
        return x
    try:
        return index(x)
    except TypeError:
        return x


def check_whole(name: str, value: Any, least: int = 1) -> None:
    """Raise ValueError, naming it, unless value is a whole number and at least least."""
    number = as_int(value)
    if type(number) is not int or number < least:
        raise ValueError(f"{name} must be a whole number, at least {least}, got {value!r}")


def as_vector(x: Any) -> Optional[Vector]:
    """The numbers of a list, a tuple or an array, as floats; None for whatever else.

    What can be gone through only once is none, and what has no order is none either.
    """
    if isinstance(x, (str, bytes, bytearray, dict)) or not hasattr(x, "__getitem__"):
        return None
    try:
        return [float(entry) for entry in x]
    except (TypeError, ValueError, OverflowError):  # not all of them numbers
        return None


class Discrete:
    """The space of the n integers 0, 1, ..., n - 1."""

    def __init__(self, n: int) -> None:
        check_whole("n, which a discrete space needs,", n)
        self.n = n

    def sample(self, rng: Stream) -> int:
        """Draw one of the n integers, each with probability 1/n."""
        return integer(rng, self.n)

    def contains(self, x: object) -> bool:
        """Whether x is an integer of the space; True and 1.0 are not."""
        number = as_int(x)
        return type(number) is int and 0 <= number < self.n

    def __repr__(self) -> str:
        return f"Discrete({self.n})"


class Box:
    """The space of vectors whose every entry lies in [low, high]."""

    def __init__(self, low: float, high: float, shape: Tuple[int]) -> None:
        if not low <= high:
            raise ValueError(f"a box needs low <= high, got {low} and {high}")
        self.low, self.high, self.shape = low, high, shape

    def sample(self, rng: Stream) -> Vector:
        """Draw every entry uniformly from [low, high)."""
        return [uniform(rng, self.low, self.high) for _ in range(self.shape[0])]

    def contains(self, x: Any) -> bool:
        """Whether x has the right length and every entry lies in [low, high]."""
        entries = as_vector(x)
        return entries is not None and len(entries) == self.shape[0] and all(
            self.low <= entry <= self.high for entry in entries)

    def __repr__(self) -> str:
        return f"Box({self.low}, {self.high}, {self.shape})"
