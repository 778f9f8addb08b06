"""Vectors: worked examples, then laws."""

from __future__ import annotations

import json
import math
import re
import tracemalloc
from fractions import Fraction
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.primitives import scalar, vector

NAN = math.nan
VALUES = Path(__file__).parents[1] / "data" / "primitives_values.json"
entries = st.floats(-1e6, 1e6)
vectors = st.lists(entries, min_size=1, max_size=20)
pairs = st.lists(st.tuples(entries, entries), max_size=20).map(
    lambda rows: ([a for a, _ in rows], [b for _, b in rows]))


def test_worked_examples():
    assert vector.add([1.0, 2.0], [10.0, 20.0]) == [11.0, 22.0]
    assert vector.subtract([1.0, 2.0], [10.0, 20.0]) == [-9.0, -18.0]
    assert vector.scale(0.5, [1.0, -2.0]) == [0.5, -1.0]
    assert vector.dot([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]) == 32.0  # 4 + 10 + 18
    assert vector.total([1.0, 2.0, 4.0]) == 7.0
    assert vector.mean([1.0, 2.0, 6.0]) == 3.0
    assert vector.max_norm([1.0, -5.0, 3.0]) == 5.0
    assert vector.max_norm_distance([1.0, 2.0], [1.5, -2.0]) == 4.0
    assert vector.argmax([1.0, 3.0, 3.0, 2.0]) == 1
    assert vector.ties([1.0, 3.0, 2.9999, 3.0], tiny=0.0) == [1, 3]
    assert vector.ties([1.0, 3.0, 2.9999, 3.0], tiny=0.001) == [1, 2, 3]


def test_empty_vectors():
    assert vector.add([], []) == []
    assert vector.dot([], []) == vector.total([]) == vector.max_norm([]) == 0.0


def test_total_adds_from_left_to_right():
    # 1e16 + 1 is 1e16 again, as the floats near 1e16 lie 2 apart.
    assert vector.total([1e16, 1.0, 1.0]) == 1e16
    assert vector.total([1.0, 1.0, 1e16]) == 1e16 + 2.0
    assert vector.total([0.1] * 10) == 0.9999999999999999  # the builtin sum gives 1.0 since 3.12


@pytest.mark.parametrize("operation", [
    vector.add, vector.subtract, vector.dot, vector.max_norm_distance])
def test_lengths_must_agree(operation):
    with pytest.raises(ValueError, match=r"one length, got 2 and 3"):
        operation([1.0, 2.0], [1.0, 2.0, 3.0])


@pytest.mark.parametrize("operation", [
    vector.mean, vector.argmax, lambda v: vector.ties(v, tiny=0.1)])
def test_empty_is_named(operation):
    with pytest.raises(ValueError, match="empty vector"):
        operation([])


@pytest.mark.parametrize("operation", [vector.argmax, lambda v: vector.ties(v, tiny=0.1)])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_nan_is_named(operation, position):
    values = [1.0, 2.0, 3.0]
    values[position] = NAN
    with pytest.raises(ValueError, match=f"nan, found at position {position}"):
        operation(values)


@pytest.mark.parametrize("tiny", [-0.1, NAN])
def test_ties_needs_a_tiny_that_is_not_negative(tiny):
    with pytest.raises(ValueError, match=r"tiny >= 0, got (-0\.1|nan)"):
        vector.ties([1.0], tiny)


@pytest.mark.parametrize("position", [0, 1, 2])
def test_nan_cannot_hide_in_a_norm(position):
    # A loop that stops when the change is small must not stop on nan.
    v = [1.0, -9.0, 2.0]
    v[position] = NAN
    assert math.isnan(vector.max_norm(v))
    assert math.isnan(vector.max_norm_distance([0.0] * 3, v))


def test_everything_is_within_infinity_and_nothing_is_a_tie():
    with pytest.raises(ValueError, match="finite tiny >= 0, got inf"):
        vector.ties([math.inf, 1.0], math.inf)


def test_infinities_are_numbers_to_compare():
    assert vector.argmax([-math.inf, 1.0, math.inf]) == 2
    assert vector.ties([-math.inf, -math.inf], tiny=1.0) == [0, 1]


@given(pairs)
def test_dot_is_near_the_exact_sum(pair):
    a, b = pair
    exact = sum(Fraction(x) * Fraction(y) for x, y in zip(a, b))
    size = sum(abs(x * y) for x, y in zip(a, b))
    rounding = Fraction(size) * Fraction(2) ** -52 + Fraction(5e-324)  # products may underflow
    assert abs(Fraction(vector.dot(a, b)) - exact) <= len(a) * rounding


