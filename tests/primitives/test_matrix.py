"""Matrices: worked examples, then laws."""

from __future__ import annotations

import copy
import math
import random

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.primitives import matrix, vector


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
