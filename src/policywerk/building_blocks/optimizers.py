"""Optimisers: rules that turn gradients into steps downhill.

An optimiser sees a sequence of parameters, each with values and gradients, and never asks
which network they belong to.
"""

from __future__ import annotations

from typing import List, Protocol, Sequence

from policywerk.primitives.matrix import Matrix
from policywerk.primitives.scalar import sqrt

LARGEST = 1e150  # a hundred million squares of such numbers can still be added


class Trainable(Protocol):
    """A parameter as an optimiser sees it: a name, a matrix, and a matrix of slopes."""

    name: str  # for error messages
    values: Matrix  # a bias is a matrix of one row
    grads: Matrix  # grads[i][j] is the slope of the loss as values[i][j] moves


def check_parameters(parameters: Sequence[Trainable]) -> None:
    """Refuse parameters that no step can be taken with.

    Raises: ValueError if there is none, or one twice; if gradients are not of the shape of
        the values; or if a gradient is nan or beyond 1e150, naming the parameter and the
        place.
    """
    if not parameters:
        raise ValueError("no parameters: an optimiser needs at least one")
    _check_distinct(parameters)
    for p in parameters:
        if _row_lengths(p.values) != _row_lengths(p.grads):
            raise ValueError(f"parameter {p.name!r}: values are {_describe(p.values)}, "
                             f"but gradients are {_describe(p.grads)}")
        _check_entries(p.name, "gradient", p.grads)


def _check_distinct(parameters: Sequence[Trainable]) -> None:
    """Raise ValueError if a parameter stands in two places, or two have the same values."""
    for i, p in enumerate(parameters):
        for first in range(i):
            q = parameters[first]
            if p is q or p.values is q.values:
                raise ValueError(f"parameter {p.name!r} at position {i} stands at position "
                                 f"{first} already: list each one once, as grad.distinct "
                                 "does")


def _row_lengths(rows: Matrix) -> List[int]:
    """The shape of a matrix, kept row by row so that a ragged one is seen."""
    return [len(row) for row in rows]


def _describe(rows: Matrix) -> str:
    """A shape in words: '2 x 3', or what is wrong with it."""
    lengths = _row_lengths(rows)
    if not lengths:
        return "empty"
    if min(lengths) == max(lengths):
        return f"{len(lengths)} x {lengths[0]}"
    return f"rows of {min(lengths)} to {max(lengths)} entries"


def _check_entries(name: str, what: str, rows: Matrix) -> None:
    """Raise ValueError at the first entry that is nan, or too large to be squared."""
    least, most = -LARGEST, LARGEST
    for i, row in enumerate(rows):
        for x in row:
            if not least <= x <= most:
                raise ValueError(f"parameter {name!r}: {what} {x!r} in row {i}, column "
                                 f"{row.index(x)}: look for the operation that made it, "
                                 "or take smaller steps")


