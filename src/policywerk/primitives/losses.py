"""Losses: how wrong a prediction is, in one number, and the slope of that number."""

from __future__ import annotations

from bisect import bisect_right
from typing import Tuple

from policywerk.primitives.activations import log_softmax, softmax, softmax_vjp
from policywerk.primitives.scalar import (
    INFINITY,
    clip,
    expm1,
    log,
    log1p,
    sigmoid,
    softplus,
    symexp,
    symlog,
)
from policywerk.primitives.vector import Vector, check_size, subtract


def _check_same_length(loss: str, a: Vector, b: Vector) -> None:
    """Raise ValueError unless a and b have one length, and at least one entry."""
    if len(a) != len(b):
        raise ValueError(f"{loss} needs vectors of one length, got {len(a)} and {len(b)}")
    if not a:
        raise ValueError(f"{loss} of empty vectors: it needs at least one entry")


def squared_error(predictions: Vector, targets: Vector) -> float:
    """The sum of the squared errors.

    L = sum_i (yhat_i - y_i)^2

    Raises: ValueError if the lengths differ or are 0.
    """
    _check_same_length("squared_error", predictions, targets)
    result = 0.0
    for i in range(len(targets)):
        error = predictions[i] - targets[i]
        result += error * error
    return result


def squared_error_gradient(predictions: Vector, targets: Vector) -> Vector:
    """The slopes of squared_error with each prediction.

    dL / dyhat_i = 2 (yhat_i - y_i)

    Raises: ValueError if the lengths differ or are 0.
    """
    _check_same_length("squared_error_gradient", predictions, targets)
    return [2.0 * (predictions[i] - targets[i]) for i in range(len(targets))]


def mean_squared_error(predictions: Vector, targets: Vector) -> float:
    """The mean of the squared errors, MSE.

    L = (1/n) sum_i (yhat_i - y_i)^2

    Raises: ValueError if the lengths differ or are 0.
    """
    return squared_error(predictions, targets) / len(targets)


def mean_squared_error_gradient(predictions: Vector, targets: Vector) -> Vector:
    """The slopes of mean_squared_error with each prediction.

    dL / dyhat_i = (2/n) (yhat_i - y_i)

    Raises: ValueError if the lengths differ or are 0.
    """
    return [slope / len(targets) for slope in squared_error_gradient(predictions, targets)]


def huber(error: float, threshold: float = 1.0) -> float:
    """Half the squared error near 0, a straight line beyond the threshold.

    L(d) = d^2 / 2                      if |d| <= kappa   (Huber 1964)
         = kappa (|d| - kappa / 2)      otherwise

    Args:
        error: d, prediction minus target.
        threshold: kappa > 0, in the units of the error.
    Raises: ValueError if threshold <= 0.
    """
    _check_threshold(threshold)
    size = abs(error)
    if size <= threshold:
        return 0.5 * error * error
    return threshold * (size - 0.5 * threshold)


def huber_slope(error: float, threshold: float = 1.0) -> float:
    """The slope of huber with the prediction: the error, cut off at the threshold.

    dL / dyhat = max(-kappa, min(kappa, d));  nan stays nan

    Raises: ValueError if threshold <= 0.
    """
    _check_threshold(threshold)
    return clip(error, -threshold, threshold)


def _check_threshold(threshold: float) -> None:
    """Raise ValueError unless threshold > 0."""
    if not threshold > 0.0:
        raise ValueError(f"huber needs a threshold > 0, got {threshold!r}")


def symlog_squared_error(prediction: float, target: float) -> float:
    """Half the squared error on the symlog scale.

    L = (yhat - symlog(y))^2 / 2   (Hafner et al. 2023, v2, eq. 8)

    Args:
        prediction: yhat, already on the symlog scale; symexp(yhat) is the forecast of y.
        target: y, in its own units.
    """
    error = prediction - symlog(target)
    return 0.5 * error * error


def symlog_squared_error_slope(prediction: float, target: float) -> float:
    """The slope of symlog_squared_error with the prediction, yhat - symlog(y)."""
    return prediction - symlog(target)


