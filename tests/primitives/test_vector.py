"""Vectors: worked examples, then laws."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.primitives import vector

NAN = math.nan
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
