"""Distributions on the tape: draw from them, and send slopes into them.

One row of nodes describes one distribution, so a batch of n rows is n distributions.
log_probability, entropy and KL are nodes of n rows and one column, in nats.
"""

from __future__ import annotations

from functools import cached_property
from typing import List, Sequence, Tuple

from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    add,
    add_multiple,
    constant,
    elementwise,
    exp,
    gather,
    log,
    log_softmax,
    multiply,
    operation,
    row_totals,
    scale,
    shift,
    sigmoid,
    softplus,
    subtract,
    tanh,
)
from policywerk.building_blocks.loss_nodes import two_hot_cross_entropy
from policywerk.primitives import activations, random, scalar, vector
from policywerk.primitives.losses import kl_share, symmetric_mean
from policywerk.primitives.matrix import Matrix, shape, zeros
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector


def _check_finite(what: str, rows: Matrix) -> None:
    """Raise ValueError unless every entry is finite."""
    for i, row in enumerate(rows):
        for j in range(len(row)):
            if row[j] - row[j] != 0.0:
                raise ValueError(f"{what} must be finite, got {row[j]!r} "
                                 f"in row {i}, column {j}")


def _check_distances(logits: Matrix) -> None:
    """Raise ValueError if a logit is infinitely far below another one of its row."""
    for i, row in enumerate(logits):
        if not max(row) - min(row) < scalar.INFINITY:
            raise ValueError(f"log-probabilities must be finite, but in row {i} the logits "
                             f"reach from {min(row)!r} to {max(row)!r}")


def _check_shape(what: str, rows: Matrix, like: Node) -> None:
    """Raise ValueError unless rows has the shape of the node."""
    if shape(rows) != shape(like.values):
        n, columns = shape(like.values)
        raise ValueError(f"{what} must be {n} by {columns}, as the distributions are, "
                         f"got {shape(rows)[0]} by {shape(rows)[1]}")


HALF_LOG_TWO_PI = 0.9189385332046728  # log(2 pi) / 2
STANDARD_ENTROPY = 0.5 + HALF_LOG_TWO_PI  # of a normal number with deviation 1, in nats


def standard_log_density(z: float) -> float:
    """Logarithm of the density of the standard normal distribution: -z^2/2 - log(2 pi)/2."""
    return -0.5 * z * z - HALF_LOG_TWO_PI


class Categorical:
    """One of K outcomes, by logits, with a share of pure chance mixed in.

    p = (1 - u) softmax(x) + u / K   (Hafner et al. 2023, v2, Methods, with u = 0.01)

    probabilities, log_probabilities: nodes of n rows and K columns, made when first asked for.
    """

    def __init__(self, logits: Node, unimix: float = 0.0) -> None:
        """From logits x, any finite numbers, and the share u = unimix of the uniform.

        Raises: ValueError if a logit is not finite, if two are so far apart that the
            difference is not, or if unimix is not in [0, 1).
        """
        if not 0.0 <= unimix < 1.0:
            raise ValueError(f"unimix must be a share in [0, 1), got {unimix!r}")
        _check_finite("logits", logits.values)
        if unimix == 0.0:
            _check_distances(logits.values)
        # a parameter may change before the logarithms are asked for
        self.logits = scale(1.0, logits) if isinstance(logits, Parameter) else logits
        self.unimix = unimix

    @cached_property
    def probabilities(self) -> Node:
        """p."""
        return mixed_softmax(self.logits, self.unimix)

    @cached_property
    def log_probabilities(self) -> Node:
        """log p."""
        return log(self.probabilities) if self.unimix else log_softmax(self.logits)

    def sample(self, rng: Stream) -> List[int]:
        """Draw one outcome for each row."""
        return [random.categorical(rng, row) for row in self.probabilities.values]

    def log_probability(self, outcomes: Sequence[int]) -> Node:
        """log p of one outcome for each row.

        Raises: ValueError if there are not n outcomes, or one is not there.
        """
        self._check_outcomes(outcomes)
        return gather(self.log_probabilities, outcomes)

    def entropy(self) -> Node:
        """H = -sum_i p_i log p_i, the mean surprise: 0 if certain, log K if uniform."""
        return scale(-1.0, row_totals(multiply(self.probabilities, self.log_probabilities)))

    def straight_through(self, outcomes: Sequence[int]) -> Node:
        """The outcomes as one-hot rows, through which slopes reach the logits nevertheless.

        z = onehot + p - sg(p),  dz is taken to be dp   (Bengio et al. 2013)

        Its value is onehot, its slope that of p: no central difference can confirm it.

        Raises: ValueError if there are not n outcomes, or one is not there.
        """
        self._check_outcomes(outcomes)
        p, rows = self.probabilities, zeros(*shape(self.logits.values))
        for row, outcome in zip(rows, outcomes):
            row[outcome] = 1.0
        return operation(rows, (p,), lambda grads: add_multiple(p.grads, 1.0, grads))

    def _check_outcomes(self, outcomes: Sequence[int]) -> None:
        """Raise ValueError unless there is one outcome for each row, and all of them exist."""
        n, columns = shape(self.logits.values)
        if len(outcomes) != n:
            raise ValueError(f"{n} rows need {n} outcomes, got {len(outcomes)}")
        for outcome in outcomes:
            if type(outcome) is not int or not 0 <= outcome < columns:
                raise ValueError(f"there is no outcome {outcome!r}, only 0 to {columns - 1}")


