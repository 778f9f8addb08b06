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


def later_draws():
    """The draws that came with later chapters, from streams of their own."""
    for seed in (0, 1, -3):
        rng = random.stream(seed, "later draws")
        for n in range(1, 100):
            yield random.truncated_normal(rng, 1.0, n, 0.5 + n / 40)
            yield random.bernoulli(rng, n / 99)
            yield random.random_argmax(rng, [0.0, 1.0, 1.0 - 1e-12, 1.0], 1e-9)
            yield random.choice_without_replacement(rng, range(10 * n), n % 12 if n > 1 else 1)


def digest():
    """Two digests: the second may grow, the first must not change."""
    return " ".join(hashlib.sha256(repr(list(numbers)).encode()).hexdigest()
                    for numbers in (draws(), later_draws()))


if __name__ == "__main__":
    print(digest())
