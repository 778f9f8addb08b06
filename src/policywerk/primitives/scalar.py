"""Scalars: the arithmetic everything else is composed from.

exp, log, sin, cos and tanh are built here from + - * /, math.sqrt, math.frexp, math.ldexp and
math.floor. IEEE 754 fixes the result of each of those to the last bit, so the functions below
return the same bits on every machine and every Python; the ones in the math module do not.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Tuple

INFINITY = math.inf
PI = 3.141592653589793


def add(a: float, b: float) -> float:
    """The sum a + b, rounded once to the nearest float."""
    return a + b


def multiply(a: float, b: float) -> float:
    """The product a * b, rounded once to the nearest float."""
    return a * b


def negate(a: float) -> float:
    """The number -a that gives a + (-a) = 0. Exact: only the sign changes."""
    return -a


def reciprocal(a: float) -> float:
    """The number 1 / a that gives a * (1 / a) = 1, rounded once.

    Raises: ZeroDivisionError if a is 0.0 or -0.0.
    """
    if a == 0.0:
        raise ZeroDivisionError("reciprocal of 0.0: test the divisor, or add a guard, first")
    return 1.0 / a


def sqrt(x: float) -> float:
    """The square root of x, rounded once (IEEE 754 asks this of the processor).

    Raises: ValueError if x < 0.
    """
    if x < 0.0:
        raise ValueError(f"sqrt needs x >= 0, got {x!r}")
    return math.sqrt(x)


def _two_sum(a: float, b: float) -> Tuple[float, float]:
    """The rounded sum and what rounding dropped: a + b = s + e exactly, if |a| >= |b| or a = 0.

    s = a + b,  e = (a - s) + b   (Dekker 1971)
    """
    s = a + b
    return s, (a - s) + b


# ln 2 = LN2_HIGH + LN2_LOW. LN2_HIGH has 40 bits, so k * LN2_HIGH is exact for |k| < 2^13.
LN2_HIGH = 762123384786 / 1099511627776  # the denominator is 2^40
LN2_LOW = -1.7239444525614835e-13
INVERSE_LN2 = 1.4426950408889634


def _split_exponent(x: float) -> Tuple[int, float, float]:
    """k, r, tail with x = k ln 2 + (r + tail), k a whole number, |r| < 0.35, tail far below r.

    Two-part reduction (Cody and Waite 1980); needs |x| < 5000.
    """
    k = math.floor(x * INVERSE_LN2 + 0.5)
    near = x - k * LN2_HIGH
    correction = k * LN2_LOW
    r = near - correction
    return k, r, (near - r) - correction


def _exp_rest(r: float) -> float:
    """The part of the exponential series above the straight line.

    exp(r) - 1 - r = r^2 (1/2! + r/3! + r^2/4! + ...)   for |r| < 0.35, up to r^13
    """
    return r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (
        1 / 720 + r * (1 / 5040 + r * (1 / 40320 + r * (1 / 362880 + r * (
            1 / 3628800 + r * (1 / 39916800 + r * (
                1 / 479001600 + r * (1 / 6227020800))))))))))))


POWERS_OF_TWO = [math.ldexp(1.0, k) for k in range(-1020, 1024)]  # 2^k is entry k + 1020
EXP_LARGEST = 709.782712893384  # exp of the next float is above the largest float
EXP_SMALLEST = -745.1332191019411  # exp of the next float down rounds to 0.0


def exp(x: float) -> float:
    """The exponential of x, within 1 unit in the last place.

    exp(x) = 2^k exp(r),  x = k ln 2 + r,  exp(r) = 1 + r + r^2/2! + r^3/3! + ...

    Raises: OverflowError if x > EXP_LARGEST.
    """
    if not EXP_SMALLEST <= x <= EXP_LARGEST:
        return _exp_outside(x)
    k, r, tail = _split_exponent(x)
    y = 1.0 + (r + (_exp_rest(r) + tail))
    if -1021 < k < 1024:
        return y * POWERS_OF_TWO[k + 1020]
    return _scale_far(y, k)


def _scale_far(y: float, k: int) -> float:
    """y * 2^k, rounded at most once, for y near 1 and a power that is not in the table."""
    if k > 0:
        return math.ldexp(y, k)
    return math.ldexp(y, k + 64) * (1 / 18446744073709551616)  # 2^-64, so that * does the rounding


def _exp_outside(x: float) -> float:
    """exp where the answer is 0.0, infinity, nan or an error."""
    if x != x or x == INFINITY:
        return x
    if x < EXP_SMALLEST:
        return 0.0
    raise OverflowError(f"exp needs x <= {EXP_LARGEST}, got {x!r}")


def expm1(x: float) -> float:
    """exp(x) - 1 without the cancellation near 0, within 2 units in the last place.

    expm1(x) = (2^k - 1) + 2^k r + 2^k (exp(r) - 1 - r),  x = k ln 2 + r

    Raises: OverflowError if x > EXP_LARGEST.
    """
    if not -37.0 < x < 37.0:
        return exp(x) - 1.0
    if abs(x) < 1e-16:
        return x
    k, r, tail = _split_exponent(x)
    scale = POWERS_OF_TWO[k + 1020]
    line, error = _two_sum(scale - 1.0, scale * r)
    return line + (error + scale * (_exp_rest(r) + tail))


SQRT_HALF = 0.7071067811865476


def _log_rest(s: float) -> float:
    """The part of the logarithm's series above its first term.

    log((1 + s) / (1 - s)) / s - 2 = 2 (s^2/3 + s^4/5 + s^6/7 + ...)   for |s| < 0.18, up to s^20
    """
    z = s * s
    return z * (2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (
        2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21))))))))))


def _log_sum(e: int, f: float, tail: float) -> float:
    """e ln 2 + log(1 + f) + tail, for -0.3 < f < 0.42 and a tail far below f.

    log(1 + f) = f - (h - s (h + R)),  s = f / (2 + f),  h = f^2/2,  R = _log_rest(s)
    """
    s = f / (2.0 + f)
    half_square = 0.5 * f * f
    line, error = _two_sum(e * LN2_HIGH, f)
    small = s * (half_square + _log_rest(s)) + (e * LN2_LOW + tail)
    return line + (error - (half_square - small))


def _split_fraction(x: float) -> Tuple[int, float]:
    """e, f with x = 2^e (1 + f) exactly and 1 + f between sqrt(1/2) and sqrt(2)."""
    fraction, e = math.frexp(x)
    if fraction < SQRT_HALF:
        return e - 1, 2.0 * fraction - 1.0
    return e, fraction - 1.0


def log(x: float) -> float:
    """The natural logarithm of x, within 1 unit in the last place.

    log(x) = e ln 2 + log(1 + f),  x = 2^e (1 + f)

    Raises: ValueError if x <= 0.
    """
    if not 0.0 < x < INFINITY:
        if x != x or x == INFINITY:
            return x
        raise ValueError(f"log needs x > 0, got {x!r}")
    e, f = _split_fraction(x)
    return _log_sum(e, f, 0.0)


def log1p(x: float) -> float:
    """log(1 + x) without losing the small digits of x, within 1 unit in the last place.

    1 + x = u + c with u the rounded sum;  log(u + c) = log(u) + c/u, further terms being too small

    Raises: ValueError if x <= -1.
    """
    if -0.29 < x < 0.41:
        return x if abs(x) < 1e-16 else _log_sum(0, x, 0.0)
    if not -1.0 < x < INFINITY:
        if x != x or x == INFINITY:
            return x
        raise ValueError(f"log1p needs x > -1, got {x!r}")
    u, c = _two_sum(1.0, x) if x < 1.0 else _two_sum(x, 1.0)
    e, f = _split_fraction(u)
    return _log_sum(e, f, c / u)


# pi/2 = the sum of the three; the first has 36 bits, so k times it is exact for |k| < 2^17.
HALF_PI_1 = 53972150818 / 34359738368  # the denominator is 2^35
HALF_PI_2 = 6052525253 / 2361183241434822606848  # 2^71
HALF_PI_3 = -9.531611933980011e-23
INVERSE_HALF_PI = 0.6366197723675814
QUARTER_PI = 0.7853981633974483


def _split_angle(x: float) -> Tuple[int, float, float]:
    """k, r, tail with x = k pi/2 + (r + tail), |r| <= pi/4; k matters only modulo 4.

    Raises: ValueError if x is infinite.
    """
    if abs(x) <= QUARTER_PI:
        return 0, x, 0.0
    if not abs(x) < 100000.0:
        return _split_large_angle(x)
    k = math.floor(x * INVERSE_HALF_PI + 0.5)
    # Where the first of the two is the smaller one, both are so small that their sum is exact.
    near, dropped = _two_sum(x - k * HALF_PI_1, -k * HALF_PI_2)
    r, tail = _two_sum(near, dropped - k * HALF_PI_3)
    return k, r, tail


def _split_large_angle(x: float) -> Tuple[int, float, float]:
    """_split_angle for |x| >= 1e5, in whole numbers: every float is a fraction of two integers."""
    if x != x:
        return 0, x, 0.0
    if abs(x) == INFINITY:
        raise ValueError(f"sin and cos need a finite x, got {x!r}")
    numerator, denominator = x.as_integer_ratio()
    half_pi = _half_pi(1200)
    k, rest = divmod((numerator << 1200) // denominator + half_pi // 2, half_pi)
    rest = (rest - half_pi // 2) >> 1000  # 200 bits after the point are left
    one = 1 << 200
    r = rest / one
    return k, r, (rest - int(r * one)) / one


@cache
def _half_pi(bits: int) -> int:
    """pi/2 in whole units of 2^-bits, a few units off at most.

    pi/4 = 4 arctan(1/5) - arctan(1/239)   (Machin 1706)
    """
    one = 1 << bits
    return 8 * _arctan_inverse(5, one) - 2 * _arctan_inverse(239, one)


def _arctan_inverse(n: int, one: int) -> int:
    """arctan(1/n) in units of 1/one:  1/n - 1/(3 n^3) + 1/(5 n^5) - ..."""
    power = one // n
    total, odd, sign = 0, 1, 1
    while power:
        total += sign * (power // odd)
        power //= n * n
        odd, sign = odd + 2, -sign
    return total


def _sin_near(r: float, tail: float) -> float:
    """sin(r + tail) for |r| <= pi/4.

    sin(r) = r - r^3/3! + r^5/5! - ...  up to r^17;  the tail adds about tail (1 - r^2/2)
    """
    z = r * r
    series = z * (-1 / 6 + z * (1 / 120 + z * (-1 / 5040 + z * (1 / 362880 + z * (
        -1 / 39916800 + z * (1 / 6227020800 + z * (
            -1 / 1307674368000 + z * (1 / 355687428096000))))))))
    return r + (r * series + tail * (1.0 - 0.5 * z))


def _cos_near(r: float, tail: float) -> float:
    """cos(r + tail) for |r| <= pi/4.

    cos(r) = 1 - r^2/2! + r^4/4! - ...  up to r^18;  the tail subtracts about tail r
    """
    z = r * r
    series = z * z * (1 / 24 + z * (-1 / 720 + z * (1 / 40320 + z * (-1 / 3628800 + z * (
        1 / 479001600 + z * (-1 / 87178291200 + z * (
            1 / 20922789888000 + z * (-1 / 6402373705728000))))))))
    first, error = _two_sum(1.0, -0.5 * z)
    return first + (error + (series - tail * r))


def _sin_quadrant(quadrant: int, r: float, tail: float) -> float:
    """sin(quadrant * pi/2 + r + tail).

    sin(a + pi/2) = cos(a),  sin(a + pi) = -sin(a),  so only quadrant modulo 4 counts
    """
    value = _cos_near(r, tail) if quadrant & 1 else _sin_near(r, tail)
    return -value if quadrant & 2 else value


def sin(x: float) -> float:
    """The sine of x radians, within 1 unit in the last place for every finite x.

    Raises: ValueError if x is infinite.
    """
    if abs(x) < 1e-8:
        return x
    k, r, tail = _split_angle(x)
    return _sin_quadrant(k, r, tail)


def cos(x: float) -> float:
    """The cosine of x radians, within 1 unit in the last place for every finite x.

    cos(x) = sin(x + pi/2)

    Raises: ValueError if x is infinite.
    """
    k, r, tail = _split_angle(x)
    return _sin_quadrant(k + 1, r, tail)


def tanh(x: float) -> float:
    """The hyperbolic tangent of x, within 2 units in the last place.

    tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x)) = t / (t + 2),  t = expm1(2x)
    """
    size = abs(x)
    if size < 1e-8:
        return x
    if size > 22.0:
        y = 1.0
    elif size > 0.55:
        y = 1.0 - 2.0 / (expm1(2.0 * size) + 2.0)
    else:
        t = expm1(2.0 * size)
        whole, lost = _two_sum(2.0, t)
        quotient = t / whole
        y = quotient - quotient * lost / whole
    return -y if x < 0.0 else y


def absolute(x: float) -> float:
    """The size of x without its sign, |x|. Exact."""
    return abs(x)


def sign(x: float) -> float:
    """Which side of zero x lies on: -1.0, 1.0, or x itself if it is a zero or nan."""
    if x > 0.0:
        return 1.0
    return -1.0 if x < 0.0 else x


def maximum(a: float, b: float) -> float:
    """The larger of a and b; of two equal ones a, and nan if either is nan."""
    if a != a:
        return a
    return a if a >= b else b


def minimum(a: float, b: float) -> float:
    """The smaller of a and b; of two equal ones a, and nan if either is nan."""
    if a != a:
        return a
    return a if a <= b else b


def clip(x: float, low: float, high: float) -> float:
    """The number in [low, high] that is nearest to x; nan stays nan.

    clip(x, low, high) = min(max(x, low), high)

    Raises: ValueError unless low <= high.
    """
    if not low <= high:
        raise ValueError(f"clip needs low <= high, got {low!r} and {high!r}")
    if x < low:
        return low
    return high if x > high else x


def sigmoid(x: float) -> float:
    """A number between 0 and 1 that grows with x, within 2 units in the last place.

    sigmoid(x) = 1 / (1 + exp(-x)) = exp(x) / (1 + exp(x)),  the form whose exponent is <= 0

    With e = exp(x) small, e / (1 + e) = e - e (e / (1 + e)) rounds more gently.
    """
    small = exp(-abs(x))
    if not x < 0.0:
        return 1.0 / (1.0 + small)
    quotient = small / (1.0 + small)
    return quotient if small > 0.5 else small - small * quotient


def softplus(x: float) -> float:
    """A smooth max(x, 0), within 2 units in the last place.

    softplus(x) = log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|))
    """
    rest = log1p(exp(-abs(x)))
    return x + rest if x > 0.0 else rest


def logaddexp(a: float, b: float) -> float:
    """The logarithm of a sum of two numbers given by their logarithms.

    logaddexp(a, b) = log(exp(a) + exp(b)) = max(a, b) + log(1 + exp(-|a - b|))

    Within 2 units in the last place of the largest of |a|, |b| and the result: where the two
    terms cancel, the result is small, and the error is that of a and b.
    """
    if a == b:
        return a + log1p(1.0)  # also where both are infinite, and a - b is nan
    return maximum(a, b) + log1p(exp(-abs(a - b)))


def symlog(x: float) -> float:
    """A logarithm for both signs, the line x near 0; within 1 unit in the last place.

    symlog(x) = sign(x) log(1 + |x|)   (Hafner et al. 2023, v2, eq. 9)
    """
    return -log1p(-x) if x < 0.0 else log1p(x)


def symexp(x: float) -> float:
    """The inverse of symlog, within 2 units in the last place.

    symexp(x) = sign(x) (exp(|x|) - 1)   (Hafner et al. 2023, v2, eq. 9)

    Raises: OverflowError if EXP_LARGEST < |x| < infinity.
    """
    if EXP_LARGEST < abs(x) < INFINITY:
        raise OverflowError(f"symexp needs |x| <= {EXP_LARGEST}, got {x!r}")
    return -expm1(-x) if x < 0.0 else expm1(x)