@given(pairs)
def test_add_and_subtract_are_entrywise(pair):
    a, b = pair
    assert vector.add(a, b) == vector.add(b, a)
    assert vector.subtract(a, b) == vector.scale(-1.0, vector.subtract(b, a))
    assert vector.add(a, vector.scale(-1.0, b)) == vector.subtract(a, b)


@given(pairs)
def test_the_max_norm_is_a_norm(pair):
    a, b = pair
    assert vector.max_norm_distance(a, b) == vector.max_norm_distance(b, a)
    assert vector.max_norm_distance(a, a) == 0.0
    assert vector.max_norm(vector.scale(-2.0, a)) == 2.0 * vector.max_norm(a)
    triangle = vector.max_norm(a) + vector.max_norm(b)
    assert vector.max_norm(vector.add(a, b)) <= triangle


@given(vectors, st.floats(0.0, 1e3))
def test_argmax_is_the_first_of_the_ties(values, tiny):
    best = vector.argmax(values)
    assert values[best] == max(values)
    assert best == values.index(max(values))
    assert vector.ties(values, 0.0)[0] == best
    assert best in vector.ties(values, tiny)
    assert all(values[best] - values[i] <= tiny * (1 + 1e-9) + 1e-9
               for i in vector.ties(values, tiny))


@given(vectors)
def test_inputs_are_not_changed(values):
    copy = list(values)
    vector.scale(2.0, values)
    vector.add(values, values)
    vector.ties(values, 0.0)
    assert values == copy


# --- entry by entry


def test_products_by_hand():
    assert vector.multiply([1.0, 2.0, 3.0], [10.0, 0.5, -1.0]) == [10.0, 1.0, -3.0]
    v = [1.0, 2.0]
    assert vector.add_scaled(v, -0.5, [4.0, 2.0]) is None
    assert v == [-1.0, 1.0]  # 1 - 0.5*4, 2 - 0.5*2
    assert vector.elementwise(abs, [-1.0, 2.0]) == [1.0, 2.0]
    assert vector.elementwise(scalar.exp, []) == []


@pytest.mark.parametrize("operation", [vector.multiply, lambda a, b: vector.add_scaled(a, 2.0, b)])
@pytest.mark.parametrize(("a", "b"), [([1.0, 2.0], [1.0]), ([1.0], [1.0, 2.0])])
def test_products_need_one_length(operation, a, b):
    before = list(a)
    with pytest.raises(ValueError, match=f"one length, got {len(a)} and {len(b)}"):
        operation(a, b)
    assert a == before


def test_elementwise_raises_what_the_function_raises():
    with pytest.raises(ValueError, match=r"log needs x > 0, got -1\.0"):
        vector.elementwise(scalar.log, [1.0, -1.0])


@given(pairs, entries)
def test_scaled_addition_is_scaling_and_adding(pair, factor):
    a, b = pair
    expected = vector.add(a, vector.scale(factor, b))
    vector.add_scaled(a, factor, b)
    assert a == expected


@given(pairs)
def test_dot_is_the_total_of_the_products(pair):
    a, b = pair
    assert vector.multiply(a, b) == vector.multiply(b, a)
    assert vector.dot(a, b) == vector.total(vector.multiply(a, b))


# --- the Euclidean norm


def test_euclidean_norm_by_hand():
    assert vector.euclidean_norm([3.0, -4.0]) == 5.0  # 9 + 16 = 25
    assert vector.euclidean_norm([]) == 0.0
    assert vector.euclidean_norm([0.0, -0.0]) == 0.0
    assert vector.euclidean_norm([1.0] * 100) == 10.0


@pytest.mark.parametrize("size", [1e200, 1e300, 1e-200, 1e-300])
def test_squares_may_leave_the_range_of_floats(size):
    # sqrt(dot(v, v)) gives inf and 0 here.
    assert vector.euclidean_norm([3.0 * size, -4.0 * size]) == pytest.approx(5.0 * size, rel=1e-15)


def test_the_smallest_float_has_a_norm():
    assert vector.euclidean_norm([5e-324]) == 5e-324
    assert vector.euclidean_norm([5e-324, 0.0, -5e-324]) == 5e-324  # 1.41 of them, rounded


@pytest.mark.parametrize("position", [0, 1, 2])
def test_nan_and_infinity_cannot_hide_in_a_euclidean_norm(position):
    for wrong in (NAN, math.inf, -math.inf):
        v = [1.0, -9.0, 2.0]
        v[position] = wrong
        assert vector.euclidean_norm(v) == abs(wrong) or math.isnan(wrong)
        assert math.isnan(vector.euclidean_norm(v)) == math.isnan(wrong)


@given(vectors, st.integers(-1000, 1000))
def test_the_euclidean_norm_agrees_with_hypot(v, exponent):
    v = [math.ldexp(x, exponent) if abs(x) > 1e-3 else 0.0 for x in v]
    v = [x if math.isfinite(x) and abs(x) > 1e-300 else 0.0 for x in v]
    true = math.hypot(*v)
    if math.isfinite(true):
        assert vector.euclidean_norm(v) == pytest.approx(true, rel=1e-14)