def _check_probabilities(loss: str, probabilities: Vector) -> None:
    """Raise ValueError unless all are >= 0 and their sum is within 1e-9 of 1."""
    whole = 0.0
    for i in range(len(probabilities)):
        p = probabilities[i]
        if not p >= 0.0:
            raise ValueError(f"{loss} needs probabilities >= 0, got {p!r} at position {i}")
        whole += p
    if not abs(whole - 1.0) <= 1e-9:
        raise ValueError(f"{loss} needs probabilities that sum to 1, these sum to "
                         f"{whole!r}; softmax makes probabilities of logits")


def _check_possible(loss: str, p: Vector, predicted: Vector, impossible: float) -> None:
    """Raise ValueError where p_i > 0, and predicted_i is what stands for probability 0."""
    for i in range(len(p)):
        if p[i] > 0.0 and predicted[i] == impossible:
            raise ValueError(f"{loss} is infinite: position {i} has probability {p[i]!r}, "
                             f"but {impossible} was predicted; predict from finite logits, "
                             "or mix in a little of every outcome")


def _check_beliefs(loss: str, q: Vector, p: Vector) -> None:
    """Raise ValueError unless both are probabilities, and q_i > 0 wherever p_i > 0."""
    _check_same_length(loss, q, p)
    _check_probabilities(loss, q)
    _check_probabilities(loss, p)
    _check_possible(loss, p, q, 0.0)


def cross_entropy(probabilities: Vector, target: Vector) -> float:
    """The mean surprise of whoever believes the prediction, when the target is true.

    L = -sum_i p_i log(q_i)

    Args:
        probabilities: q, the prediction.
        target: p, the true probabilities; one-hot if the outcome is known.
    Returns: nats, >= 0.
    Raises: ValueError if lengths differ, if p or q are not probabilities, or if the loss is
        infinite: p_i > 0 where q_i = 0.
    """
    _check_beliefs("cross_entropy", probabilities, target)
    result = 0.0
    for i in range(len(target)):
        if target[i] > 0.0:  # an outcome that never comes surprises nobody
            result -= target[i] * log(probabilities[i])
    return result


def cross_entropy_gradient(probabilities: Vector, target: Vector) -> Vector:
    """The slopes of cross_entropy with each predicted probability.

    dL / dq_i = -p_i / q_i

    Raises: ValueError as cross_entropy.
    """
    _check_beliefs("cross_entropy_gradient", probabilities, target)
    return [-p / q if p > 0.0 else 0.0 for p, q in zip(target, probabilities)]


def _check_logits(loss: str, logits: Vector, target: Vector) -> None:
    """Raise ValueError unless the target is probabilities, and 0 where a logit is -inf."""
    _check_same_length(loss, logits, target)
    _check_probabilities(loss, target)
    _check_possible(loss, target, logits, -INFINITY)


def cross_entropy_from_logits(logits: Vector, target: Vector) -> float:
    """The cross-entropy of softmax(logits), without ever taking the log of a small number.

    L = -sum_i p_i log_softmax(x)_i

    Args:
        logits: x, any numbers; -inf bars an outcome.
        target: p, the true probabilities; one-hot if the outcome is known.
    Returns: nats, >= 0.
    Raises: ValueError if lengths differ, if the target is not probabilities or has a
        barred outcome, or as log_softmax.
    """
    _check_logits("cross_entropy_from_logits", logits, target)
    log_q = log_softmax(logits)
    result = 0.0
    for i in range(len(target)):
        if target[i] > 0.0:
            result -= target[i] * log_q[i]
    return result


def cross_entropy_from_logits_gradient(logits: Vector, target: Vector) -> Vector:
    """The slopes of cross_entropy_from_logits with each logit: predicted minus true.

    dL / dx_i = softmax(x)_i - p_i

    Raises: ValueError as cross_entropy_from_logits.
    """
    _check_logits("cross_entropy_from_logits_gradient", logits, target)
    return subtract(softmax(logits), target)


