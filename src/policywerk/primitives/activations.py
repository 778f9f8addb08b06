"""Activations: functions that bend, squeeze and normalise, each with its derivative."""

from __future__ import annotations

from typing import Callable, Dict, NamedTuple

from policywerk.primitives.scalar import (
    INFINITY,
    exp,
    expm1,
    log1p,
    sigmoid,
    softplus,
    sqrt,
    tanh,
)
from policywerk.primitives.vector import Vector, dot, max_norm, mean, total


def relu(x: float) -> float:
    """The rectified linear unit, max(x, 0); nan stays nan."""
    return 0.0 if x < 0.0 else x


def elu(x: float) -> float:
    """The exponential linear unit, which levels off at -1.

    elu(x) = x if x >= 0, else exp(x) - 1   (Clevert et al. 2016, with alpha = 1)
    """
    return expm1(x) if x < 0.0 else x


def silu(x: float) -> float:
    """The sigmoid linear unit, also called swish.

    silu(x) = x sigmoid(x)   (Hendrycks and Gimpel 2016), and its limit -0.0 at -inf
    """
    return x * sigmoid(x) if x != -INFINITY else -0.0


NEAR_ONE = 0.9  # beyond it, 1 - y has lost digits that the slope needs


def sigmoid_slope(x: float, y: float) -> float:
    """The slope of sigmoid at x, where its value is y; also where y rounds to 1.

    sigmoid'(x) = y (1 - y) = e / (1 + e)^2,  e = exp(-|x|)
    """
    if y <= NEAR_ONE:
        return y * (1.0 - y)
    e = exp(-abs(x))
    return e / ((1.0 + e) * (1.0 + e))


def tanh_slope(x: float, y: float) -> float:
    """The slope of tanh at x, where its value is y; also where y rounds to 1 or -1.

    tanh'(x) = 1 - y^2 = (1 - y) (1 + y) = 4 e / (1 + e)^2,  e = exp(-2|x|)
    """
    if -NEAR_ONE <= y <= NEAR_ONE:
        return (1.0 - y) * (1.0 + y)
    e = exp(-2.0 * abs(x))
    return 4.0 * e / ((1.0 + e) * (1.0 + e))


def relu_slope(x: float, y: float) -> float:
    """The slope of relu at x: 1 above 0, 0 below, and 0 at the kink itself; nan at nan."""
    if x > 0.0:
        return 1.0
    return 0.0 if x <= 0.0 else x


def elu_slope(x: float, y: float) -> float:
    """The slope of elu at x, where its value is y; also where y rounds to -1.

    elu'(x) = 1 if x >= 0, else exp(x) = y + 1;  nan stays nan
    """
    if x >= 0.0:
        return 1.0
    return y + 1.0 if y > -NEAR_ONE else exp(x)


def silu_slope(x: float, y: float) -> float:
    """The slope of silu at x, where its value is y.

    silu'(x) = s + x s (1 - s) = s + y (1 - s),  s = sigmoid(x)
    """
    s = sigmoid(x)
    return s + y * (1.0 - s)


def softplus_slope(x: float, y: float) -> float:
    """The slope of softplus at x.  softplus'(x) = sigmoid(x)"""
    return sigmoid(x)


class Activation(NamedTuple):
    """A function of a number, and its slope at x, given x and the value y found there."""

    name: str
    value: Callable[[float], float]
    slope: Callable[[float, float], float]


SIGMOID = Activation("sigmoid", sigmoid, sigmoid_slope)
TANH = Activation("tanh", tanh, tanh_slope)
RELU = Activation("relu", relu, relu_slope)
ELU = Activation("elu", elu, elu_slope)
SILU = Activation("silu", silu, silu_slope)
SOFTPLUS = Activation("softplus", softplus, softplus_slope)
ACTIVATIONS: Dict[str, Activation] = {
    each.name: each for each in (SIGMOID, TANH, RELU, ELU, SILU, SOFTPLUS)}


def activate(activation: Activation, x: Vector) -> Vector:
    """The activation of every entry.  y_i = f(x_i)"""
    value = activation.value
    return [value(each) for each in x]


def activate_vjp(activation: Activation, x: Vector, y: Vector, y_grads: Vector) -> Vector:
    """How the loss moves with x, given how it moves with y = activate(activation, x).

    dL/dx_i = f'(x_i) dL/dy_i

    Raises: ValueError if the lengths differ.
    """
    if not len(x) == len(y) == len(y_grads):
        raise ValueError("activate_vjp needs vectors of one length, "
                         f"got {len(x)}, {len(y)} and {len(y_grads)}")
    slope = activation.slope
    return [slope(x[i], y[i]) * y_grads[i] for i in range(len(x))]


def _best_logit(operation: str, logits: Vector) -> int:
    """The position of the first largest logit.

    Raises: ValueError if logits is empty, has nan or inf, or nothing above -inf.
    """
    if not logits:
        raise ValueError(f"{operation} of an empty vector: it needs at least one logit")
    best = 0
    for i, x in enumerate(logits):
        if not x < INFINITY:
            raise ValueError(f"{operation} needs logits below inf, got {x!r} at place {i}")
        if x > logits[best]:
            best = i
    if logits[best] == -INFINITY:
        raise ValueError(f"{operation} needs a logit above -inf, got {logits!r}")
    return best