@given(pairs)
def test_the_euclidean_norm_is_a_norm(pair):
    a, b = pair
    norm = vector.euclidean_norm
    assert norm(vector.add(a, b)) <= (norm(a) + norm(b)) * (1.0 + 1e-14)
    assert norm(vector.scale(-2.0, a)) == pytest.approx(2.0 * norm(a), rel=1e-14)
    largest = vector.max_norm(a)
    assert largest <= norm(a) * (1.0 + 1e-14)
    assert norm(a) <= math.sqrt(len(a)) * largest * (1.0 + 1e-14)


# --- percentile


def test_percentiles_by_hand():
    v = [6.0, 100.0, 1.0, 8.0, 2.0]  # sorted, at places 0 to 4: 1, 2, 6, 8, 100
    assert [vector.percentile(v, share) for share in (0.0, 0.25, 0.5, 1.0)] == [
        1.0, 2.0, 6.0, 100.0]
    assert vector.percentile(v, 0.9) == pytest.approx(8.0 + 0.6 * 92.0, rel=1e-14)  # place 3.6
    assert vector.percentile([7.0], 0.3) == 7.0
    assert vector.percentile([0.1, 0.1, 0.1], 0.37) == 0.1
    assert v == [6.0, 100.0, 1.0, 8.0, 2.0]


@given(vectors, st.floats(0.0, 1.0))
def test_percentiles_are_those_of_numpy(v, share):
    size = max(abs(x) for x in v)
    found = vector.percentile(v, share)
    assert found == pytest.approx(float(numpy.percentile(v, 100.0 * share)), abs=1e-12 * size)


def test_percentiles_of_large_and_infinite_numbers():
    assert vector.percentile([-1.7e308, 1.7e308], 0.5) == 0.0
    assert vector.percentile([-math.inf, 2.0, math.inf], 0.5) == 2.0
    assert vector.percentile([-math.inf, 2.0], 0.25) == -math.inf


@pytest.mark.parametrize(("v", "share", "message"), [
    ([], 0.5, "empty vector"), ([1.0, NAN], 0.5, "nan, found at position 1"),
    ([1.0], -0.1, r"share in \[0, 1\], got -0.1"), ([1.0], 5.0, "got 5.0"),
    ([1.0], NAN, "got nan")])
def test_what_percentile_refuses(v, share, message):
    with pytest.raises(ValueError, match=message):
        vector.percentile(v, share)


# --- variance, standardise, cumulative sum


def test_variance_by_hand():
    # mean 3, distances -2, -1, 3, squares 4 + 1 + 9 = 14
    assert vector.variance([1.0, 2.0, 6.0]) == 14.0 / 3.0
    assert vector.variance([5.0]) == 0.0
    assert vector.standardise([1.0, 3.0], tiny=0.0) == [-1.0, 1.0]
    assert vector.standardise([1.0, 3.0], tiny=1.0) == [-0.5, 0.5]
    assert vector.cumulative_sum([1.0, 2.0, -4.0]) == [1.0, 3.0, -1.0]
    assert vector.cumulative_sum([]) == []


ADVANTAGES = json.loads(VALUES.read_text())["advantage_norm"]


@pytest.mark.parametrize(("divisor", "name"), [
    (4, "population_std (numpy, baselines)"), (3, "unbiased_std (torch .std, CleanRL)")])
def test_advantages_are_standardised(divisor, name):
    # PPO's programs differ: the mean square is over n or n - 1 numbers.
    factor = math.sqrt(divisor / 4)  # (x - m) / (sd / factor + tiny), written with our sd
    z = vector.standardise(ADVANTAGES["inputs"]["adv"], tiny=1e-8 * factor)
    assert vector.scale(factor, z) == pytest.approx(ADVANTAGES["outputs"][name], rel=1e-12)


@given(vectors)
def test_variance_agrees_with_exact_arithmetic(v):
    exact = [Fraction(x) for x in v]
    centre = sum(exact) / len(v)
    true = sum((x - centre) ** 2 for x in exact) / len(v)
    size = max(abs(x) for x in exact)
    # the computed mean is off by at most n roundings of the largest entry
    error = Fraction(len(v) + 4) * size / 2**52
    assert abs(Fraction(vector.variance(v)) - true) <= 4 * error * error + true / 10**13 + Fraction(
        1, 10**300)