def binary_cross_entropy(logit: float, target: float) -> float:
    """The cross-entropy of a yes-or-no question, from the logit of yes.

    L = -p log(sigmoid(x)) - (1 - p) log(1 - sigmoid(x))
      = p softplus(-x) + (1 - p) softplus(x)

    Args:
        logit: x, any finite number.
        target: p, the true probability of yes: 1.0, 0.0 or between.
    Returns: nats, >= 0.
    Raises: ValueError if the target is not in [0, 1].
    """
    _check_probability(target)
    return target * softplus(-logit) + (1.0 - target) * softplus(logit)


def binary_cross_entropy_slope(logit: float, target: float) -> float:
    """The slope of binary_cross_entropy with the logit; also where sigmoid(x) rounds to p = 1.

    dL / dx = sigmoid(x) - p = (1 - p) sigmoid(x) - p sigmoid(-x)

    Raises: ValueError if the target is not in [0, 1].
    """
    _check_probability(target)
    return (1.0 - target) * sigmoid(logit) - target * sigmoid(-logit)


def _check_probability(target: float) -> None:
    """Raise ValueError unless 0 <= target <= 1."""
    if not 0.0 <= target <= 1.0:
        raise ValueError(f"binary_cross_entropy needs a target from 0 to 1, got {target!r}")


def symexp_bins(n: int, limit: float) -> Vector:
    """n numbers from -symexp(limit) to symexp(limit), dense near 0, exactly mirrored.

    b_i = symexp(u_i),  u_i evenly from -limit to limit   (Hafner et al. 2023, v2, eq. 10)

    Args:
        n: odd, at least 3; the middle bin is 0.0.
        limit: > 0; DreamerV3 has n = 255 and limit = 20.
    Raises: ValueError if n is even, below 3 or too large for check_size, or if limit is not
        finite and > 0; OverflowError as symexp.
    """
    if n < 3 or n % 2 == 0:
        raise ValueError(f"symexp_bins needs an odd number of bins, at least 3, got {n}")
    if not 0.0 < limit < INFINITY:
        raise ValueError(f"symexp_bins needs a finite limit > 0, got {limit!r}")
    check_size("symexp_bins", n)
    half = n // 2
    positive = [symexp(limit * (i / half)) for i in range(1, half + 1)]
    return [-b for b in reversed(positive)] + [0.0] + positive


def two_hot(value: float, bins: Vector) -> Vector:
    """Probabilities of the bins whose mean is value: 0 but for the two bins beside it.

    p_k = 1 - w,  p_{k+1} = w,  w = (y - b_k) / (b_{k+1} - b_k)
    (Hafner et al. 2023, v2, eq. 12); the smaller of the two is computed, the other is 1 less it,
    so that -y among mirrored bins has the mirrored probabilities

    Args:
        value: y; beyond the first or last bin, all probability is on that bin.
        bins: ascending, at least 2.
    Raises: ValueError if value is not finite, or the bins beside it are not ascending, or
        are too far apart for a float.
    """
    if not -INFINITY < value < INFINITY:
        raise ValueError(f"two_hot needs a finite value, got {value!r}")
    if len(bins) < 2:
        raise ValueError(f"two_hot needs at least 2 bins, got {len(bins)}")
    k = min(max(bisect_right(bins, value) - 1, 0), len(bins) - 2)
    low, high = bins[k], bins[k + 1]
    if not low < high:
        raise ValueError(f"two_hot needs ascending bins, got {low!r} before {high!r}")
    if not high - low < INFINITY:
        raise ValueError(f"two_hot: from {low!r} to {high!r} is too far for a float")
    y = clip(value, low, high)
    above, below = y - low, high - y
    smaller = 0.5 if above == below else min(above, below) / (high - low)
    result = [0.0] * len(bins)
    result[k], result[k + 1] = 1.0 - smaller, smaller
    if above > below:
        result[k], result[k + 1] = smaller, 1.0 - smaller
    return result


