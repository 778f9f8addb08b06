"""Randomness: named streams of numbers, the same on every Python, and draws from them.

Everything is built on one function, Random.random(), whose sequence for a given seed Python
promises not to change.
"""

from __future__ import annotations

import hashlib
import random
from typing import Dict, List, Sequence, TypeVar

from policywerk.primitives import scalar
from policywerk.primitives.vector import Vector, check_size, ties, total

T = TypeVar("T")


class Stream:
    """An endless sequence of numbers in [0, 1), fixed by a seed and a name."""

    def __init__(self, seed: int, name: str) -> None:
        """Start the stream at the SHA-256 hash of "seed/name" (Mersenne Twister inside)."""
        digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
        self._generator = random.Random(int.from_bytes(digest, "big"))

    def random(self) -> float:
        """The next number: a multiple of 2^-53, at least 0 and below 1, all equally likely."""
        return self._generator.random()


def stream(seed: int, name: str) -> Stream:
    """The stream for one purpose, such as stream(1, "exploration").

    The same seed and name give the same numbers on every Python; another name, unrelated ones.

    Raises: ValueError if seed is not an int: 1 and 1.0 would name different streams.
    """
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise ValueError(f"stream needs an int as seed, got {seed!r}")
    return Stream(seed, name)


def fresh_seed() -> int:
    """A seed from the operating system's own randomness, in [0, 2^32): different every time."""
    return random.SystemRandom().getrandbits(32)


def uniform(rng: Stream, low: float, high: float) -> float:
    """A number between low and high, all equally likely; rounding may return high itself.

    x = low + (high - low) u,  u in [0, 1)

    Raises: ValueError unless low <= high and high - low is finite.
    """
    if not low <= high:
        raise ValueError(f"uniform needs low <= high, got {low!r} and {high!r}")
    if not high - low < scalar.INFINITY:
        raise ValueError(f"uniform: from {low!r} to {high!r} is too far for a float")
    return low + (high - low) * rng.random()


LARGEST_RANGE = 4294967296  # 2^32


def integer(rng: Stream, n: int) -> int:
    """One of 0, 1, ..., n - 1, all equally likely (to one part in 2^53 / n).

    Raises: ValueError if n is not a whole number from 1 to LARGEST_RANGE.
    """
    if not isinstance(n, int) or not 1 <= n <= LARGEST_RANGE:
        raise ValueError(f"integer needs a whole n from 1 to {LARGEST_RANGE}, got {n!r}")
    return int(rng.random() * n)


def normal(rng: Stream, mean: float, sd: float) -> float:
    """A draw from the normal distribution, by the method of Box and Muller (1958).

    x = mean + sd sqrt(-2 log(u)) cos(2 pi w),  u in (0, 1], w in [0, 1)

    Raises: ValueError if sd < 0.
    """
    if not sd >= 0.0:
        raise ValueError(f"normal needs a standard deviation >= 0, got {sd!r}")
    radius = scalar.sqrt(-2.0 * scalar.log(1.0 - rng.random()))
    return mean + sd * (radius * scalar.cos(2.0 * scalar.PI * rng.random()))


NARROWEST_BOUND = 0.1  # a draw takes 13 tries on average there, and more below


def truncated_normal(rng: Stream, mean: float, sd: float, bound: float) -> float:
    """A normal draw, given that it lies within bound standard deviations of the mean.

    x = mean + sd z,  z normal with mean 0 and standard deviation 1, drawn until |z| <= bound

    Args:
        rng: gives two numbers a try, so how many are taken varies.
        mean: the middle, which is also the mean of the truncated draws.
        sd: standard deviation of the normal before truncation; after it, it is smaller.
        bound: how far z may lie from 0, at least NARROWEST_BOUND; DreamerV3 takes 2.
    Raises: ValueError if sd < 0 or bound < NARROWEST_BOUND.
    """
    if not bound >= NARROWEST_BOUND:
        raise ValueError(f"truncated_normal needs bound >= {NARROWEST_BOUND}, got {bound!r}; "
                         "between closer bounds, uniform is nearly the same")
    if not sd >= 0.0:
        raise ValueError(f"truncated_normal needs a standard deviation >= 0, got {sd!r}")
    z = normal(rng, 0.0, 1.0)
    while not abs(z) <= bound:
        z = normal(rng, 0.0, 1.0)
    return mean + sd * z


