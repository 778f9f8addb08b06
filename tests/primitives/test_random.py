"""Random streams: pinned numbers, worked examples, then distributions on many draws.

The streams are seeded, so a test of a distribution that passes once passes always; the bounds
are those a correct generator would break in about one seed of ten thousand.
"""

from __future__ import annotations

import collections
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.primitives import random
from policywerk.primitives.vector import mean

N = 20_000


class Fixed:
    """A stream that gives these numbers, to work a draw by hand."""

    def __init__(self, *numbers):
        self.numbers = list(numbers)

    def random(self):
        return self.numbers.pop(0)


LARGEST = 1.0 - 2.0**-53  # the largest number random() can return


def correlation(x, y):
    mean_x, mean_y = mean(x), mean(y)
    covariance = mean([(a - mean_x) * (b - mean_y) for a, b in zip(x, y)])
    return covariance / math.sqrt(variance(x) * variance(y))


def variance(x):
    centre = mean(x)
    return mean([(a - centre) * (a - centre) for a in x])


def chi_square(counts, expected):
    return sum((c - e) ** 2 / e for c, e in zip(counts, expected))


# --- streams

PINNED_UNIFORM = [0.3205482992729901, 0.5317372915497323, 0.9767567858347689]
PINNED_NORMAL = 0.4184272533109719
PINNED_PERMUTATION = [2, 1, 5, 4, 0, 3]


def test_pinned_numbers():
    # If these change, every record of the book changes.
    rng = random.stream(1, "exploration")
    assert [rng.random() for _ in range(3)] == PINNED_UNIFORM
    assert random.normal(rng, 0.0, 1.0) == PINNED_NORMAL
    assert random.permutation(rng, 6) == PINNED_PERMUTATION


def test_same_seed_and_name_same_numbers():
    one, two = random.stream(7, "a"), random.stream(7, "a")
    assert [one.random() for _ in range(100)] == [two.random() for _ in range(100)]


def test_drawing_from_one_stream_does_not_move_another():
    alone = random.stream(7, "a").random()
    other = random.stream(7, "b")
    rng = random.stream(7, "a")
    for _ in range(1000):
        other.random()
    assert rng.random() == alone


@pytest.mark.parametrize("other", [(2, "a"), (1, "b"), (1, ""), (11, "a"), (-1, "a"), (1, "a ")])
def test_other_seeds_and_names_are_unrelated(other):
    one, two = random.stream(1, "a"), random.stream(*other)
    x, y = ([rng.random() for _ in range(N)] for rng in (one, two))
    assert abs(correlation(x, y)) < 4 / math.sqrt(N)


def test_neighbouring_seeds_start_far_apart():
    first = [random.stream(seed, "start").random() for seed in range(2000)]
    assert abs(mean(first) - 0.5) < 4 * math.sqrt(1 / 12 / 2000)
    assert abs(correlation(first[1:], first[:-1])) < 4 / math.sqrt(2000)


@pytest.mark.parametrize("seed", [1.0, "1", None, True])
def test_a_seed_is_an_int(seed):
    with pytest.raises(ValueError, match=f"int as seed, got {seed!r}"):
        random.stream(seed, "a")


def test_fresh_seeds_differ():
    seeds = {random.fresh_seed() for _ in range(20)}
    assert len(seeds) >= 19
    assert all(0 <= seed < 2**32 for seed in seeds)


# --- uniform and integer


def test_uniform_by_hand():
    assert random.uniform(Fixed(0.25), 2.0, 4.0) == 2.5
    assert random.uniform(Fixed(0.5), 3.0, 3.0) == 3.0


def test_uniform_moments():
    rng = random.stream(1, "uniform")
    x = [random.uniform(rng, -1.0, 3.0) for _ in range(N)]
    assert -1.0 <= min(x) < -0.99
    assert 2.99 < max(x) <= 3.0
    assert abs(mean(x) - 1.0) < 4 * math.sqrt(16 / 12 / N)
    assert abs(variance(x) - 16 / 12) < 0.04


