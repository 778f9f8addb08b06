"""Intervals: a case worked out, and how often they cover the truth."""

from __future__ import annotations

import math
from itertools import product

import pytest

from policywerk.data import statistics
from policywerk.data.record import canonical_json
from policywerk.data.statistics import (
    HIGHEST,
    LOWEST,
    MANY,
    Interval,
    bootstrap_interval,
    standard_deviation,
    student_interval,
    t_quantile,
)
from policywerk.primitives.random import normal, stream
from policywerk.primitives.vector import mean, variance


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


# The printed tables, to all their digits: 0.975 of the variable lies below t, so 0.95 within.
@pytest.mark.parametrize(("freedom", "t"), [
    (1, 12.7062), (2, 4.30265), (3, 3.18245), (4, 2.77645), (9, 2.26216), (10, 2.22814),
    (29, 2.04523), (30, 2.04227), (99, 1.98422), (120, 1.97993),
])
def test_students_t_is_that_of_the_tables(freedom, t):
    assert t_quantile(0.95, freedom) == pytest.approx(t, rel=3e-6)


@pytest.mark.parametrize(("level", "freedom", "t"), [
    (0.5, 1, 1.0), (0.99, 1, 63.6567), (0.99, 2, 9.92484), (0.99, 9, 3.24984),
    (0.9, 4, 2.13185), (0.998, 29, 3.39624),
])
def test_other_levels_of_students_t(level, freedom, t):
    assert t_quantile(level, freedom) == pytest.approx(t, rel=3e-6)


@pytest.mark.parametrize("level", [1e-9, 0.1, 0.5, 0.95, 0.999999])
def test_students_t_for_one_and_two_degrees_in_closed_form(level):
    # P(|T| < t) is 2 arctan(t) / pi with one degree, and t / sqrt(t^2 + 2) with two.
    t = t_quantile(level, 1)
    assert 2.0 * math.atan(t) / math.pi == pytest.approx(level, rel=1e-12)
    t = t_quantile(level, 2)
    assert t / math.sqrt(t * t + 2.0) == pytest.approx(level, rel=1e-12)


def test_students_t_falls_towards_that_of_a_normal_number():
    falling = [t_quantile(0.95, f) for f in (1, 2, 3, 4, 5, 10, 100, 1000, 10_000)]
    assert falling == sorted(falling, reverse=True)
    assert t_quantile(0.95, 10**30) == falling[-1]  # and does not take for ever
    assert 1.959964 < falling[-1] < 1.959964 * 1.0002


@pytest.mark.parametrize("level", [LOWEST, HIGHEST])
def test_a_quantile_is_found_in_a_hundred_halvings(level, monkeypatch):
    asked = []

    def share_within(angle, freedom):
        asked.append(angle)
        return found(angle, freedom)

    found = statistics._share_within
    monkeypatch.setattr(statistics, "_share_within", share_within)
    assert 0.0 < t_quantile.__wrapped__(level, MANY) < 10.0
    assert 40 < len(asked) <= 100  # from the smallest float on it would be a thousand


def test_a_standard_deviation_worked_out():
    # 1, 2 and 6: mean 3, squares 4 + 1 + 9 = 14, divided by 2
    assert standard_deviation([1.0, 2.0, 6.0]) == pytest.approx(math.sqrt(7.0), rel=1e-15)
    assert standard_deviation([5.0]) == 0.0
    with pytest.raises(ValueError, match="empty"):
        standard_deviation([])


def test_students_interval_worked_out():
    # 1, 2, 6: mean 3, squared distances 4 + 1 + 9 = 14, sd = sqrt(14 / 2) = 2.6458,
    # 4.30265 * 2.6458 / sqrt(3) = 6.5725
    found = student_interval(3.0, math.sqrt(7.0), 3)
    assert found == pytest.approx((3.0, -3.5725, 9.5725), abs=1e-4)
    assert student_interval(5.0, 0.0, 2) == Interval(5.0, 5.0, 5.0)


@pytest.mark.parametrize(("arguments", "message"), [
    ((1.0, 1.0, 1), "at least 2 samples"),
    ((1.0, 1.0, 0), "degree of freedom, got -1"),
    ((1.0, -0.5, 9), "got 1.0 and -0.5"),
    ((math.nan, 1.0, 9), "got nan and 1.0"),
    ((1.0, math.inf, 9), "got 1.0 and inf"),
    ((1.0, 1.0, 9, 1.0), f"between {LOWEST} and {HIGHEST}, got 1.0; 0.95 is usual"),
    ((1.0, 1.0, 2**31, 5e-324), f"between {LOWEST} and {HIGHEST}, got 5e-324"),  # took long
    ((1.0, 1.0, 9, 95.0), "got 95.0"),
    ((1.0, 1.0, 9, 0.0), "got 0.0"),
    ((1.0, 1.0, 9, math.nan), "got nan"),
])
def test_what_has_no_students_interval(arguments, message):
    with pytest.raises(ValueError, match=message):
        student_interval(*arguments)


def _coverage(numbers, trials, rng):
    """How often the two 95 % intervals of so many normal numbers hold the true mean."""
    bootstrap = student = 0
    for _ in range(trials):
        samples = [normal(rng, 0.0, 1.0) for _ in range(numbers)]
        found = bootstrap_interval(samples, rng, resamples=200)
        bootstrap += found.low <= 0.0 <= found.high
        sd = math.sqrt(variance(samples) * numbers / (numbers - 1))
        found = student_interval(mean(samples), sd, numbers)
        student += found.low <= 0.0 <= found.high
    return bootstrap / trials, student / trials


@pytest.mark.slow
@pytest.mark.parametrize(("numbers", "of_bootstrap"), [(5, 0.83), (10, 0.90)])
def test_how_often_few_numbers_cover_the_truth(numbers, of_bootstrap):
    # What the page says. Four standard errors of 3000 trials: 2.7 and 2.2 %; Student's 1.6.
    bootstrap, student = _coverage(numbers, 3000, stream(0, "test"))
    assert bootstrap == pytest.approx(of_bootstrap, abs=0.027)
    assert student == pytest.approx(0.95, abs=0.016)
