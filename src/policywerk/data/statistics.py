"""How sure are we? Means of several seeds, with intervals found by resampling."""

from __future__ import annotations

from typing import List, NamedTuple, Sequence

from policywerk.primitives.random import Stream, integer
from policywerk.primitives.vector import mean


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
    Raises: ValueError for fewer than two samples, a level outside (0, 1), or no resamples.
    """
    if len(samples) < 2:
        raise ValueError(f"an interval needs at least 2 samples, got {len(samples)}")
    if not 0.0 < level < 1.0:
        raise ValueError(f"level must lie between 0 and 1, got {level}")
    if resamples < 1:
        raise ValueError(f"an interval needs at least 1 resample, got {resamples}")
    means = sorted(_resampled_mean(samples, rng) for _ in range(resamples))
    left_out = int(resamples * (1.0 - level) / 2.0 + 1e-9)  # 99.99999999999998 means 100
    return Interval(mean(list(samples)), means[left_out], means[resamples - 1 - left_out])


def _resampled_mean(samples: Sequence[float], rng: Stream) -> float:
    drawn: List[float] = [samples[integer(rng, len(samples))] for _ in samples]
    return mean(drawn)
