"""Bootstrap intervals: a case worked out, and how often they cover the truth."""

from __future__ import annotations

import math
from itertools import product

import pytest

from policywerk.data.record import canonical_json
from policywerk.data.statistics import Interval, bootstrap_interval
from policywerk.primitives.random import normal, stream


class Scripted:
    """A stream that says what it is told to."""

    def __init__(self, numbers):
        self.numbers = iter(numbers)

    def random(self):
        return next(self.numbers)


def test_every_resample_of_two_once():
    # The four resamples of (0, 4): means 0, 2, 2, 4. A 40 % interval leaves one out at each end.
    draws = [u for pair in product([0.0, 0.5], repeat=2) for u in pair]
    found = bootstrap_interval([0.0, 4.0], Scripted(draws), level=0.4, resamples=4)
    assert found == Interval(mean=2.0, low=2.0, high=2.0)
    found = bootstrap_interval([0.0, 4.0], Scripted(draws), level=0.9, resamples=4)
    assert found == Interval(mean=2.0, low=0.0, high=4.0)


@pytest.mark.parametrize(("level", "left_out"), [(0.95, 2), (0.9, 5), (0.5, 25), (0.98, 1)])
def test_how_many_are_left_out(level, left_out):
    # A hundred resamples of (0, 1), each a pair of one value: k ones among them, in turn.
    draws = [0.9 if i < 50 else 0.1 for i in range(100) for _ in range(2)]
    found = bootstrap_interval([0.0, 1.0], Scripted(draws), level, resamples=100)
    assert (found.low, found.high) == (0.0, 1.0)
    draws = [0.9 if i < left_out else 0.1 for i in range(100) for _ in range(2)]
    found = bootstrap_interval([0.0, 1.0], Scripted(draws), level, resamples=100)
    assert (found.low, found.high) == (0.0, 0.0)  # exactly the ones are left out
    draws = [0.9 if i <= left_out else 0.1 for i in range(100) for _ in range(2)]
    found = bootstrap_interval([0.0, 1.0], Scripted(draws), level, resamples=100)
    assert (found.low, found.high) == (0.0, 1.0)


def test_samples_all_alike_leave_no_doubt():
    assert bootstrap_interval([3.0] * 5, stream(0, "test")) == Interval(3.0, 3.0, 3.0)


def test_the_same_stream_gives_the_same_interval():
    samples = [1.0, 2.0, 5.0, 7.0]
    first = bootstrap_interval(samples, stream(1, "test"))
    assert bootstrap_interval(samples, stream(1, "test")) == first
    assert bootstrap_interval(samples, stream(2, "test")) != first
    assert first.low < first.mean < first.high


def test_a_higher_level_is_wider():
    samples = [float(i) for i in range(20)]
    narrow, wide = (bootstrap_interval(samples, stream(0, "test"), level) for level in (0.5, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_it_covers_the_truth_as_often_as_it_says():
    # 200 experiments of 30 normal numbers. Percentile intervals are a little narrow: about 93 %
    # for 95; 4 standard errors of 200 tosses are 7 %.
    rng = stream(0, "test")
    covered = 0
    for _ in range(200):
        found = bootstrap_interval([normal(rng, 1.0, 2.0) for _ in range(30)], rng, resamples=200)
        covered += found.low <= 1.0 <= found.high
    assert 0.93 - 0.07 < covered / 200 <= 1.0


@pytest.mark.parametrize(("samples", "settings", "message"), [
    ([], {}, "at least 2 samples, got 0"),
    ([1.0], {}, "at least 2 samples, got 1"),
    ([1.0, 2.0], {"level": 0.0}, "level"),
    ([1.0, 2.0], {"level": 1.0}, "level"),
    ([1.0, 2.0], {"level": 95.0}, "level"),  # a percentage by mistake
    ([1.0, 2.0], {"level": float("nan")}, "level"),
    ([1.0, 2.0], {"resamples": 0}, "at least 1 resample"),
])
def test_what_has_no_interval(samples, settings, message):
    with pytest.raises(ValueError, match=message):
        bootstrap_interval(samples, stream(0, "test"), **settings)


@pytest.mark.parametrize("position", [0, 1, 2])
def test_nan_cannot_hide_in_an_interval(position):
    samples = [1.0, 2.0, 3.0]
    samples[position] = math.nan
    found = bootstrap_interval(samples, stream(0, "test"))
    assert math.isnan(found.mean)
    with pytest.raises(ValueError, match="Out of range float"):
        canonical_json(found)  # so no record and no evidence can keep it
