"""Print a digest of what the random streams give. Run by test_same_bits.py, as scalar_bits.py."""

import hashlib

from policywerk.primitives import random


def draws():
    """Every kind of draw, from several streams."""
    for seed in (0, 1, -3, 123456789012345678901234567890):
        rng = random.stream(seed, "draws")
        for n in range(1, 100):
            yield rng.random()
            yield random.uniform(rng, -n, 3.0)
            yield random.normal(rng, 1.0, n)
            yield random.integer(rng, n)
            yield random.categorical(rng, [0.25, 0.0, 0.75])
            yield random.choice(rng, "abcdefg")
            yield random.permutation(rng, n % 12)


def digest():
    return hashlib.sha256(repr(list(draws())).encode()).hexdigest()


if __name__ == "__main__":
    print(digest())