@given(st.floats(-1e9, 1e9), st.floats(0.0, 1e9), st.sampled_from([0.0, 0.3, LARGEST]))
def test_uniform_never_leaves_its_range(low, width, u):
    assert low <= random.uniform(Fixed(u), low, low + width) <= low + width


@pytest.mark.parametrize(("low", "high"), [(1.0, 0.0), (math.nan, 1.0), (0.0, math.nan)])
def test_uniform_names_a_wrong_range(low, high):
    with pytest.raises(ValueError, match=f"low <= high, got {low!r} and {high!r}"):
        random.uniform(random.stream(1, "a"), low, high)


def test_integer_by_hand():
    # 0.74 * 4 = 2.96
    assert random.integer(Fixed(0.74), 4) == 2
    assert random.integer(Fixed(0.75), 4) == 3


@given(st.integers(1, random.LARGEST_RANGE))
def test_integer_never_reaches_n(n):
    assert random.integer(Fixed(LARGEST), n) == n - 1
    assert random.integer(Fixed(0.0), n) == 0


def test_integer_chi_square():
    rng = random.stream(1, "integer")
    counts = collections.Counter(random.integer(rng, 10) for _ in range(N))
    # 9 degrees of freedom: above 33.7 once in ten thousand
    assert chi_square([counts[i] for i in range(10)], [N / 10] * 10) < 33.7


@pytest.mark.parametrize("n", [0, -1, 2**32 + 1])
def test_integer_names_a_wrong_n(n):
    with pytest.raises(ValueError, match=f"got {n}"):
        random.integer(random.stream(1, "a"), n)


# --- normal


def test_normal_by_hand():
    # u = 1 - 0.5, w = 0.5: radius = sqrt(2 ln 2) = 1.17741, cos(pi) = -1
    assert random.normal(Fixed(0.5, 0.5), 10.0, 2.0) == pytest.approx(10.0 - 2.0 * 1.1774100225)


def test_normal_at_the_ends_of_the_stream():
    assert random.normal(Fixed(0.0, 0.25), 5.0, 1.0) == 5.0
    assert random.normal(Fixed(LARGEST, 0.0), 0.0, 1.0) == pytest.approx(8.5717, abs=1e-4)


def test_normal_moments_and_tails():
    rng = random.stream(1, "normal")
    x = [random.normal(rng, 0.0, 1.0) for _ in range(N)]
    assert abs(mean(x)) < 4 / math.sqrt(N)
    assert abs(variance(x) - 1.0) < 4 * math.sqrt(2 / N)
    assert abs(mean([a * a * a for a in x])) < 4 * math.sqrt(15 / N)
    assert abs(mean([a * a * a * a for a in x]) - 3.0) < 4 * math.sqrt(96 / N)
    for edge in (0.5, 1.0, 2.0):
        p = math.erfc(edge / math.sqrt(2.0))
        outside = mean([float(abs(a) > edge) for a in x])
        assert abs(outside - p) < 4 * math.sqrt(p * (1 - p) / N)


def test_normal_shifts_and_scales():
    standard = random.normal(random.stream(3, "a"), 0.0, 1.0)
    assert random.normal(random.stream(3, "a"), 10.0, 2.0) == 10.0 + 2.0 * standard
    assert random.normal(random.stream(3, "a"), 10.0, 0.0) == 10.0


@pytest.mark.parametrize("sd", [-0.1, math.nan])
def test_normal_names_a_wrong_sd(sd):
    with pytest.raises(ValueError, match=f"standard deviation >= 0, got {sd!r}"):
        random.normal(random.stream(1, "a"), 0.0, sd)


# --- categorical


@pytest.mark.parametrize(("u", "expected"), [
    (0.0, 0), (0.19, 0), (0.2, 1), (0.69, 1), (0.7, 2), (LARGEST, 2)])
def test_categorical_by_hand(u, expected):
    # cumulative sums 0.2, 0.7, 1.0
    assert random.categorical(Fixed(u), [0.2, 0.5, 0.3]) == expected