def mixed_softmax(a: Node, unimix: float) -> Node:
    """Probabilities from each row, with a share of pure chance: p = (1 - u) s + u / K.

    dL/da_j = (1 - u) s_j (dL/dp_j - sum over k of s_k dL/dp_k),  s = softmax(a)

    Raises: ValueError as grad.softmax.
    """
    soft, n = [activations.softmax(row) for row in a.values], len(a.values[0])
    values = zeros(len(soft), n) if unimix else soft
    if unimix:
        for row, into in zip(soft, values):
            for j in range(n):
                into[j] = unimix / n + (1.0 - unimix) * row[j]
    return operation(values, (a,),
                     lambda grads: _add_mixed_slopes(a.grads, soft, unimix, grads))


def _add_mixed_slopes(into: Matrix, soft: Matrix, unimix: float, grads: Matrix) -> None:
    """Add the slopes with the logits, in place, given those with the probabilities."""
    for i in range(len(grads)):
        target, row, slopes, expected = into[i], soft[i], grads[i], 0.0
        for j in range(len(row)):
            expected += row[j] * slopes[j]
        for j in range(len(row)):
            target[j] += (1.0 - unimix) * (row[j] * (slopes[j] - expected))


def kl_categoricals(p: Categorical, q: Categorical) -> Node:
    """KL(p || q) = sum_i p_i (log p_i - log q_i), row by row; never below 0.

    dKL/dp_i = log p_i - log q_i,  dKL/dlog q_i = -p_i.  The first leaves out a 1, which is
    the same for all i and moves nothing, since p sums to 1 whatever the logits are.

    Raises: ValueError if p and q differ in shape.
    """
    of_p, log_q = p.probabilities, q.log_probabilities
    _check_shape("q", log_q.values, of_p)
    values, ratios = _divergences(of_p.values, q.probabilities.values,
                                  p.log_probabilities.values, log_q.values)

    def pull(grads: Matrix) -> None:
        for i, [slope] in enumerate(grads):
            if of_p.needs_grad:
                vector.add_scaled(of_p.grads[i], slope, ratios[i])
            if log_q.needs_grad:
                vector.add_scaled(log_q.grads[i], -slope, of_p.values[i])

    return operation(values, (of_p, log_q), pull)


