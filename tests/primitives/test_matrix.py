"""Matrices: worked examples, then laws."""

from __future__ import annotations

import copy
import math
import random

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.primitives import losses, matrix, vector
from policywerk.primitives.random import permutation, stream


def random_matrix(rng: random.Random, n: int) -> matrix.Matrix:
    return [[rng.uniform(-1.0, 1.0) for _ in range(n)] for _ in range(n)]


def random_chain(rng: random.Random, n: int) -> matrix.Matrix:
    """Transition probabilities: positive rows that sum to 1."""
    rows = [[rng.random() for _ in range(n)] for _ in range(n)]
    return [vector.scale(1.0 / vector.total(row), row) for row in rows]


seeds = st.integers(0, 10**9)
sizes = st.integers(1, 8)


def test_worked_examples():
    a = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    assert matrix.shape(a) == (3, 2)
    assert matrix.matrix_vector(a, [10.0, 1.0]) == [12.0, 34.0, 56.0]
    assert matrix.transpose(a) == [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]
    assert matrix.identity(2) == [[1.0, 0.0], [0.0, 1.0]]
    assert matrix.scale(10.0, [[1.0], [2.0]]) == [[10.0], [20.0]]
    assert matrix.subtract([[1.0, 2.0]], [[3.0, 5.0]]) == [[-2.0, -3.0]]


def test_solve_two_equations():
    # x + y = 3 and 2y = 4, so y = 2 and x = 1; the pivot must be moved first
    assert matrix.solve([[0.0, 2.0], [1.0, 1.0]], [4.0, 3.0]) == [1.0, 2.0]


def test_elimination_leaves_a_zero():
    row = [4.0, 1.0, 6.0]
    matrix._subtract_multiple(row, [2.0, 1.0, 1.0], 0)
    assert row == [0.0, -1.0, 4.0]


def test_solve_needs_the_largest_pivot():
    # With the pivot 1e-20 the 1 of the second row drowns: x would come out as 0.
    assert matrix.solve([[1e-20, 1.0], [1.0, 1.0]], [1.0, 2.0]) == pytest.approx([1.0, 1.0])


def test_solve_nothing():
    assert matrix.solve([], []) == []
    assert matrix.shape([]) == (0, 0)
    assert matrix.transpose([]) == []
    assert matrix.identity(0) == []


