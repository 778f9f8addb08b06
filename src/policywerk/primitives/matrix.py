"""Matrices: a list of rows, each a vector; products, and the solution of linear equations."""

from __future__ import annotations

from typing import List, Optional, Tuple

from policywerk.primitives import scalar, vector
from policywerk.primitives.vector import Vector, check_size

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


def zeros(rows: int, columns: int) -> Matrix:
    """A matrix of 0.0, each row a list of its own.

    Raises: ValueError if rows < 0 or columns < 0, or as check_size.
    """
    if rows < 0 or columns < 0:
        raise ValueError(f"zeros needs a shape >= 0, got ({rows}, {columns})")
    check_size("zeros", rows, columns)
    return [[0.0] * columns for _ in range(rows)]


def identity(n: int) -> Matrix:
    """The n by n matrix with 1.0 on the diagonal and 0.0 elsewhere: I v = v.

    Raises: ValueError if n < 0, or as check_size.
    """
    if n < 0:
        raise ValueError(f"identity needs n >= 0, got {n}")
    check_size("identity", n, n)
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


def transpose_product(a: Matrix, v: Vector) -> Vector:
    """The product A^T v, row by row and without A^T: (A^T v)_j = sum over i of A_ij v_i.

    Args:
        a: m rows of n entries.
        v: length m.
    Returns: length n.
    Raises: ValueError if v has not one entry a row, or the rows are not of one length.
    """
    if len(a) != len(v):
        raise ValueError(f"transpose_product needs one entry a row, got {len(a)} rows "
                         f"and {len(v)} entries")
    columns = shape(a)[1]
    result = [0.0] * columns
    for i in range(len(a)):
        row, factor = a[i], v[i]
        for j in range(columns):
            result[j] += factor * row[j]
    return result


def matrix_matrix(a: Matrix, b: Matrix) -> Matrix:
    """The product A B: each row of A times B, (A B)_ij = sum over k of A_ik B_kj.

    Args:
        a: m rows of p entries.
        b: p rows of n entries.
    Returns: m rows of n entries.
    Raises: ValueError if a row of a is not as long as b has rows, or the rows of b are not of
        one length.
    """
    for i, row in enumerate(a):
        if len(row) != len(b):
            raise ValueError(f"matrix_matrix needs as many columns left as rows right, but row {i} "
                             f"has {len(row)} entries and b has {len(b)} rows")
    return [transpose_product(b, row) for row in a]


def add_outer(a: Matrix, factor: float, u: Vector, v: Vector) -> None:
    """Add a multiple of an outer product, in place: A_ij becomes A_ij + factor * u_i * v_j.

    Args:
        a: m rows of n entries, modified.
        factor: the multiple; 1.0 for a sum of outer products.
        u: length m.
        v: length n.
    Raises: ValueError if the shape of a is not (len(u), len(v)); a is then as it was.
    """
    if shape(a) != (len(u), len(v)):
        raise ValueError(f"add_outer needs a matrix of shape ({len(u)}, {len(v)}), got {shape(a)}")
    for i in range(len(u)):
        row, multiple = a[i], factor * u[i]
        for j in range(len(v)):
            row[j] += multiple * v[j]


def row_sums(a: Matrix) -> Vector:
    """The sum of each row, from left to right: sum over j of A_ij."""
    return [vector.total(row) for row in a]


def column_sums(a: Matrix) -> Vector:
    """The sum of each column, from the top down: sum over i of A_ij.

    Raises: ValueError if the rows are not all of one length.
    """
    return [vector.total(column) for column in transpose(a)]


def solve(a: Matrix, b: Vector) -> Vector:
    """The x with A x = b, by Gaussian elimination with partial pivoting (Golub & Van Loan 3.4).

    Args:
        a: n rows of n entries; not modified.
        b: length n; not modified.
    Returns: length n.
    Raises: ValueError if a is not square, b has another length, a number is not finite, or a is
        singular to rounding; or if the solution leaves the range of floats.
    """
    if shape(a) != (len(b), len(b)):
        raise ValueError(f"solve needs a square matrix and as many right-hand sides, "
                         f"got {shape(a)} and {len(b)}")
    rows = [[*row, right] for row, right in zip(a, b)]
    _check_finite(rows)
    column = _eliminate(rows)
    if column is not None:
        rows = [[*row, right] for row, right in zip(a, b)]
        column = _eliminate_watching(rows)
    if column is not None:
        raise ValueError(f"the matrix is singular: column {column} is a combination of the columns "
                         f"before it (its pivot is {rows[column][column]!r})")
    x = _back_substitute(rows)
    if not vector.max_norm(x) < scalar.INFINITY:
        raise ValueError(f"the solution leaves the range of floats: {x}")
    return x


def _eliminate(rows: Matrix) -> Optional[int]:
    """Make the equations triangular, in place; a column stops it whose pivot is like nothing.

    That is one below the rounding error of the column's largest entry.
    """
    n = len(rows)
    for column, entries in enumerate(transpose(rows)[:n]):
        pivot = _find_pivot(rows, column)
        rows[column], rows[pivot] = rows[pivot], rows[column]
        if abs(rows[column][column]) <= 1e-15 * n * vector.max_norm(entries):
            return column
        for row in rows[column + 1:]:
            _subtract_multiple(row, rows[column], column)
    return None


def _eliminate_watching(rows: Matrix) -> Optional[int]:
    """The same, in doubt: a column stops it whose pivot is rounding error.

    Beside each entry its terms are added up without their signs. An entry much smaller than
    that is what a difference has left, and then it counts how small it is beside its column;
    one that was given small is as good as any other.
    """
    n = len(rows)
    largest = [vector.max_norm(entries) for entries in transpose(rows)]
    sizes = [[abs(x) for x in row] for row in rows]
    for column in range(n):
        pivot = _find_pivot(rows, column)
        for of in (rows, sizes):
            of[column], of[pivot] = of[pivot], of[column]
        left, size = abs(rows[column][column]), sizes[column][column]
        if left <= 1e-3 * size and left <= 1e-15 * n * largest[column]:
            return column
        for i in range(column + 1, n):
            factor = abs(rows[i][column] / rows[column][column])
            vector.add_scaled(sizes[i], factor, sizes[column])
            _subtract_multiple(rows[i], rows[column], column)
    return None


def _check_finite(rows: Matrix) -> None:
    """Raise ValueError if an equation holds an infinity or a nan."""
    for i, row in enumerate(rows):
        if not vector.max_norm(row) < scalar.INFINITY:
            raise ValueError(f"solve needs finite numbers, but equation {i} is {row}")


def _find_pivot(rows: Matrix, column: int) -> int:
    """The row with the largest entry of the column, at or below the diagonal."""
    return column + vector.argmax([abs(row[column]) for row in rows[column:]])


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
