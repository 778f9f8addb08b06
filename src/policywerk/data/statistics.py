"""How sure are we? Means of several seeds, with intervals by resampling or by Student's t."""

from __future__ import annotations

from functools import cache
from typing import List, NamedTuple, Sequence

from policywerk.primitives import scalar
from policywerk.primitives.random import Stream, integer
from policywerk.primitives.vector import check_size, mean, variance


class Interval(NamedTuple):
    """A mean and the range it plausibly lies in."""

    mean: float
    low: float
    high: float


def bootstrap_interval(
    samples: Sequence[float], rng: Stream, level: float = 0.95, resamples: int = 2000
) -> Interval:
    """Percentile bootstrap interval of a mean (Efron & Tibshirani 1993, chapter 13).

    Draw len(samples) values from the samples with replacement, take their mean, do that
    `resamples` times, sort: the interval leaves out (1 - level)/2 of the means at each end.

    Args:
        samples: one number a seed.
        level: how often such an interval is meant to contain the true mean, in (0, 1).
    Raises: ValueError for fewer than two samples, a level outside (0, 1), or no resamples; or as
        check_size.
    """
    if len(samples) < 2:
        raise ValueError(f"an interval needs at least 2 samples, got {len(samples)}")
    if not 0.0 < level < 1.0:
        raise ValueError(f"level must lie between 0 and 1, got {level}")
    if resamples < 1:
        raise ValueError(f"an interval needs at least 1 resample, got {resamples}")
    check_size("bootstrap_interval", resamples, len(samples))
    means = sorted(_resampled_mean(samples, rng) for _ in range(resamples))
    left_out = int(resamples * (1.0 - level) / 2.0 + 1e-9)  # 99.99999999999998 means 100
    return Interval(mean(list(samples)), means[left_out], means[resamples - 1 - left_out])


def _resampled_mean(samples: Sequence[float], rng: Stream) -> float:
    drawn: List[float] = [samples[integer(rng, len(samples))] for _ in samples]
    return mean(drawn)


def standard_deviation(samples: Sequence[float]) -> float:
    """How far single samples lie from their mean, as `student_interval` asks for it.

    sqrt((1/(n - 1)) sum over i of (x_i - mean)^2), and 0.0 for one sample, which shows no spread

    Raises: ValueError if there are no samples.
    """
    n = len(samples)
    return scalar.sqrt(variance(list(samples)) * n / max(n - 1, 1))


def student_interval(mean: float, sd: float, count: int, level: float = 0.95) -> Interval:
    """Student's interval of a mean (Student 1908): honest from two normal numbers on.

    mean -+ t sd / sqrt(count),  t = t_quantile(level, count - 1)

    Args:
        mean: of the numbers, one a seed.
        sd: their standard deviation, with count - 1 below: sqrt(sum of squares / (count - 1)).
        count: how many numbers there were.
        level: how often such an interval is meant to contain the true mean, in (0, 1).
    Raises: ValueError if mean or sd is not finite, sd < 0, or as t_quantile.
    """
    if not (abs(mean) < scalar.INFINITY and 0.0 <= sd < scalar.INFINITY):
        raise ValueError(f"an interval needs a finite mean and sd >= 0, got {mean!r} and {sd!r}")
    half = t_quantile(level, count - 1) * sd / scalar.sqrt(float(count))
    return Interval(mean, mean - half, mean + half)


LOWEST, HIGHEST = 1e-9, 0.999999999  # level; nearer to 1 rounding decides, to 0 it takes long
MANY = 10_000  # degrees of freedom; more change t by less than 0.02 % at a level of 0.95


@cache  # the intervals of a curve ask for one t many times
def t_quantile(level: float, freedom: int) -> float:
    """The t that a Student variable of so many degrees of freedom stays below in size.

    P(|T| < t) = level, found by halving the angle that t = sqrt(freedom) tan(angle) lies in.
    Above MANY degrees of freedom the answer is that of MANY, which is a little too large.

    Raises: ValueError for less than one degree of freedom, or a level not in
        [LOWEST, HIGHEST].
    """
    if freedom < 1:
        raise ValueError(f"t needs at least 1 degree of freedom, got {freedom!r}: "
                         "an interval needs at least 2 samples")
    if not LOWEST <= level <= HIGHEST:
        raise ValueError(f"level must lie between {LOWEST} and {HIGHEST}, got {level!r}; "
                         "0.95 is usual")
    freedom = min(freedom, MANY)
    low, high = 0.0, 0.5 * scalar.PI
    while low < 0.5 * (low + high) < high:
        angle = 0.5 * (low + high)
        if _share_within(angle, freedom) < level:
            low = angle
        else:
            high = angle
    return scalar.sqrt(float(freedom)) * scalar.sin(low) / scalar.cos(low)


def _share_within(angle: float, freedom: int) -> float:
    """P(|T| < t) for t = sqrt(freedom) tan(angle), as a finite sum.

    s (1 + 1/2 c^2 + (1 3)/(2 4) c^4 + ... up to c^(freedom - 2)),  freedom even
    2/pi (angle + s (c + 2/3 c^3 + (2 4)/(3 5) c^5 + ... up to c^(freedom - 2))),  odd
    with s = sin(angle), c = cos(angle)   (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4)
    """
    s, c = scalar.sin(angle), scalar.cos(angle)
    odd = freedom % 2 == 1
    term, terms = c if odd else 1.0, 0.0
    for power in range(freedom % 2, freedom - 1, 2):
        terms += term
        term *= (power + 1) / (power + 2) * c * c
    return (angle + s * terms) / (0.5 * scalar.PI) if odd else s * terms