def bernoulli(rng: Stream, p: float) -> bool:
    """True with probability p: never if p is 0, always if p is 1.

    u < p,  u in [0, 1)

    Raises: ValueError if p is not in [0, 1].
    """
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"bernoulli needs a probability from 0 to 1, got {p!r}")
    return rng.random() < p


def _checked_total(probabilities: Vector) -> float:
    """The sum of the probabilities, which may miss 1 by rounding only.

    Raises: ValueError if one is negative, or the sum is not within 1e-9 of 1.
    """
    for i, p in enumerate(probabilities):
        if p < 0.0:
            raise ValueError(f"probabilities must not be negative, got {p!r} at position {i}")
    sum_of_all = total(probabilities)
    if not abs(sum_of_all - 1.0) <= 1e-9:
        raise ValueError(f"probabilities must sum to 1, these sum to {sum_of_all!r}")
    return sum_of_all


def categorical(rng: Stream, probabilities: Vector) -> int:
    """A position, drawn with the probability that stands there; if that is 0, never.

    The first i with u < p_0 + p_1 + ... + p_i,  u in [0, 1)

    Raises: ValueError if a probability is negative or their sum is not within 1e-9 of 1.
    """
    u = rng.random() * _checked_total(probabilities)
    i, cumulative = 0, probabilities[0]
    while cumulative <= u:
        i += 1
        cumulative += probabilities[i]
    return i


def choice(rng: Stream, items: Sequence[T]) -> T:
    """One of the items, all equally likely.

    Raises: ValueError if there are none.
    """
    if not items:
        raise ValueError("choice from an empty sequence: it needs at least one item")
    return items[integer(rng, len(items))]


def random_argmax(rng: Stream, values: Vector, tiny: float) -> int:
    """The position of a largest entry; of several within tiny of it, all equally likely.

    Takes one number from rng, also where there is nothing to choose.

    Raises: ValueError if values is empty or has a nan, or if tiny < 0.
    """
    return choice(rng, ties(values, tiny))


def choice_without_replacement(rng: Stream, items: Sequence[T], k: int) -> List[T]:
    """k of the items, no place twice, all choices and all orders of them equally likely.

    A shuffle from the first place, stopped after k places (Durstenfeld 1964). The items stay as
    they are: what was swapped away from its place is noted in moved, so that k draws take k steps,
    however many items there are.

    Raises: ValueError if k < 0 or there are fewer than k items.
    """
    n = len(items)
    if not 0 <= k <= n:
        raise ValueError(f"cannot choose {k} of {n} items without replacement")
    chosen: List[T] = []
    moved: Dict[int, int] = {}
    for place in range(k):
        drawn = place + integer(rng, n - place)
        chosen.append(items[moved.get(drawn, drawn)])
        moved[drawn] = moved.get(place, place)
    return chosen


def shuffle(rng: Stream, items: List[T]) -> None:
    """Bring the items into a random order, in place, all orders equally likely.

    From the last place to the second: swap with a place drawn from those not yet settled, itself
    included (Durstenfeld 1964, after Fisher and Yates).
    """
    for last in range(len(items) - 1, 0, -1):
        i = integer(rng, last + 1)
        items[i], items[last] = items[last], items[i]


def permutation(rng: Stream, n: int) -> List[int]:
    """The numbers 0, 1, ..., n - 1 in a random order.

    Raises: ValueError if n < 0, or as check_size.
    """
    if n < 0:
        raise ValueError(f"permutation needs n >= 0, got {n}")
    check_size("permutation", n)
    order = list(range(n))
    shuffle(rng, order)
    return order