def symmetric_mean(probabilities: Vector, bins: Vector) -> float:
    """The mean of the bins; each half is added from the middle outwards, on its own.

    sum_i p_i b_i;  exactly 0.0 if bins and probabilities are mirrored
    (Hafner et al. 2023, v2, Methods)

    Raises: ValueError if the lengths differ or are even, or if these are not probabilities.
    """
    _check_same_length("symmetric_mean", probabilities, bins)
    _check_probabilities("symmetric_mean", probabilities)
    half = len(bins) // 2
    if len(bins) != 2 * half + 1:
        raise ValueError(f"symmetric_mean needs an odd number of bins, got {len(bins)}")
    below = above = 0.0
    for i in range(1, half + 1):
        below += probabilities[half - i] * bins[half - i]
        above += probabilities[half + i] * bins[half + i]
    return probabilities[half] * bins[half] + (below + above)


def two_hot_cross_entropy(logits: Vector, value: float, bins: Vector) -> float:
    """The cross-entropy of softmax(logits) with the two-hot probabilities of a value.

    L = -sum_i two_hot(y)_i log_softmax(x)_i   (Hafner et al. 2023, v2, eq. 11)

    Args:
        logits: x, one for each bin.
        value: y, in its own units.
        bins: ascending, at least 2.
    Returns: nats, >= 0.
    Raises: ValueError as two_hot and cross_entropy_from_logits.
    """
    return cross_entropy_from_logits(logits, two_hot(value, bins))


def two_hot_cross_entropy_gradient(logits: Vector, value: float, bins: Vector) -> Vector:
    """The slopes of two_hot_cross_entropy with each logit: each between -1 and 1.

    dL / dx_i = softmax(x)_i - two_hot(y)_i

    Raises: ValueError as two_hot_cross_entropy.
    """
    return cross_entropy_from_logits_gradient(logits, two_hot(value, bins))


def kl_categorical(p: Vector, q: Vector) -> float:
    """The Kullback-Leibler divergence: the extra surprise of believing q where p is true.

    KL(p || q) = sum_i p_i log(p_i / q_i)   (Kullback and Leibler 1951)

    Returns: nats, >= 0; 0.0 if p = q.
    Raises: ValueError if the lengths differ, if p or q are not probabilities, or if the
        divergence is infinite: p_i > 0 where q_i = 0.
    """
    _check_beliefs("kl_categorical", q, p)
    result = 0.0
    for i in range(len(p)):
        ratio = log(p[i]) - log(q[i]) if p[i] > 0.0 else 0.0
        result += kl_share(p[i], q[i], ratio)
    return result


def kl_share(p: float, q: float, log_ratio: float) -> float:
    """What one outcome adds to a divergence, if everyone's probabilities sum to 1.

    p log(p / q) - p + q = p (t + exp(-t) - 1),  t = log(p / q)

    Over all outcomes, -p and q cancel. With them no share is below 0, rounded or not.

    Args:
        log_ratio: t; it does not matter where p = 0.
    """
    if p > 0.0 and log_ratio > -1.0:
        return p * (log_ratio + expm1(-log_ratio))
    return q - p + p * log_ratio


def _log_ratios(loss: str, p_logits: Vector, q_logits: Vector) -> Tuple[Vector, Vector]:
    """p = softmax(p_logits), and log(p_i / q_i), which is given as 0.0 where p_i = 0."""
    _check_same_length(loss, p_logits, q_logits)
    p, log_p, log_q = softmax(p_logits), log_softmax(p_logits), log_softmax(q_logits)
    _check_possible(loss, p, q_logits, -INFINITY)
    return p, [log_p[i] - log_q[i] if p[i] > 0.0 else 0.0 for i in range(len(p))]


def kl_categorical_from_logits(p_logits: Vector, q_logits: Vector) -> float:
    """kl_categorical of softmax(p_logits) and softmax(q_logits).

    Returns: nats, >= 0; finite for finite logits.
    Raises: ValueError if the lengths differ, if q bars an outcome that p does not, or as
        log_softmax.
    """
    p, ratios = _log_ratios("kl_categorical_from_logits", p_logits, q_logits)
    q, result = softmax(q_logits), 0.0
    for i in range(len(p)):
        result += kl_share(p[i], q[i], ratios[i])
    return result