def _divergences(p: Matrix, q: Matrix, log_p: Matrix, log_q: Matrix) -> Tuple[Matrix, Matrix]:
    """For each row the sum of losses.kl_share over the outcomes; and log p - log q."""
    values, ratios = zeros(len(p), 1), zeros(len(p), len(p[0]))
    for i in range(len(p)):
        of_p, of_q, logs_p, logs_q, into, result = p[i], q[i], log_p[i], log_q[i], ratios[i], 0.0
        for j in range(len(of_p)):
            into[j] = ratio = logs_p[j] - logs_q[j]
            result += kl_share(of_p[j], of_q[j], ratio)
        values[i][0] = result
    return values, ratios


def _kl_shares(p: Node, q: Node, log_ratio: Node) -> Node:
    """losses.kl_share of each entry, with the slopes of p times log_ratio.

    They differ by q - p, which adds up to 0 over all outcomes, and so do its slopes.
    """
    of_p, of_ratio = p.values, log_ratio.values

    def pull(grads: Matrix) -> None:
        for node, factors in ((p, of_ratio), (log_ratio, of_p)):
            if node.needs_grad:
                for target, slopes, row in zip(node.grads, grads, factors):
                    for j in range(len(row)):
                        target[j] += slopes[j] * row[j]

    values = [[kl_share(a, b, t) for a, b, t in zip(*rows)]
              for rows in zip(of_p, q.values, of_ratio)]
    return operation(values, (p, log_ratio), pull)


class Bernoulli:
    """Questions with the answers 1 and 0, one a column, independent of each other.

    p = sigmoid(x) is the probability of 1
    """

    def __init__(self, logits: Node) -> None:
        """From logits x, any finite numbers.

        Raises: ValueError if a logit is not finite.
        """
        _check_finite("logits", logits.values)
        minus = scale(-1.0, logits)
        self.probabilities, self.of_0 = sigmoid(logits), sigmoid(minus)  # p, 1 - p
        self.surprise_of_1 = softplus(minus)  # -log p
        self.surprise_of_0 = softplus(logits)  # -log(1 - p)

    def sample(self, rng: Stream) -> Matrix:
        """Draw 1.0 or 0.0 for each question."""
        return [[float(random.bernoulli(rng, p)) for p in row]
                for row in self.probabilities.values]

    def log_probability(self, outcomes: Matrix) -> Node:
        """The sum over a row of y log p + (1 - y) log(1 - p), y the outcome.

        An outcome between 0 and 1 is a true probability, and this minus a cross-entropy.

        Raises: ValueError if an outcome is not in [0, 1], or the shape does not fit.
        """
        _check_shape("outcomes", outcomes, self.probabilities)
        for i, row in enumerate(outcomes):
            for y in row:
                if not 0.0 <= y <= 1.0:
                    raise ValueError(f"an outcome must be from 0 to 1, "
                                     f"got {y!r} in row {i}")
        of_0 = [[1.0 - y for y in row] for row in outcomes]
        return scale(-1.0, self._mean_surprise(constant(outcomes), constant(of_0)))

    def entropy(self) -> Node:
        """H = the sum over a row of -p log p - (1 - p) log(1 - p)."""
        return self._mean_surprise(self.probabilities, self.of_0)

    def kl(self, q: Bernoulli) -> Node:
        """KL(self || q): the surprise of who believes q, less the entropy; a row's sum.

        Raises: ValueError if q has another shape.
        """
        _check_shape("q", q.probabilities.values, self.probabilities)
        of_1 = subtract(q.surprise_of_1, self.surprise_of_1)  # log p - log q
        of_0 = subtract(q.surprise_of_0, self.surprise_of_0)
        return row_totals(add(_kl_shares(self.probabilities, q.probabilities, of_1),
                              _kl_shares(self.of_0, q.of_0, of_0)))

    def _mean_surprise(self, of_1: Node, of_0: Node) -> Node:
        """The surprise of who believes self, when the true probabilities are these."""
        return row_totals(add(multiply(of_1, self.surprise_of_1),
                              multiply(of_0, self.surprise_of_0)))


LARGEST_LOG_SD = 170.0  # a deviation of 1e74; the square of a ratio of two is a float


