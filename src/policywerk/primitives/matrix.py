"""Matrices: a list of rows, each a vector; products, and the solution of linear equations."""

from __future__ import annotations

from typing import List, Tuple

from policywerk.primitives import scalar, vector
from policywerk.primitives.vector import Vector

Matrix = List[Vector]


def shape(a: Matrix) -> Tuple[int, int]:
    """The number of rows and of columns; (0, 0) for an empty matrix.

    Raises: ValueError if the rows are not all of one length.
    """
    columns = len(a[0]) if a else 0
    for i, row in enumerate(a):
        if len(row) != columns:
            raise ValueError(f"row 0 has {columns} entries, but row {i} has {len(row)}")
    return len(a), columns


def identity(n: int) -> Matrix:
    """The n by n matrix with 1.0 on the diagonal and 0.0 elsewhere: I v = v.

    Raises: ValueError if n < 0.
    """
    if n < 0:
        raise ValueError(f"identity needs n >= 0, got {n}")
    return [[1.0 if i == j else 0.0 for j in range(n)] for i in range(n)]


def scale(factor: float, a: Matrix) -> Matrix:
    """Every entry times one number, factor * A_ij."""
    return [vector.scale(factor, row) for row in a]


def subtract(a: Matrix, b: Matrix) -> Matrix:
    """The entrywise difference, A_ij - B_ij.

    Raises: ValueError if the shapes differ.
    """
    if shape(a) != shape(b):
        raise ValueError(f"subtract needs matrices of one shape, got {shape(a)} and {shape(b)}")
    return [vector.subtract(row_a, row_b) for row_a, row_b in zip(a, b)]


def transpose(a: Matrix) -> Matrix:
    """Rows become columns, (A^T)_ij = A_ji.

    Raises: ValueError if the rows are not all of one length.
    """
    shape(a)
    return [list(column) for column in zip(*a)]


def matrix_vector(a: Matrix, v: Vector) -> Vector:
    """The product A v: one dot product a row, (A v)_i = sum over j of A_ij v_j.

    Args:
        a: m rows of n entries.
        v: length n.
    Returns: length m.
    Raises: ValueError if a row and v differ in length.
    """
    return [vector.dot(row, v) for row in a]


def solve(a: Matrix, b: Vector) -> Vector:
    """The x with A x = b, by Gaussian elimination with partial pivoting (Golub & Van Loan 3.4).

    Args:
        a: n rows of n entries; not modified.
        b: length n; not modified.
    Returns: length n.
    Raises: ValueError if a is not square, b has another length, a number is not finite, or a is
        singular to rounding.
    """
    if shape(a) != (len(b), len(b)):
        raise ValueError(f"solve needs a square matrix and as many right-hand sides, "
                         f"got {shape(a)} and {len(b)}")
    rows = [[*row, right] for row, right in zip(a, b)]
    _check_finite(rows)
    for column, entries in enumerate(transpose(a)):
        _move_pivot(rows, column, smallest=1e-15 * len(b) * vector.max_norm(entries))
        for row in rows[column + 1:]:
            _subtract_multiple(row, rows[column], column)
    return _back_substitute(rows)


def _check_finite(rows: Matrix) -> None:
    """Raise ValueError if an equation holds an infinity or a nan."""
    for i, row in enumerate(rows):
        if not vector.max_norm(row) < scalar.INFINITY:
            raise ValueError(f"solve needs finite numbers, but equation {i} is {row}")


def _move_pivot(rows: Matrix, column: int, smallest: float) -> None:
    """Swap the row with the largest entry of the column, at or below the diagonal, to the diagonal.

    Raises: ValueError if that entry is not above smallest.
    """
    pivot = column + vector.argmax([abs(row[column]) for row in rows[column:]])
    if abs(rows[pivot][column]) <= smallest:
        raise ValueError(f"the matrix is singular: column {column} is a combination of the columns "
                         f"before it (its pivot is {rows[pivot][column]!r})")
    rows[column], rows[pivot] = rows[pivot], rows[column]


def _subtract_multiple(row: Vector, pivot_row: Vector, column: int) -> None:
    """Take the multiple of pivot_row from row, in place, that makes row[column] zero."""
    factor = row[column] / pivot_row[column]
    if factor == 0.0:
        return
    row[column] = 0.0
    for j in range(column + 1, len(row)):
        row[j] -= factor * pivot_row[j]


def _back_substitute(rows: Matrix) -> Vector:
    """Solve the triangular equations, the last one first; each row ends in its right-hand side."""
    n = len(rows)
    x = [0.0] * n
    for i in reversed(range(n)):
        known = vector.dot(rows[i][i + 1:n], x[i + 1:])
        x[i] = (rows[i][n] - known) / rows[i][i]
    return x