@given(vectors.filter(lambda v: max(v) - min(v) > 1e-3 * max(map(abs, v)) > 1e-6))
def test_standardised_has_mean_0_and_variance_1(v):
    z = vector.standardise(v, tiny=0.0)
    assert abs(vector.mean(z)) < 1e-10
    assert vector.variance(z) == pytest.approx(1.0, rel=1e-9)
    assert vector.standardise(vector.scale(2.0, v), tiny=0.0) == pytest.approx(z, abs=1e-10)


@pytest.mark.parametrize(("v", "tiny", "message"), [
    ([2.0, 2.0], 0.0, r"deviation of 0\.0: .* need a tiny > 0"),
    ([1.0, NAN], 1e-8, "deviation of nan: entries must be finite"),
    ([1.0, math.inf], 1e-8, "deviation of nan"),
    ([1e200, -1e200], 1e-8, "deviation of inf"),  # their squares are beyond the floats
    ([1e-200, 2e-200], 0.0, r"deviation of 0\.0"),  # and these below
    ([1.0, 2.0], -1e-8, r"tiny >= 0, got -1e-08"), ([1.0, 2.0], NAN, "tiny >= 0, got nan"),
    ([], 1e-8, "empty vector")])
def test_what_standardise_refuses(v, tiny, message):
    with pytest.raises(ValueError, match=message):
        vector.standardise(v, tiny)


def test_variance_of_nothing_and_nan():
    with pytest.raises(ValueError, match="empty vector"):
        vector.variance([])
    assert math.isnan(vector.variance([1.0, NAN]))


def test_equal_entries_may_have_a_variance():
    # The mean of ten times 0.1 is not 0.1, so tiny must stand well above rounding.
    equal = [0.1] * 10
    assert vector.variance(equal) > 0.0
    assert vector.standardise(equal, tiny=0.0) == pytest.approx([1.0] * 10)
    assert vector.max_norm(vector.standardise(equal, tiny=1e-8)) < 1e-8


@given(vectors)
def test_cumulative_sums_are_totals(v):
    sums = vector.cumulative_sum(v)
    assert sums == [vector.total(v[:i + 1]) for i in range(len(v))]
    assert sums == list(numpy.cumsum(v))


# --- one-hot, concatenate, split


def test_one_hot_by_hand():
    assert vector.one_hot(2, 4) == [0.0, 0.0, 1.0, 0.0]
    assert vector.one_hot(0, 1) == [1.0]


@pytest.mark.parametrize(("i", "n"), [
    (4, 4), (-1, 4), (0, 0), (0, -1), (0.5, 3), (math.nan, 3), (None, 3), ("0", 3)])
def test_one_hot_names_a_wrong_position(i, n):
    with pytest.raises(ValueError, match=f"from 0 to {n - 1}, got {i!r}"):
        vector.one_hot(i, n)


@given(vectors, st.data())
def test_a_one_hot_picks_an_entry(v, data):
    i = data.draw(st.integers(0, len(v) - 1))
    assert vector.dot(vector.one_hot(i, len(v)), v) == v[i]
    assert vector.argmax(vector.one_hot(i, len(v))) == i


def test_concatenate_and_split_by_hand():
    assert vector.concatenate([[1.0, 2.0], [], [3.0]]) == [1.0, 2.0, 3.0]
    assert vector.concatenate([]) == []
    assert vector.split([1.0, 2.0, 3.0], [2, 0, 1]) == [[1.0, 2.0], [], [3.0]]
    assert vector.split([], []) == []


@given(st.lists(st.lists(entries, max_size=5), max_size=6))
def test_split_undoes_concatenate(pieces):
    joined = vector.concatenate(pieces)
    again = vector.split(joined, [len(piece) for piece in pieces])
    assert again == pieces
    for piece in again:
        piece.append(0.0)  # the pieces are lists of their own
    assert joined == vector.concatenate(pieces)


@pytest.mark.parametrize("lengths", [[1, 1], [2, 2], [], [4, -1], [-1, 4], [1, -1, 3]])
def test_split_names_wrong_lengths(lengths):
    with pytest.raises(ValueError, match=f"sum to 3, got {re.escape(str(lengths))}"):
        vector.split([1.0, 2.0, 3.0], lengths)


@pytest.mark.parametrize("sizes", [
    (math.nan,), (math.nan, 3), (3, math.nan), (math.inf,), (3, math.inf), (math.inf, 0)])
def test_a_size_that_is_no_number_is_refused(sizes):
    with pytest.raises(ValueError, match=r"a row of .*(nan|inf).* is more than 100000000 numbers"):
        vector.check_size("a row", *sizes)


@pytest.mark.parametrize("sizes", [(2**31, "3"), ("3", 2**31), ("3",), (2**31, 2, "3")])
def test_a_text_is_refused_before_it_is_repeated(sizes):
    tracemalloc.start()
    try:
        with pytest.raises(TypeError):
            vector.check_size("a row", *sizes)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()