class Gaussian:
    """Vectors whose entries are normal and independent: a_j ~ N(mean_j, sd_j).

    mean, log_sd: nodes of n rows, one column a dimension.
    """

    def __init__(self, mean: Node, log_sd: Node) -> None:
        """From means, and logarithms of standard deviations: as many, or one row for all.

        Raises: ValueError if an entry is not finite, a log_sd is beyond LARGEST_LOG_SD in
            size, or the shapes do not fit.
        """
        _check_finite("mean", mean.values)
        _check_finite("log_sd", log_sd.values)
        for row in log_sd.values:
            for x in row:
                if abs(x) > LARGEST_LOG_SD:
                    raise ValueError(f"log_sd must be from -{LARGEST_LOG_SD} to "
                                     f"{LARGEST_LOG_SD}, got {x!r}")
        self.mean = mean
        self.log_sd = add(constant(zeros(*shape(mean.values))), log_sd)

    def sample(self, rng: Stream) -> Matrix:
        """Draw a vector for each row."""
        return [[random.normal(rng, mean, scalar.exp(log_sd))
                 for mean, log_sd in zip(means, log_sds)]
                for means, log_sds in zip(self.mean.values, self.log_sd.values)]

    def log_probability(self, vectors: Matrix) -> Node:
        """The logarithm of the density at one vector a row; it can be above 0.

        sum_j standard_log_density(z_j) - log sd_j,  z_j = (a_j - mean_j) / sd_j

        Raises: ValueError if an entry or the result is not finite, or the shape does not fit.
        """
        _check_shape("vectors", vectors, self.mean)
        _check_finite("vectors", vectors)
        z = multiply(subtract(constant(vectors), self.mean), exp(scale(-1.0, self.log_sd)))
        of_z = [[standard_log_density(x) for x in row] for row in z.values]
        each = elementwise(z, of_z, lambda: [[-x for x in row] for row in z.values])
        result = row_totals(subtract(each, self.log_sd))
        _check_finite("a log-probability", result.values)
        return result

    def entropy(self) -> Node:
        """H = sum_j 1/2 + log(2 pi)/2 + log sd_j; it can be below 0."""
        return row_totals(shift(STANDARD_ENTROPY, self.log_sd))

    def kl(self, q: Gaussian) -> Node:
        """KL(self || q) = sum_j d_j^2 / 2 + (r_j^2 - 1) / 2 - log r_j; never below 0.

        d = (mean - mean_q) / sd_q,  r = sd / sd_q = 1 + c,  c = expm1(log r),
        (r^2 - 1) / 2 - log r = c^2 / 2 + (c - log r), whose slope with log r is r^2 - 1

        Raises: ValueError if q has another shape.
        """
        _check_shape("q", q.mean.values, self.mean)
        d = multiply(subtract(self.mean, q.mean), exp(scale(-1.0, q.log_sd)))
        log_r = subtract(self.log_sd, q.log_sd)
        of_r = [[_kl_of_ratio(x) for x in row] for row in log_r.values]
        spread = elementwise(log_r, of_r, lambda: [[scalar.expm1(2.0 * x) for x in row]
                                                   for row in log_r.values])
        return row_totals(add(scale(0.5, multiply(d, d)), spread))


def _kl_of_ratio(log_r: float) -> float:
    """c^2 / 2 + (c - log r) with c = r - 1: two terms that rounding leaves at 0 or above."""
    c = scalar.expm1(log_r)
    return 0.5 * c * c + (c - log_r)


def bounded_gaussian(raw_mean: Node, raw_sd: Node, low: float = 0.1,
                     high: float = 1.0) -> Gaussian:
    """A Gaussian whose mean is kept in (-1, 1) and whose deviation in (low, high).

    mean = tanh(m),  sd = low + (high - low) sigmoid(s + 2)   (the code of DreamerV3)

    Args:
        raw_mean, raw_sd: m and s, any finite numbers, of one shape.
    Raises: ValueError unless 0 < low < high, or as Gaussian.
    """
    if not 0.0 < low < high < scalar.INFINITY:
        raise ValueError(f"bounded_gaussian needs 0 < low < high, got {low!r} and {high!r}")
    sd = shift(low, scale(high - low, sigmoid(shift(2.0, raw_sd))))
    return Gaussian(tanh(raw_mean), log(sd))