def softmax(logits: Vector) -> Vector:
    """Probabilities that grow with the logits; -inf gives probability 0.

    p_i = exp(x_i) / sum_j exp(x_j) = exp(x_i - m) / sum_j exp(x_j - m),  m = max_j x_j

    Raises: ValueError if logits is empty, has nan or inf, or nothing above -inf.
    """
    largest = logits[_best_logit("softmax", logits)]
    p, whole = [0.0] * len(logits), 0.0
    for i in range(len(logits)):
        p[i] = power = exp(logits[i] - largest)
        whole += power
    for i in range(len(p)):
        p[i] /= whole
    return p


def log_softmax(logits: Vector) -> Vector:
    """The logarithms of softmax, also where the probability itself would round to 0 or 1.

    log p_i = (x_i - m) - log(1 + rest),  m = max_j x_j,  rest = the other exp(x_j - m)

    Raises: ValueError if logits is empty, has nan or inf, or nothing above -inf.
    """
    best = _best_logit("log_softmax", logits)
    distances = [x - logits[best] for x in logits]
    rest = 0.0
    for i, distance in enumerate(distances):
        if i != best:
            rest += exp(distance)
    log_whole = log1p(rest)
    return [distance - log_whole for distance in distances]


def softmax_vjp(p: Vector, p_grads: Vector) -> Vector:
    """How the loss moves with the logits, given how it moves with p = softmax(logits).

    dL/dx_i = p_i (g_i - sum_j p_j g_j),  g = dL/dp

    Raises: ValueError if the lengths differ.
    """
    expected = dot(p, p_grads)
    return [p[i] * (p_grads[i] - expected) for i in range(len(p))]


def log_softmax_vjp(log_p: Vector, log_p_grads: Vector) -> Vector:
    """How the loss moves with the logits, given how it moves with log_softmax of them.

    dL/dx_i = g_i - p_i sum_j g_j,  g = dL/d log p

    Raises: ValueError if the lengths differ; OverflowError as exp, where log p is no
        logarithm of a probability.
    """
    if len(log_p) != len(log_p_grads):
        raise ValueError("log_softmax_vjp needs vectors of one length, "
                         f"got {len(log_p)} and {len(log_p_grads)}")
    whole = total(log_p_grads)
    return [log_p_grads[i] - exp(log_p[i]) * whole for i in range(len(log_p))]


class Normalised(NamedTuple):
    """A normalised vector, and the number its entries were divided by."""

    values: Vector
    divisor: float


RMS_NORM_TINY = 1e-4  # DreamerV3's code
LAYER_NORM_TINY = 1e-3  # a common implementation of its first version


def rms_norm(x: Vector, tiny: float = RMS_NORM_TINY) -> Normalised:
    """x divided by the root of its mean square (Zhang and Sennrich 2019).

    y_i = x_i / D,  D = sqrt(mean_j x_j^2 + tiny)

    Raises: ValueError if x is empty, if tiny <= 0, or if D is not finite.
    """
    divisor = root_mean_square("rms_norm", x, tiny)
    return Normalised([each / divisor for each in x], divisor)


def layer_norm(x: Vector, tiny: float = LAYER_NORM_TINY) -> Normalised:
    """x less its mean, divided by its standard deviation (Ba et al. 2016).

    y_i = (x_i - m) / D,  m = mean(x),  D = sqrt(mean_j (x_j - m)^2 + tiny)

    Raises: ValueError if x is empty, if tiny <= 0, or if D is not finite.
    """
    middle = mean(x)
    centred = [each - middle for each in x]
    divisor = root_mean_square("layer_norm", centred, tiny)
    return Normalised([each / divisor for each in centred], divisor)


def root_mean_square(operation: str, x: Vector, tiny: float) -> float:
    """sqrt(mean_j x_j^2 + tiny), or a ValueError that says what was wrong."""
    if not x:
        raise ValueError(f"{operation} of an empty vector: it needs at least one entry")
    if not tiny > 0.0:
        raise ValueError(f"{operation} needs tiny > 0, got {tiny!r}")
    divisor = sqrt(dot(x, x) / len(x) + tiny)
    if not divisor < INFINITY:
        raise ValueError(f"{operation} needs entries whose squares are finite, "
                         f"the largest is {max_norm(x)!r}")
    return divisor


def rms_norm_vjp(y: Normalised, y_grads: Vector) -> Vector:
    """How the loss moves with x, given how it moves with y = rms_norm(x).

    dL/dx_i = (g_i - y_i mean_j(g_j y_j)) / D,  g = dL/dy

    Raises: ValueError if the lengths differ, or y has no entries or a divisor that is not > 0.
    """
    values, divisor = y
    if not values or not divisor > 0.0:
        raise ValueError(f"a norm's vjp needs entries and a divisor > 0, got {y!r}")
    along = dot(values, y_grads) / len(values)
    return [(y_grads[i] - values[i] * along) / divisor for i in range(len(values))]


def layer_norm_vjp(y: Normalised, y_grads: Vector) -> Vector:
    """How the loss moves with x, given how it moves with y = layer_norm(x).

    dL/dx_i = (g_i - mean(g) - y_i mean_j(g_j y_j)) / D,  g = dL/dy

    Raises: ValueError if the lengths differ.
    """
    middle = mean(y_grads)
    return rms_norm_vjp(y, [grad - middle for grad in y_grads])