class Optimizer:
    """What all rules share: the checks, and a memory of matrices beside each parameter.

    The memory belongs to the parameters of the first step, the objects, not their names: pass
    them in the same order at every step. To save an optimiser, pickle it together with them,
    and they are still the same ones afterwards. A rule says how many matrices it needs, and
    how values move.
    """

    memories = 0  # matrices beside each parameter, all 0.0 before the first step

    def __init__(self) -> None:
        self.steps = 0  # taken so far
        self._known: List[Trainable] = []  # the parameters of the first step, in order
        self._lengths: List[List[int]] = []  # of their rows
        self._memory: List[List[Matrix]] = []  # [position][which memory][row][column]

    def step(self, parameters: Sequence[Trainable], alpha: float) -> None:
        """Move all values once, by step size alpha; gradients stay as they are.

        Raises: ValueError if alpha is negative or not finite, as check_parameters does, or
            if the parameters are not those of the first step. Then nothing has moved.
        """
        if not 0.0 <= alpha <= LARGEST:
            raise ValueError(f"step needs a finite step size alpha >= 0, got {alpha!r}")
        check_parameters(parameters)
        self._recognise(parameters)
        self.steps += 1
        self._begin()
        for p, memory in zip(parameters, self._memory):
            self._move(p.values, p.grads, memory, alpha)

    def _recognise(self, parameters: Sequence[Trainable]) -> None:
        """Make the memory at the first step; at later ones, see that it still fits."""
        if not self._known:
            self._known = list(parameters)
            self._lengths = [_row_lengths(p.values) for p in parameters]
            self._memory = [[[[0.0] * n for n in lengths] for _ in range(self.memories)]
                            for lengths in self._lengths]
        if len(parameters) != len(self._known):
            raise ValueError(f"the first step had {len(self._known)} parameters, this one "
                             f"has {len(parameters)}: make a new optimiser for new ones")
        for position, (now, first) in enumerate(zip(parameters, self._known)):
            if now is not first:
                raise ValueError(f"parameter {position} was {first.name!r} at the first "
                                 f"step, now it is {_another(now, first)}: keep the order, "
                                 "or make a new optimiser for new parameters")
            if _row_lengths(now.values) != self._lengths[position]:
                raise ValueError(f"parameter {now.name!r} had rows of "
                                 f"{self._lengths[position]} at the first step, now it is "
                                 f"{_describe(now.values)}: make a new optimiser")

    def _begin(self) -> None:
        """What a rule does once a step, before any value moves."""

    def _move(self, values: Matrix, grads: Matrix, memory: List[Matrix],
              alpha: float) -> None:
        """Move the values of one parameter in place, and bring its memory up to date."""
        raise NotImplementedError(f"{type(self).__name__} does not say how values move")


def _another(now: Trainable, first: Trainable) -> str:
    """What stands where another parameter stood, in words."""
    return "another of that name" if now.name == first.name else repr(now.name)


class SGD(Optimizer):
    """Stochastic gradient descent: straight down the slope.

    w <- w - alpha g   (Robbins & Monro 1951)
    """

    def _move(self, values: Matrix, grads: Matrix, memory: List[Matrix],
              alpha: float) -> None:
        for i in range(len(values)):
            w, g = values[i], grads[i]
            for j in range(len(w)):
                w[j] -= alpha * g[j]


class Momentum(Optimizer):
    """Gradient descent with a rolling ball's memory.

    m <- beta1 m + g,   w <- w - alpha m   (Polyak 1964)
    """

    memories = 1  # m

    def __init__(self, beta1: float) -> None:
        super().__init__()
        self.beta1 = _fraction("beta1", beta1)

    def _move(self, values: Matrix, grads: Matrix, memory: List[Matrix],
              alpha: float) -> None:
        beta1 = self.beta1
        for i in range(len(values)):
            w, g, m = values[i], grads[i], memory[0][i]
            for j in range(len(w)):
                m[j] = beta1 * m[j] + g[j]
                w[j] -= alpha * m[j]


def _fraction(name: str, value: float) -> float:
    """The value, if it can be the weight of a running average.

    Raises: ValueError unless 0 <= value < 1.
    """
    if not 0.0 <= value < 1.0:
        raise ValueError(f"{name} needs 0 <= {name} < 1, got {value!r}")
    return value


def _guard(tiny: float) -> float:
    """The guard tiny, if it keeps a division from 0.

    Raises: ValueError unless it is positive and finite.
    """
    if not 0.0 < tiny <= LARGEST:
        raise ValueError(f"tiny must be positive and finite, got {tiny!r}: it guards a "
                         "division by 0")
    return tiny


