"""Random streams: pinned numbers, worked examples, then distributions on many draws.

The streams are seeded, so a test of a distribution that passes once passes always; the bounds
are those a correct generator would break in about one seed of ten thousand.
"""

from __future__ import annotations

import collections
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.primitives import random
from policywerk.primitives.vector import mean

N = 20_000
VALUES = Path(__file__).parents[1] / "data" / "primitives_values.json"


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


@pytest.mark.parametrize(("low", "high"), [
    (-1.7e308, 1.7e308), (0.0, math.inf), (-math.inf, 0.0)])
def test_uniform_refuses_what_would_be_infinite(low, high):
    with pytest.raises(ValueError, match="too far for a float"):
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


@pytest.mark.parametrize("n", [0, -1, 2**32 + 1, 2.5, 3.0, math.nan, "3", None])
def test_integer_names_a_wrong_n(n):
    with pytest.raises(ValueError, match=f"got {n!r}"):
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


# --- truncated normal


def test_truncated_normal_by_hand():
    # The first try gives z = -1.17741 (see normal), beyond 1; the second cos(pi/2) = 0.
    assert random.truncated_normal(Fixed(0.5, 0.5, 0.5, 0.25), 10.0, 2.0, bound=1.0) == 10.0
    within = random.truncated_normal(Fixed(0.5, 0.5), 10.0, 2.0, bound=1.2)
    assert within == pytest.approx(10.0 - 2.0 * 1.1774100225)


def truncated_variance(bound):
    """Of a standard normal given |z| <= bound: 1 - 2 b phi(b) / (Phi(b) - Phi(-b))."""
    density = math.exp(-bound * bound / 2) / math.sqrt(2 * math.pi)
    return 1.0 - 2.0 * bound * density / math.erf(bound / math.sqrt(2.0))


def test_the_width_after_truncation_at_two():
    # What DreamerV3's initialiser divides by: 1.1368... times the truncated draws have width 1.
    values = json.loads(VALUES.read_text())["truncated_normal_init"]["outputs"]
    width = math.sqrt(truncated_variance(2.0))
    assert width == pytest.approx(values["std_of_truncated"], rel=1e-12)
    assert 1.0 / width == pytest.approx(values["exact_correction"], rel=1e-12)
    sd = values["exact_correction"] / math.sqrt(64)  # for 64 inputs: draws of width 1/8
    assert sd * width == pytest.approx(values["resulting_std_fan64"], rel=1e-12)


