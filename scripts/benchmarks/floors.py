"""The floors that several kernels stand on: products of matrices, four rows a pass.

They are nested loops in one function, which costs no call. What src does instead, and why, is
told in the page on the tape: PyPy compiles such loops badly if the first rows that they
meet are of a length that divides 1040. warm shows them rows of 7 first.
"""

from __future__ import annotations

import math

Vector = list[float]
Matrix = list[Vector]


def zeros(rows: int, columns: int) -> Matrix:
    return [[0.0] * columns for _ in range(rows)]


def sums(x: Matrix, weight: Matrix, bias: Vector) -> Matrix:
    """x times weight, turned, plus the bias."""
    m = len(weight)
    whole, values = m - m % 4, [[0.0] * m for _ in x]
    for i in range(len(x)):
        row, y = x[i], values[i]
        for j in range(0, whole, 4):
            a, b, c, d = weight[j], weight[j + 1], weight[j + 2], weight[j + 3]
            p = q = r = s = 0.0
            for k in range(len(row)):
                value = row[k]
                p += a[k] * value
                q += b[k] * value
                r += c[k] * value
                s += d[k] * value
            y[j], y[j + 1], y[j + 2], y[j + 3] = (p + bias[j], q + bias[j + 1],
                                                  r + bias[j + 2], s + bias[j + 3])
        for j in range(whole, m):
            a, p = weight[j], 0.0
            for k in range(len(row)):
                p += a[k] * row[k]
            y[j] = p + bias[j]
    return values


def add_outer(into: Matrix, left: Matrix, right: Matrix) -> None:
    """into_jk += sum over i of left_ij right_ik."""
    n = len(left)
    whole = n - n % 4
    for j in range(len(into)):
        target = into[j]
        for i in range(0, whole, 4):
            a, b, c, d = right[i], right[i + 1], right[i + 2], right[i + 3]
            p, q, r, s = left[i][j], left[i + 1][j], left[i + 2][j], left[i + 3][j]
            for k in range(len(target)):
                target[k] = target[k] + p * a[k] + q * b[k] + r * c[k] + s * d[k]
        for i in range(whole, n):
            a, p = right[i], left[i][j]
            for k in range(len(target)):
                target[k] += p * a[k]


def add_product(into: Matrix, left: Matrix, right: Matrix) -> None:
    """into_ik += sum over j of left_ij right_jk."""
    n = len(right)
    whole = n - n % 4
    for i in range(len(into)):
        target, factors = into[i], left[i]
        for j in range(0, whole, 4):
            a, b, c, d = right[j], right[j + 1], right[j + 2], right[j + 3]
            p, q, r, s = factors[j], factors[j + 1], factors[j + 2], factors[j + 3]
            for k in range(len(target)):
                target[k] = target[k] + p * a[k] + q * b[k] + r * c[k] + s * d[k]
        for j in range(whole, n):
            a, p = right[j], factors[j]
            for k in range(len(target)):
                target[k] += p * a[k]


def add_column_sums(into: Vector, rows: Matrix) -> None:
    """into_k += sum over i of rows_ik."""
    for row in rows:
        for k in range(len(row)):
            into[k] += row[k]


def normed(x: Matrix, gains: Vector) -> tuple[Vector, Matrix, Matrix, Matrix]:
    """RMS norm, gain and SiLU: the divisors, the normed rows, the sigmoids, the results."""
    from policywerk.primitives.scalar import sigmoid

    n, divisors = len(gains), []
    rows, shares, values = zeros(len(x), n), zeros(len(x), n), zeros(len(x), n)
    for i in range(len(x)):
        row, norm, share, y, squares = x[i], rows[i], shares[i], values[i], 0.0
        for k in range(n):
            squares += row[k] * row[k]
        divisor = math.sqrt(squares / n + 1e-4)
        for k in range(n):
            norm[k] = row[k] / divisor
            z = norm[k] * gains[k]
            share[k] = sigmoid(z)
            y[k] = z * share[k]
        divisors.append(divisor)
    return divisors, rows, shares, values


def normed_back(gains: Vector, of_gain: Vector,
                forward: tuple[Vector, Matrix, Matrix, Matrix], slopes: Matrix) -> Matrix:
    """The slopes with x; those with the gains are added to of_gain."""
    divisors, rows, shares, values = forward
    n, back = len(gains), zeros(len(rows), len(gains))
    for i in range(len(rows)):
        norm, share, y, slope, into, along = (rows[i], shares[i], values[i], slopes[i], back[i],
                                              0.0)
        for k in range(n):
            e = slope[k] * (share[k] + y[k] * (1.0 - share[k]))
            of_gain[k] += e * norm[k]
            e *= gains[k]
            into[k] = e
            along += e * norm[k]
        along /= n
        for k in range(n):
            into[k] = (into[k] - along * norm[k]) / divisors[i]
    return back


def warm() -> None:
    """Run every nested loop above over rows of 7, until it is compiled."""
    rows = [[0.1 * (i - j) for j in range(7)] for i in range(7)]
    for _ in range(400):
        sums(rows, rows, rows[0])
        into = zeros(7, 7)
        add_outer(into, rows, rows)
        add_product(into, rows, rows)
        add_column_sums(into[0], rows)
        normed_back(rows[0], into[0], normed(rows, rows[0]), rows)