class RMSProp(Optimizer):
    """Each slope divided by the root of its own mean square.

    n <- beta2 n + (1 - beta2) g^2
    d <- beta1 d + g / sqrt(n + tiny),   w <- w - alpha d
    (Tieleman & Hinton 2012; tiny inside the root, and d, as in Graves 2013)

    Args:
        beta2: weight of the past in the mean square, in [0, 1).
        tiny: guard inside the root, > 0, in squared units of the gradient.
        beta1: momentum, the weight of past steps, in [0, 1); 0.0 for none.
    """

    memories = 2  # n, d

    def __init__(self, beta2: float, tiny: float, beta1: float = 0.0) -> None:
        super().__init__()
        self.beta2 = _fraction("beta2", beta2)
        self.tiny = _guard(tiny)
        self.beta1 = _fraction("beta1", beta1)

    def _move(self, values: Matrix, grads: Matrix, memory: List[Matrix],
              alpha: float) -> None:
        beta1, beta2, tiny = self.beta1, self.beta2, self.tiny
        for i in range(len(values)):
            w, g, n, d = values[i], grads[i], memory[0][i], memory[1][i]
            for j in range(len(w)):
                n[j] = beta2 * n[j] + (1.0 - beta2) * g[j] * g[j]
                d[j] = beta1 * d[j] + g[j] / sqrt(n[j] + tiny)
                w[j] -= alpha * d[j]


class CentredRMSProp(RMSProp):
    """RMSProp with the variance of the slope in place of its mean square.

    n <- beta2 n + (1 - beta2) g^2,   m <- beta2 m + (1 - beta2) g
    d <- beta1 d + g / sqrt(n - m^2 + tiny),   w <- w - alpha d
    (Graves 2013, eq. 38-41; DQN in 2015: beta2 = 0.95, tiny = 0.01, alpha = 0.00025)
    """

    memories = 3  # n, d, m

    def _move(self, values: Matrix, grads: Matrix, memory: List[Matrix],
              alpha: float) -> None:
        beta1, beta2, tiny = self.beta1, self.beta2, self.tiny
        for i in range(len(values)):
            w, g, (n, d, m) = values[i], grads[i], [rows[i] for rows in memory]
            for j in range(len(w)):
                n[j] = beta2 * n[j] + (1.0 - beta2) * g[j] * g[j]
                m[j] = beta2 * m[j] + (1.0 - beta2) * g[j]
                variance = n[j] - m[j] * m[j]
                if variance < 0.0:  # by rounding only: no variance is negative
                    variance = 0.0
                d[j] = beta1 * d[j] + g[j] / sqrt(variance + tiny)
                w[j] -= alpha * d[j]


class Adam(Optimizer):
    """Two running averages, corrected for their start from 0, one divided by the other.

    m <- beta1 m + (1 - beta1) g,   n <- beta2 n + (1 - beta2) g^2
    w <- w - alpha (m / (1 - beta1^t)) / (sqrt(n / (1 - beta2^t)) + tiny)
    (Kingma & Ba 2015, algorithm 1, with v for n; t counts the steps from 1)
    """

    memories = 2  # m, n

    def __init__(self, beta1: float = 0.9, beta2: float = 0.999,
                 tiny: float = 1e-8) -> None:
        super().__init__()
        self.beta1 = _fraction("beta1", beta1)
        self.beta2 = _fraction("beta2", beta2)
        self.tiny = _guard(tiny)
        self._power1 = self._power2 = 1.0  # beta1^t and beta2^t

    def _begin(self) -> None:
        self._power1 *= self.beta1
        self._power2 *= self.beta2

    def _move(self, values: Matrix, grads: Matrix, memory: List[Matrix],
              alpha: float) -> None:
        beta1, beta2, tiny = self.beta1, self.beta2, self.tiny
        new1, new2 = 1.0 - beta1, 1.0 - beta2
        rate, seen = alpha / (1.0 - self._power1), 1.0 - self._power2
        for i in range(len(values)):
            w, g, m, n = values[i], grads[i], memory[0][i], memory[1][i]
            for j in range(len(w)):
                slope = g[j]
                m[j] = mean = beta1 * m[j] + new1 * slope
                n[j] = square = beta2 * n[j] + new2 * slope * slope
                w[j] -= rate * mean / (sqrt(square / seen) + tiny)


