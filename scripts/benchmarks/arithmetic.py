"""Functions of a number, vectors, matrices and activations, each beside its floor."""

from __future__ import annotations

import math
from typing import Callable

from benchmarks import floors
from benchmarks.measuring import Kernel

PLAIN = ("the definition, one row after the other, as its chapter shows it; networks use the "
         "products of grad.py, below")
LOOP = """
def loop():
    result = 0.0
    for x in points:
        result += f(x)
    return result
"""


def over(points: list[float], f: Callable[[float], float]) -> Callable[[], object]:
    """A loop of f over points, in code of its own, so that PyPy compiles each f by itself."""
    names = {"points": points, "f": f}
    exec(LOOP, names)
    return names["loop"]  # type: ignore[return-value]


def function_of_a_number(name: str, low: float, high: float) -> Kernel:
    """A function of scalar.py against the one of the C library."""
    from policywerk.primitives import scalar

    points = [low + (high - low) * i / 999 for i in range(1000)]
    return Kernel(f"scalar.{name}", "call", len(points), over(points, getattr(scalar, name)),
                  over(points, getattr(math, name)), f"math.{name}")


def dot_product() -> Kernel:
    """vector.dot, 1000 entries."""
    from policywerk.primitives.vector import dot

    a = [0.5 + i / 1000 for i in range(1000)]
    b = [1.5 - i / 1000 for i in range(1000)]

    def floor() -> float:
        result = 0.0
        for i in range(len(a)):
            result += a[i] * b[i]
        return result

    return Kernel("vector.dot", "multiply-add", len(a), lambda: dot(a, b), floor, "index loop")


def two_hot_gradient() -> Kernel:
    """losses.two_hot_cross_entropy_gradient, 255 bins, with its checks of what it is given."""
    from policywerk.primitives.losses import symexp_bins, two_hot_cross_entropy_gradient
    from policywerk.primitives.scalar import exp

    bins = symexp_bins(255, 20.0)
    logits = [i % 7 / 7 for i in range(len(bins))]

    def floor() -> list[float]:
        largest, whole = max(logits), 0.0
        slopes = [exp(x - largest) for x in logits]
        for power in slopes:
            whole += power
        for i in range(len(slopes)):
            slopes[i] /= whole
        slopes[156] -= 0.71
        slopes[157] -= 0.29
        return slopes

    return Kernel("two-hot gradient", "bin", len(bins),
                  lambda: two_hot_cross_entropy_gradient(logits, 100.0, bins), floor,
                  "loops, our exp",
                  "it looks at logits and value first, and makes a row of targets")


def matrix_vector_product() -> Kernel:
    """matrix.matrix_vector, 64 by 64."""
    from policywerk.primitives.matrix import matrix_vector

    n = 64
    a = [[(i + 2 * j) / n for j in range(n)] for i in range(n)]
    v, nothing = [i / n for i in range(n)], [0.0] * n

    def floor() -> list[float]:
        return floors.sums([v], a, nothing)[0]

    return Kernel("matrix_vector", "multiply-add", n * n, lambda: matrix_vector(a, v), floor,
                  "four rows a pass", PLAIN)


def softmax_of_logits() -> Kernel:
    """activations.softmax, 32 logits, with its checks."""
    from policywerk.primitives.activations import softmax
    from policywerk.primitives.scalar import exp

    logits = [(7 * i % 32) / 8 for i in range(32)]

    def floor() -> list[float]:
        largest = logits[0]
        for x in logits:
            if x > largest:
                largest = x
        powers = [0.0] * len(logits)
        whole = 0.0
        for i in range(len(logits)):
            powers[i] = exp(logits[i] - largest)
            whole += powers[i]
        for i in range(len(logits)):
            powers[i] /= whole
        return powers

    return Kernel("activations.softmax", "logit", len(logits), lambda: softmax(logits), floor,
                  "loops, our exp")


def norm_of_activations() -> Kernel:
    """activations.rms_norm, 64 entries."""
    from policywerk.primitives.activations import rms_norm

    x = [(5 * i % 64) / 16 - 2.0 for i in range(64)]

    def floor() -> list[float]:
        squares = 0.0
        for i in range(len(x)):
            squares += x[i] * x[i]
        divisor = math.sqrt(squares / len(x) + 1e-4)
        y = [0.0] * len(x)
        for i in range(len(x)):
            y[i] = x[i] / divisor
        return y

    return Kernel("activations.rms_norm", "entry", len(x), lambda: rms_norm(x).values, floor,
                  "index loops", "its checks, and a call of dot, for 64 entries")


def transpose_product() -> Kernel:
    """matrix.transpose_product, 64 by 64."""
    from policywerk.primitives.matrix import transpose_product as ours

    n = 64
    a = [[(i + 2 * j) / n for j in range(n)] for i in range(n)]
    v = [i / n for i in range(n)]

    def floor() -> list[float]:
        product = [[0.0] * n]
        floors.add_product(product, [v], a)
        return product[0]

    return Kernel("transpose_product", "multiply-add", n * n, lambda: ours(a, v), floor,
                  "four rows a pass", PLAIN)


def outer_product() -> Kernel:
    """matrix.add_outer, 64 by 64; the factor changes sign, so that the sums stay small."""
    from policywerk.primitives.matrix import add_outer

    n = 64
    u = [i / n for i in range(n)]
    v = [1.0 - j / n for j in range(n)]
    a, b = ([[0.0] * n for _ in range(n)] for _ in range(2))
    sign = [1.0, 1.0]

    def ours() -> None:
        sign[0] = -sign[0]
        add_outer(a, sign[0], u, v)

    def floor() -> None:
        sign[1] = -sign[1]
        for i in range(n):
            row, factor = b[i], sign[1] * u[i]
            for j in range(n):
                row[j] += factor * v[j]

    return Kernel("add_outer", "multiply-add", n * n, ours, floor, "nested loops")


def matrix_matrix_product() -> Kernel:
    """matrix.matrix_matrix, 48 by 48."""
    from policywerk.primitives.matrix import matrix_matrix

    n = 48
    a = [[(i + 2 * j) / n for j in range(n)] for i in range(n)]
    b = [[(i - 2 * j) / n for j in range(n)] for i in range(n)]

    def floor() -> list[list[float]]:
        product = floors.zeros(n, n)
        floors.add_product(product, a, b)
        return product

    return Kernel("matrix_matrix", "multiply-add", n * n * n, lambda: matrix_matrix(a, b), floor,
                  "four rows a pass", PLAIN)


def elementwise_map() -> Kernel:
    """vector.elementwise, 1000 entries."""
    from policywerk.primitives.vector import elementwise

    v = [i / 500 - 1.0 for i in range(1000)]

    def relu(x: float) -> float:
        return x if x > 0.0 else 0.0

    def floor() -> list[float]:
        return [relu(x) for x in v]

    return Kernel("vector.elementwise", "entry", len(v), lambda: elementwise(relu, v), floor,
                  "comprehension")


KERNELS: list[Callable[[], Kernel]] = [
    lambda: function_of_a_number("exp", -20.0, 20.0),
    lambda: function_of_a_number("log", 0.001, 100.0),
    lambda: function_of_a_number("sin", -10.0, 10.0),
    lambda: function_of_a_number("cos", -10.0, 10.0),
    lambda: function_of_a_number("tanh", -3.0, 3.0),
    dot_product,
    elementwise_map,
    matrix_vector_product,
    transpose_product,
    outer_product,
    matrix_matrix_product,
    softmax_of_logits,
    norm_of_activations,
    two_hot_gradient,
]