LOG_TWO = 0.6931471805599453


class SquashedGaussian:
    """Vectors in [-1, 1]: tanh of what a Gaussian draws (Haarnoja et al. 2018).

    It works with u, the draw before tanh, since tanh cannot be undone where it rounds to 1.
    """

    def __init__(self, inner: Gaussian) -> None:
        """From the Gaussian of u. KL between two of these is KL between their Gaussians."""
        self.inner = inner

    def sample(self, rng: Stream) -> Matrix:
        """Draw u for each row; squash(u) is the action."""
        return self.inner.sample(rng)

    @staticmethod
    def squash(u: Matrix) -> Matrix:
        """a = tanh(u)."""
        return [[scalar.tanh(x) for x in row] for row in u]

    def log_probability(self, u: Matrix) -> Node:
        """The logarithm of the density of a = tanh(u), one vector a row.

        log N(u) - sum_j log(1 - tanh(u_j)^2),
        log(1 - tanh(u)^2) = 2 (log 2 - |u| - log(1 + exp(-2|u|)))

        Raises: ValueError as Gaussian.log_probability.
        """
        of_u = self.inner.log_probability(u)
        stretch = constant([[_log_tanh_slope(x) for x in row] for row in u])
        return subtract(of_u, row_totals(stretch))

    def entropy_estimate(self, rng: Stream) -> Node:
        """An unbiased guess at the entropy, from one draw: the formula does not exist.

        H = E[log(1 - tanh(u)^2)] + H of the Gaussian; only the first is guessed.
        Its slope goes through u = mean + sd z, z ~ N(0, 1)   (Kingma and Welling 2014)
        """
        n, width = shape(self.inner.mean.values)
        z = constant([[random.normal(rng, 0.0, 1.0) for _ in range(width)]
                      for _ in range(n)])
        u = add(self.inner.mean, multiply(exp(self.inner.log_sd), z))
        stretch = scale(-2.0, add(u, softplus(scale(-2.0, u))))
        return add(self.inner.entropy(), row_totals(shift(2.0 * LOG_TWO, stretch)))


def _log_tanh_slope(u: float) -> float:
    """log(1 - tanh(u)^2), also where tanh(u) rounds to 1."""
    size = abs(u)
    return 2.0 * (LOG_TWO - size - scalar.log1p(scalar.exp(-2.0 * size)))


class TwoHot:
    """Numbers as a categorical over bins, of which the mean is wanted.

    logits, bins: as they were given.
    categorical: over the bins; its entropy, and kl_categoricals, serve as they are.
    """

    def __init__(self, logits: Node, bins: Vector) -> None:
        """From logits, one column a bin; bins as symexp_bins makes them, mirrored about 0.

        Raises: ValueError if there are not as many bins as columns, or as Categorical.
        """
        if shape(logits.values)[1] != len(bins):
            raise ValueError(f"need a logit for each of {len(bins)} bins, "
                             f"got {shape(logits.values)[1]} columns")
        self.logits = logits
        self.categorical = Categorical(logits)
        self.bins = bins

    def sample(self, rng: Stream) -> Vector:
        """Draw a bin for each row, and give the number that it stands for."""
        return [self.bins[i] for i in self.categorical.sample(rng)]

    def mean(self) -> Vector:
        """What each row predicts: the symmetric_mean of its bins. No slope goes in."""
        return [symmetric_mean(row, self.bins)
                for row in self.categorical.probabilities.values]

    def log_probability(self, values: Vector) -> Node:
        """Minus the two-hot cross-entropy of one number a row.

        sum_k two_hot(y)_k log p_k   (Hafner et al. 2023, v2, eq. 11)

        Raises: ValueError if there are not n numbers, or as two_hot.
        """
        return scale(-1.0, two_hot_cross_entropy(self.logits, values, self.bins))