@pytest.mark.parametrize("bound", [0.1, 0.5, 1.0, 2.0, 4.0])
def test_truncated_normal_moments(bound):
    rng = random.stream(1, f"truncated {bound}")
    x = [random.truncated_normal(rng, 0.0, 1.0, bound) for _ in range(N // 4)]
    assert -bound <= min(x) < 0.0 < max(x) <= bound
    expected = truncated_variance(bound)
    assert abs(mean(x)) < 4 * math.sqrt(expected / len(x))
    # the variance of a square is at most that of the normal, 2 expected^2
    assert abs(variance(x) - expected) < 4 * math.sqrt(2 / len(x)) * expected
    p = math.erf(bound / math.sqrt(8.0)) / math.erf(bound / math.sqrt(2.0))
    inside = mean([float(abs(z) < bound / 2) for z in x])
    assert abs(inside - p) < 4 * math.sqrt(p * (1 - p) / len(x))


def test_truncated_normal_shifts_and_scales():
    z = random.truncated_normal(random.stream(3, "a"), 0.0, 1.0, 2.0)
    assert random.truncated_normal(random.stream(3, "a"), 10.0, 2.0, 2.0) == 10.0 + 2.0 * z
    assert random.truncated_normal(random.stream(3, "a"), 10.0, 0.0, 2.0) == 10.0


def test_a_wide_truncation_is_the_normal():
    one, two = random.stream(3, "a"), random.stream(3, "a")
    assert [random.truncated_normal(one, 1.0, 2.0, math.inf) for _ in range(50)] == [
        random.normal(two, 1.0, 2.0) for _ in range(50)]


@pytest.mark.parametrize(("sd", "bound", "message"), [
    (-0.1, 2.0, r"standard deviation >= 0, got -0\.1"), (math.nan, 2.0, "got nan"),
    (1.0, 0.09, r"bound >= 0\.1, got 0\.09; .*uniform"), (1.0, -2.0, r"got -2\.0"),
    (1.0, math.nan, "bound >= 0.1, got nan")])
def test_truncated_normal_names_what_is_wrong(sd, bound, message):
    with pytest.raises(ValueError, match=message):
        random.truncated_normal(random.stream(1, "a"), 0.0, sd, bound)


# --- Bernoulli


@pytest.mark.parametrize(("u", "p", "expected"), [
    (0.29, 0.3, True), (0.3, 0.3, False), (0.0, 0.0, False), (LARGEST, 1.0, True),
    (0.0, 5e-324, True), (LARGEST, LARGEST, False)])
def test_bernoulli_by_hand(u, p, expected):
    assert random.bernoulli(Fixed(u), p) is expected


@pytest.mark.parametrize("p", [0.01, 0.3, 0.5, 0.97])
def test_bernoulli_moments(p):
    rng = random.stream(1, f"bernoulli {p}")
    x = [float(random.bernoulli(rng, p)) for _ in range(N)]
    assert abs(mean(x) - p) < 4 * math.sqrt(p * (1 - p) / N)
    # neighbours do not know of each other: both true with probability p^2
    both = mean([a * b for a, b in zip(x[::2], x[1::2])])
    assert abs(both - p * p) < 4 * math.sqrt(p * p * (1 - p * p) / (N / 2))


@pytest.mark.parametrize("p", [-0.1, 1.0000001, math.nan, math.inf])
def test_bernoulli_names_a_wrong_probability(p):
    with pytest.raises(ValueError, match=f"from 0 to 1, got {p!r}"):
        random.bernoulli(random.stream(1, "a"), p)


# --- the best, and several at once


def test_random_argmax_by_hand():
    # the largest within 0.1 stand at 1, 2 and 4; 0.5 * 3 = 1.5 picks the second of them
    values = [1.0, 3.0, 2.95, 2.0, 3.0]
    assert random.random_argmax(Fixed(0.5), values, tiny=0.1) == 2
    assert random.random_argmax(Fixed(0.5), values, tiny=0.0) == 4
    assert random.random_argmax(Fixed(LARGEST), [0.0, 1.0, 0.0], tiny=0.0) == 1


def test_random_argmax_is_fair():
    rng = random.stream(1, "ties")
    counts = collections.Counter(
        random.random_argmax(rng, [2.0, 0.0, 2.0, 2.0], tiny=0.0) for _ in range(N))
    assert set(counts) == {0, 2, 3}
    # 2 degrees of freedom: above 18.4 once in ten thousand
    assert chi_square(counts.values(), [N / 3] * 3) < 18.4


@pytest.mark.parametrize(("values", "tiny", "message"), [
    ([], 0.0, "empty vector"), ([1.0, math.nan], 0.0, "nan, found at position 1"),
    ([1.0], -1.0, r"tiny >= 0, got -1\.0")])
def test_random_argmax_names_what_is_wrong(values, tiny, message):
    with pytest.raises(ValueError, match=message):
        random.random_argmax(random.stream(1, "a"), values, tiny)


def test_choice_without_replacement_by_hand():
    # From a b c d: int(0.5 * 4) = 2 takes c, and a moves to its place; then 1 + int(0.34 * 3) = 2
    # takes that a; of b and d, 2 + int(0.0 * 2) = 2 takes what was moved there in turn: b.
    assert random.choice_without_replacement(Fixed(0.5, 0.34, 0.0), "abcd", 3) == ["c", "a", "b"]
    assert random.choice_without_replacement(Fixed(), [], 0) == []


def simple_choice_without_replacement(rng, items, k):
    """The same draws, with the swaps done on a copy of all items."""
    rest = list(items)
    for place in range(k):
        drawn = place + random.integer(rng, len(rest) - place)
        rest[place], rest[drawn] = rest[drawn], rest[place]
    return rest[:k]


@given(st.integers(0, 30), st.data(), st.integers())
def test_the_noted_swaps_are_the_swaps_of_a_shuffle(n, data, seed):
    k = data.draw(st.integers(0, n))
    items = list(range(n))
    chosen = random.choice_without_replacement(random.stream(seed, "c"), items, k)
    assert chosen == simple_choice_without_replacement(random.stream(seed, "c"), items, k)
    assert len(set(chosen)) == k
    assert items == list(range(n))


def test_all_ordered_choices_are_equally_likely():
    rng = random.stream(1, "two of five")
    counts = collections.Counter(
        tuple(random.choice_without_replacement(rng, range(5), 2)) for _ in range(N))
    assert len(counts) == 20  # 5 * 4
    # 19 degrees of freedom: above 50.8 once in ten thousand
    assert chi_square(counts.values(), [N / 20] * 20) < 50.8


def test_a_few_of_very_many_are_chosen_at_once():
    many = range(random.LARGEST_RANGE)
    chosen = random.choice_without_replacement(random.stream(1, "a"), many, 5)
    assert len(set(chosen)) == 5


@pytest.mark.parametrize(("k", "message"), [(4, "choose 4 of 3"), (-1, "choose -1 of 3")])
def test_what_cannot_be_chosen(k, message):
    with pytest.raises(ValueError, match=message):
        random.choice_without_replacement(random.stream(1, "a"), "abc", k)


# --- independence between streams


@pytest.mark.parametrize("draw", [
    lambda rng: random.normal(rng, 0.0, 1.0),
    lambda rng: random.truncated_normal(rng, 0.0, 1.0, 2.0),
    lambda rng: float(random.bernoulli(rng, 0.3)),
    lambda rng: float(random.random_argmax(rng, [1.0, 1.0, 1.0], 0.0)),
    lambda rng: float(random.choice_without_replacement(rng, range(10), 2)[1]),
], ids=["normal", "truncated normal", "bernoulli", "argmax", "without replacement"])
def test_draws_of_two_streams_are_unrelated(draw):
    n = N // 4
    one, two = random.stream(1, "a"), random.stream(1, "b")
    x, y = [draw(one) for _ in range(n)], [draw(two) for _ in range(n)]
    assert abs(correlation(x, y)) < 4 / math.sqrt(n)
    assert abs(correlation(x[1:], x[:-1])) < 4 / math.sqrt(n)  # nor neighbours of one stream


# --- streams inside the draws


def test_each_draw_takes_a_fixed_number_of_numbers():
    # So many, whatever they are: later draws never shift. Only truncated_normal may take more.
    for draw, n in [(lambda r: random.uniform(r, 0.0, 1.0), 1), (lambda r: random.integer(r, 3), 1),
                    (lambda r: random.normal(r, 0.0, 1.0), 2),
                    (lambda r: random.categorical(r, [0.5, 0.5]), 1),
                    (lambda r: random.permutation(r, 5), 4),
                    (lambda r: random.bernoulli(r, 0.0), 1),
                    (lambda r: random.random_argmax(r, [1.0, 2.0], 0.0), 1),
                    (lambda r: random.choice_without_replacement(r, "abcde", 3), 3)]:
        rng, plain = random.stream(5, "count"), random.stream(5, "count")
        draw(rng)
        for _ in range(n):
            plain.random()
        assert rng.random() == plain.random()