@pytest.mark.parametrize("probabilities", [
    [0.0, 1.0, 0.0], [0.0, 0.0, 0.5, 0.0, 0.5, 0.0], [1.0, 0.0], [0.1] * 10 + [0.0],
    [1 / 3, 1 / 3, 1 / 3, 0.0], [0.0, 1.0 - 9e-10, 0.0], [0.0, 1.0 + 9e-10, 0.0]])
@pytest.mark.parametrize("u", [0.0, 0.5, 0.9999999999999998, LARGEST])
def test_categorical_never_gives_probability_zero(probabilities, u):
    assert probabilities[random.categorical(Fixed(u), probabilities)] > 0.0


@given(st.lists(st.one_of(st.just(0.0), st.floats(1e-12, 1.0)), min_size=1, max_size=12)
       .filter(lambda w: sum(w) > 0), st.floats(0.0, LARGEST))
def test_categorical_is_total(weights, u):
    probabilities = [w / sum(weights) for w in weights]
    assert probabilities[random.categorical(Fixed(u), probabilities)] > 0.0


def test_categorical_chi_square():
    rng = random.stream(1, "categorical")
    p = [0.5, 0.25, 0.125, 0.0625, 0.0625]
    counts = collections.Counter(random.categorical(rng, p) for _ in range(N))
    # 4 degrees of freedom: above 23.5 once in ten thousand
    assert chi_square([counts[i] for i in range(5)], [N * q for q in p]) < 23.5


@pytest.mark.parametrize(("probabilities", "message"), [
    ([0.5, 0.4], r"these sum to 0\.9"), ([], r"these sum to 0\.0"),
    ([0.5, 0.5 + 2e-9], r"these sum to 1\.000000002"),
    ([1.5, -0.5], r"got -0\.5 at position 1"), ([math.nan, 1.0], "these sum to nan"),
    ([math.inf], "these sum to inf")])
def test_categorical_names_what_is_wrong(probabilities, message):
    with pytest.raises(ValueError, match=message):
        random.categorical(random.stream(1, "a"), probabilities)


# --- choice, shuffle, permutation


def test_choice_by_hand():
    assert random.choice(Fixed(0.5), "abc") == "b"
    assert random.choice(Fixed(0.99), (10, 20, 30)) == 30


def test_choice_from_nothing():
    with pytest.raises(ValueError, match="empty sequence"):
        random.choice(random.stream(1, "a"), [])


def test_shuffle_by_hand():
    # last = 2: int(0.0 * 3) = 0 swaps a and c; last = 1: int(0.9 * 2) = 1 leaves b
    items = ["a", "b", "c"]
    random.shuffle(Fixed(0.0, 0.9), items)
    assert items == ["c", "b", "a"]


def test_all_orders_are_equally_likely():
    rng = random.stream(1, "orders")
    counts = collections.Counter(tuple(random.permutation(rng, 4)) for _ in range(N))
    assert len(counts) == 24
    # 23 degrees of freedom: above 56 once in ten thousand
    assert chi_square(counts.values(), [N / 24] * 24) < 56.0


@given(st.integers(0, 50), st.integers())
def test_permutation_holds_every_number_once(n, seed):
    assert sorted(random.permutation(random.stream(seed, "p"), n)) == list(range(n))


def test_permutation_of_a_negative_number():
    with pytest.raises(ValueError, match="n >= 0, got -1"):
        random.permutation(random.stream(1, "a"), -1)


# --- streams inside the draws


def test_each_draw_takes_a_fixed_number_of_numbers():
    # One uniform, one integer, two normal, one categorical: later draws never shift.
    for draw, n in [(lambda r: random.uniform(r, 0.0, 1.0), 1), (lambda r: random.integer(r, 3), 1),
                    (lambda r: random.normal(r, 0.0, 1.0), 2),
                    (lambda r: random.categorical(r, [0.5, 0.5]), 1),
                    (lambda r: random.permutation(r, 5), 4)]:
        rng, plain = random.stream(5, "count"), random.stream(5, "count")
        draw(rng)
        for _ in range(n):
            plain.random()
        assert rng.random() == plain.random()