class LaProp(Adam):
    """Adam with the division first: the average is taken of slopes already divided.

    n <- beta2 n + (1 - beta2) g^2
    m <- beta1 m + (1 - beta1) g / (sqrt(n / (1 - beta2^t)) + tiny)
    w <- w - alpha m / (1 - beta1^t)
    (Ziyin, Wang & Ueda 2020; DreamerV3's code: beta1 = 0.9, beta2 = 0.999, tiny = 1e-20)
    """

    def _move(self, values: Matrix, grads: Matrix, memory: List[Matrix],
              alpha: float) -> None:
        beta1, beta2, tiny = self.beta1, self.beta2, self.tiny
        new1, new2 = 1.0 - beta1, 1.0 - beta2
        rate, seen = alpha / (1.0 - self._power1), 1.0 - self._power2
        for i in range(len(values)):
            w, g, m, n = values[i], grads[i], memory[0][i], memory[1][i]
            for j in range(len(w)):
                slope = g[j]
                n[j] = square = beta2 * n[j] + new2 * slope * slope
                unit = slope / (sqrt(square / seen) + tiny)
                m[j] = mean = beta1 * m[j] + new1 * unit
                w[j] -= rate * mean


def _sum_of_squares(rows: Matrix) -> float:
    """All entries squared and added, row by row."""
    result = 0.0
    for row in rows:
        for x in row:
            result += x * x
    return result


def _scale_gradients(p: Trainable, factor: float) -> None:
    """Multiply every gradient of one parameter, in place."""
    for row in p.grads:
        for j in range(len(row)):
            row[j] *= factor


def global_norm(parameters: Sequence[Trainable]) -> float:
    """The length of all gradients together, as one long vector.

    norm(g) = sqrt(sum of g^2 over all entries of all parameters)

    Raises: ValueError as check_parameters does.
    """
    check_parameters(parameters)
    squares = 0.0
    for p in parameters:
        squares += _sum_of_squares(p.grads)
    return sqrt(squares)


def clip_global_norm(parameters: Sequence[Trainable], limit: float) -> float:
    """Shorten all gradients by one factor, so that their global norm is at most limit.

    g <- g min(1, limit / norm(g))   (Pascanu, Mikolov & Bengio 2013)

    Returns: the norm before clipping.
    Raises: ValueError unless limit > 0, and as check_parameters does.
    """
    if not limit > 0.0:
        raise ValueError(f"clip_global_norm needs limit > 0, got {limit!r}")
    norm = global_norm(parameters)
    if norm > limit:
        for p in parameters:
            _scale_gradients(p, limit / norm)
    return norm


def clip_adaptively(parameters: Sequence[Trainable], ratio: float,
                    least: float = 1e-3) -> List[float]:
    """Adaptive gradient clipping (AGC): no gradient beyond a share of its parameter.

    g <- g min(1, ratio max(least, norm(w)) / norm(g)), for each parameter by itself
    (Brock, De, Smith & Simonyan 2021, there by rows; whole tensors as in DreamerV3, 0.3)

    Args:
        ratio: the largest norm(g) / norm(w) allowed, > 0.
        least: stands for norm(w) where that is smaller, > 0, so that zeros can move.
    Returns: the factor of each parameter, 1.0 where nothing was clipped.
    Raises: ValueError unless ratio > 0 and least > 0, if a value is nan or beyond 1e150,
        and as check_parameters does.
    """
    if not (ratio > 0.0 and least > 0.0):
        raise ValueError(f"clip_adaptively needs ratio > 0 and least > 0, got {ratio!r} "
                         f"and {least!r}")
    check_parameters(parameters)
    for p in parameters:
        _check_entries(p.name, "value", p.values)
    return [_clip_to(p, ratio * max(least, sqrt(_sum_of_squares(p.values))))
            for p in parameters]


def _clip_to(p: Trainable, limit: float) -> float:
    """Shorten the gradient of one parameter to limit; returns the factor."""
    norm = sqrt(_sum_of_squares(p.grads))
    if norm <= limit:
        return 1.0
    _scale_gradients(p, limit / norm)
    return limit / norm