@pytest.mark.parametrize(("a", "b", "message"), [
    ([[1.0, 2.0]], [1.0], r"square .* got \(1, 2\) and 1"),
    ([[1.0, 0.0], [0.0, 1.0]], [1.0], r"got \(2, 2\) and 1"),
    ([[1.0, 0.0], [0.0]], [1.0, 2.0], "row 0 has 2 entries, but row 1 has 1"),
    ([[1.0, 2.0], [2.0, 4.0]], [1.0, 2.0], "singular: column 1"),
    ([[0.0, 2.0], [0.0, 4.0]], [1.0, 2.0], "singular: column 0"),
    ([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]], [1.0] * 3, "singular: column 2"),
    ([[1.0, 0.0], [math.nan, 1.0]], [1.0, 2.0], r"equation 1 is \[nan, 1\.0, 2\.0\]"),
    ([[1.0, 0.0], [0.0, 1.0]], [math.inf, 2.0], r"equation 0 is"),
])
def test_what_solve_refuses(a, b, message):
    with pytest.raises(ValueError, match=message):
        matrix.solve(a, b)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: matrix.matrix_vector([[1.0, 2.0]], [1.0]), "one length, got 2 and 1"),
    (lambda: matrix.subtract([[1.0]], [[1.0, 2.0]]), r"one shape, got \(1, 1\) and \(1, 2\)"),
    (lambda: matrix.transpose([[1.0, 2.0], [1.0]]), "row 1 has 1"),
    (lambda: matrix.identity(-1), "n >= 0, got -1"),
])
def test_shapes_must_agree(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@given(seeds, sizes)
def test_the_solution_satisfies_the_equations(seed, n):
    rng = random.Random(seed)
    a, b = random_matrix(rng, n), [rng.uniform(-1.0, 1.0) for _ in range(n)]
    before = copy.deepcopy((a, b))
    x = matrix.solve(a, b)
    # Partial pivoting is backward stable: the residual is small beside |A||x|.
    residual = vector.max_norm_distance(matrix.matrix_vector(a, x), b)
    assert residual <= 1e-13 * n * (vector.max_norm(x) + 1.0)
    assert (a, b) == before


@given(seeds, sizes)
def test_solve_agrees_with_numpy(seed, n):
    rng = random.Random(seed)
    chain = random_chain(rng, n)
    a = matrix.subtract(matrix.identity(n), matrix.scale(0.9, chain))
    b = [rng.uniform(-1.0, 1.0) for _ in range(n)]
    assert matrix.solve(a, b) == pytest.approx(numpy.linalg.solve(a, b), abs=1e-12)


@given(seeds, st.integers(2, 30))
def test_identity_minus_a_chain_is_singular(seed, n):
    # Its rows sum to 0: the undiscounted equations of a chain without an end have no one solution.
    a = matrix.subtract(matrix.identity(n), random_chain(random.Random(seed), n))
    with pytest.raises(ValueError, match=f"singular: column {n - 1}"):
        matrix.solve(a, [1.0] * n)


@pytest.mark.parametrize("gamma", [0.0, 0.9, 0.999, 0.999999])
def test_discounted_equations_are_solved(gamma):
    chain = random_chain(random.Random(1), 20)
    a = matrix.subtract(matrix.identity(20), matrix.scale(gamma, chain))
    # Reward 1 at every step: each value is 1 + gamma + gamma^2 + ... = 1 / (1 - gamma).
    assert matrix.solve(a, [1.0] * 20) == pytest.approx([1.0 / (1.0 - gamma)] * 20, rel=1e-9)


@given(seeds, sizes, sizes)
def test_transposing_moves_a_matrix_to_the_other_side(seed, m, n):
    rng = random.Random(seed)
    a = [[rng.uniform(-1, 1) for _ in range(n)] for _ in range(m)]
    v, w = [rng.uniform(-1, 1) for _ in range(n)], [rng.uniform(-1, 1) for _ in range(m)]
    assert matrix.transpose(matrix.transpose(a)) == a
    left = vector.dot(w, matrix.matrix_vector(a, v))
    assert left == pytest.approx(vector.dot(matrix.matrix_vector(matrix.transpose(a), w), v))


@given(seeds, sizes)
def test_the_identity_changes_nothing(seed, n):
    rng = random.Random(seed)
    v = [rng.uniform(-1.0, 1.0) for _ in range(n)]
    assert matrix.matrix_vector(matrix.identity(n), v) == v
    assert matrix.solve(matrix.identity(n), v) == v


# --- products


def rectangle(rng: random.Random, m: int, n: int) -> matrix.Matrix:
    return [[rng.uniform(-1.0, 1.0) for _ in range(n)] for _ in range(m)]


def test_products_by_hand():
    a = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    # 1 - 3 + 5*2 = 8, 2 - 4 + 6*2 = 10
    assert matrix.transpose_product(a, [1.0, -1.0, 2.0]) == [8.0, 10.0]
    assert matrix.matrix_matrix([[1.0, 2.0]], [[3.0, 4.0], [5.0, 6.0]]) == [[13.0, 16.0]]
    b = [[1.0, 1.0], [0.0, 0.0]]
    assert matrix.add_outer(b, 0.5, [2.0, 4.0], [1.0, 10.0]) is None
    assert b == [[2.0, 11.0], [2.0, 20.0]]
    assert matrix.row_sums(a) == [3.0, 7.0, 11.0]
    assert matrix.column_sums(a) == [9.0, 12.0]


def test_products_of_nothing():
    assert matrix.transpose_product([], []) == []
    assert matrix.matrix_matrix([], [[1.0]]) == []
    assert matrix.matrix_matrix([[], []], []) == [[], []]
    assert matrix.row_sums([]) == matrix.column_sums([]) == []
    assert matrix.row_sums([[], []]) == [0.0, 0.0]


@given(seeds, sizes, sizes)
def test_the_transpose_product_needs_no_transpose(seed, m, n):
    rng = random.Random(seed)
    a, v = rectangle(rng, m, n), [rng.uniform(-1.0, 1.0) for _ in range(m)]
    before = copy.deepcopy((a, v))
    # Both add in the order of the rows, so the bits are the same.
    assert matrix.transpose_product(a, v) == matrix.matrix_vector(matrix.transpose(a), v)
    assert (a, v) == before


@given(seeds, sizes, sizes, sizes)
def test_matrix_products_agree_with_numpy(seed, m, p, n):
    rng = random.Random(seed)
    a, b = rectangle(rng, m, p), rectangle(rng, p, n)
    before = copy.deepcopy((a, b))
    product = matrix.matrix_matrix(a, b)
    assert numpy.asarray(product) == pytest.approx(numpy.asarray(a) @ numpy.asarray(b), abs=1e-14)
    assert matrix.shape(product) == (m, n)
    for j, column in enumerate(matrix.transpose(b)):
        assert [row[j] for row in product] == matrix.matrix_vector(a, column)
    assert (a, b) == before


@given(seeds, sizes)
def test_matrix_products_are_one_map_after_the_other(seed, n):
    rng = random.Random(seed)
    a, b, v = rectangle(rng, n, n), rectangle(rng, n, n), [rng.uniform(-1, 1) for _ in range(n)]
    one, two = matrix.matrix_matrix(a, b), matrix.matrix_vector(b, v)
    in_turn = pytest.approx(matrix.matrix_vector(a, two), abs=1e-13)
    assert matrix.matrix_vector(one, v) == in_turn
    assert matrix.matrix_matrix(a, matrix.identity(n)) == a
    assert matrix.matrix_matrix(matrix.identity(n), a) == a


@given(seeds, sizes, sizes, st.floats(-2.0, 2.0))
def test_outer_products_agree_with_numpy(seed, m, n, factor):
    rng = random.Random(seed)
    a, (u,), (v,) = rectangle(rng, m, n), rectangle(rng, 1, m), rectangle(rng, 1, n)
    expected = numpy.asarray(a) + factor * numpy.outer(u, v)
    rows = list(a)
    matrix.add_outer(a, factor, u, v)
    assert numpy.asarray(a) == pytest.approx(expected, abs=1e-15)
    assert all(row is same for row, same in zip(a, rows))  # in place


@given(seeds, sizes, sizes)
def test_an_outer_product_is_what_the_gradient_of_a_product_is(seed, m, n):
    # d(u . A v)/dA_ij = u_i v_j, and u . A v is linear in A: exact up to rounding.
    rng = random.Random(seed)
    a, (u,), (v,) = rectangle(rng, m, n), rectangle(rng, 1, m), rectangle(rng, 1, n)
    gradient = matrix.zeros(m, n)
    matrix.add_outer(gradient, 1.0, u, v)
    i, j = rng.randrange(m), rng.randrange(n)
    base = vector.dot(u, matrix.matrix_vector(a, v))
    a[i][j] += 1.0
    difference = vector.dot(u, matrix.matrix_vector(a, v)) - base
    assert gradient[i][j] == pytest.approx(difference, abs=1e-13)


@given(seeds, sizes, sizes)
def test_sums_of_rows_and_columns_are_products_with_ones(seed, m, n):
    a = rectangle(random.Random(seed), m, n)
    assert matrix.row_sums(a) == matrix.matrix_vector(a, [1.0] * n)
    assert matrix.column_sums(a) == matrix.transpose_product(a, [1.0] * m)


def test_zeros_and_nan_are_multiplied_too():
    # 0 times nan is nan: a wrong number must not hide behind a zero.
    wrong = [[math.nan, 1.0]]
    assert math.isnan(matrix.transpose_product(wrong, [0.0])[0])
    assert math.isnan(matrix.matrix_matrix([[0.0]], wrong)[0][0])
    gradient = matrix.zeros(1, 1)
    matrix.add_outer(gradient, 1.0, [0.0], [math.nan])
    assert math.isnan(gradient[0][0])


RAGGED = [[1.0, 2.0], [1.0]]


@pytest.mark.parametrize(("call", "message"), [
    (lambda: matrix.transpose_product([[1.0, 2.0]], [1.0, 2.0]), "got 1 rows and 2 entries"),
    (lambda: matrix.transpose_product(RAGGED, [1.0, 2.0]), "row 1 has 1"),
    (lambda: matrix.matrix_matrix([[1.0, 2.0]], [[1.0, 2.0]]),
     "row 0 has 2 entries and b has 1 rows"),
    (lambda: matrix.matrix_matrix(RAGGED, [[1.0], [2.0]]), "row 1 has 1 entries and b has 2 rows"),
    (lambda: matrix.matrix_matrix([[1.0, 2.0]], RAGGED), "row 0 has 2 entries, but row 1 has 1"),
    (lambda: matrix.column_sums(RAGGED), "row 1 has 1"),
    (lambda: matrix.zeros(-1, 2), r"shape >= 0, got \(-1, 2\)"),
    (lambda: matrix.zeros(1, -2), r"shape >= 0, got \(1, -2\)"),
])
def test_products_name_wrong_shapes(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(("u", "v", "message"), [
    ([1.0], [1.0, 2.0], r"shape \(1, 2\), got \(2, 2\)"),
    ([1.0, 2.0], [1.0], r"shape \(2, 1\), got \(2, 2\)"),
    ([1.0] * 3, [1.0, 2.0], r"shape \(3, 2\), got \(2, 2\)")])
def test_a_refused_outer_product_changes_nothing(u, v, message):
    a = matrix.identity(2)
    with pytest.raises(ValueError, match=message):
        matrix.add_outer(a, 1.0, u, v)
    assert a == matrix.identity(2)


# --- solve where units differ


@pytest.mark.parametrize(("a", "b", "x"), [
    ([[1.0, 1e16], [0.0, 1.0]], [1.0, 1.0], [1.0 - 1e16, 1.0]),  # determinant 1
    ([[1.0, 0.0], [1e16, 1.0]], [1.0, 1.0], [1.0, 1.0 - 1e16]),
    ([[1e-200, 0.0], [0.0, 1e200]], [1.0, 1.0], [1e200, 1e-200]),
    ([[1.0, 1e16, 0.0], [0.0, 1.0, 1e16], [0.0, 0.0, 1.0]], [1e16, 1e16, 1.0], [1e16, 0.0, 1.0]),
])
def test_large_entries_beside_small_ones_are_no_singularity(a, b, x):
    assert matrix.solve(a, b) == x


@pytest.mark.parametrize("a", [
    [[1.0, 2.0], [2.0, 4.0]], [[0.1, 0.2], [0.3, 0.6]], [[1.0, 1e16], [1e-16, 1.0]],
    [[0.0, 1.0], [0.0, 2.0]], [[0.0, 0.0], [1.0, 1.0]], [[1e16, 2e16], [0.1, 0.2]],
])
def test_what_is_singular_stays_so(a):
    with pytest.raises(ValueError, match="singular"):
        matrix.solve(a, [1.0, 1.0])


def test_a_solution_beyond_the_largest_float_is_refused():
    with pytest.raises(ValueError, match="leaves the range of floats"):
        matrix.solve([[1e-300]], [1e300])


# --- zeros


@pytest.mark.parametrize("call", [
    lambda: matrix.zeros(2**31, 4), lambda: matrix.zeros(4, 2**31), lambda: matrix.zeros(2**31, 0),
    lambda: matrix.identity(2**20),
    lambda: vector.one_hot(0, 2**40), lambda: permutation(stream(0, "x"), 2**40),
    lambda: losses.symexp_bins(2**40 + 1, 20.0)])
def test_a_size_that_would_hang_is_refused(call):
    with pytest.raises(ValueError, match=r"is more than 100000000 numbers"):
        call()


def test_each_row_of_zeros_is_its_own():
    a = matrix.zeros(2, 3)
    a[0][0] = 1.0
    assert a == [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert matrix.zeros(0, 5) == []