def kl_categorical_from_logits_gradients(
        p_logits: Vector, q_logits: Vector) -> Tuple[Vector, Vector]:
    """The slopes of kl_categorical_from_logits, with each logit of p and with each of q.

    dKL / du_i = p_i (log(p_i / q_i) - KL),  dKL / dx_i = q_i - p_i,
    p = softmax(u),  q = softmax(x)

    Raises: ValueError as kl_categorical_from_logits.
    """
    p, ratios = _log_ratios("kl_categorical_from_logits_gradients", p_logits, q_logits)
    return softmax_vjp(p, ratios), subtract(softmax(q_logits), p)


def kl_gaussian(mean_p: float, sd_p: float, mean_q: float, sd_q: float) -> float:
    """The Kullback-Leibler divergence of two normal distributions.

    KL = (d^2 + r^2 - 1) / 2 - log(r) = (d^2 + c^2) / 2 + (c - log(1 + c)),
    d = (mean_p - mean_q) / sd_q,  r = sd_p / sd_q = 1 + c

    Returns: nats, >= 0; 0.0 if both are the same.
    Raises: ValueError if a standard deviation is not finite and > 0.
    """
    _check_deviations(sd_p, sd_q)
    d = (mean_p - mean_q) / sd_q
    c = (sd_p - sd_q) / sd_q
    log_r = log1p(c) if abs(c) < 0.5 else log(sd_p) - log(sd_q)
    return 0.5 * (d * d + c * c) + (c - log_r)


def kl_gaussian_gradient(mean_p: float, sd_p: float, mean_q: float, sd_q: float) -> Vector:
    """The four slopes of kl_gaussian, in the order of its arguments.

    d / sd_q,  r / sd_q - 1 / sd_p,  -d / sd_q,  (1 - r^2 - d^2) / sd_q

    Raises: ValueError as kl_gaussian.
    """
    _check_deviations(sd_p, sd_q)
    d = (mean_p - mean_q) / sd_q
    r = sd_p / sd_q
    return [d / sd_q, r / sd_q - 1.0 / sd_p, -d / sd_q, (1.0 - r * r - d * d) / sd_q]


def _check_deviations(sd_p: float, sd_q: float) -> None:
    """Raise ValueError unless both are finite and > 0."""
    for sd in (sd_p, sd_q):
        if not 0.0 < sd < INFINITY:
            raise ValueError(f"kl_gaussian needs finite deviations > 0, got {sd!r}")


def free_bits(divergences: Vector, free: float = 1.0) -> float:
    """The mean of the divergences, each counted as at least the free amount.

    L = (1/n) sum_t max(free, KL_t)   (Hafner et al. 2023, v2, eq. 3)

    Args:
        divergences: one KL in nats for each time step.
        free: nats below which there is nothing to gain, >= 0.
    Raises: ValueError if there are no divergences, or if free < 0.
    """
    _check_free(divergences, free)
    result = 0.0
    for divergence in divergences:
        result += free if divergence < free else divergence
    return result / len(divergences)


def free_bits_gradient(divergences: Vector, free: float = 1.0) -> Vector:
    """The slopes of free_bits with each divergence: 1/n above the free amount, else 0.

    Raises: ValueError as free_bits.
    """
    _check_free(divergences, free)
    return [1.0 / len(divergences) if d > free else 0.0 for d in divergences]


def _check_free(divergences: Vector, free: float) -> None:
    """Raise ValueError unless there are divergences, none of them nan, and free >= 0."""
    if not divergences:
        raise ValueError("free_bits of no divergences: it needs at least one")
    for t, divergence in enumerate(divergences):
        if divergence != divergence:
            raise ValueError(f"free_bits cannot compare nan, found at position {t}")
    if not free >= 0.0:
        raise ValueError(f"free_bits needs free >= 0, got {free!r}")
