"""Schedules: settings that change while an agent learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from policywerk.primitives.scalar import INFINITY, exp, log

Schedule = Callable[[int], float]  # schedule(t): what a setting is at step t = 0, 1, ...


def constant_schedule(value: float) -> Schedule:
    """The same value at every step."""
    return lambda t: value


def linear_schedule(start: float, end: float, steps: int) -> Schedule:
    """From start to end in equal differences, then end for ever.

    x_t = start + (end - start) t / steps  for 0 <= t < steps

    Raises: ValueError if steps < 1 or not finite, or if start, end or their distance is not
        finite; the schedule itself, if t < 0.
    """
    _check_steps(steps)
    if not -INFINITY < end - start < INFINITY:
        raise ValueError("a line needs two finite ends, not too far apart, "
                         f"got {start!r} and {end!r}")

    return _Line(start, end, steps)


@dataclass(frozen=True)
class _Line:
    """What linear_schedule returns: an object, so that a checkpoint can keep it."""

    start: float
    end: float
    steps: int

    def __call__(self, t: int) -> float:
        if _past(t, self.steps):
            return self.end
        return self.start + (self.end - self.start) * (t / self.steps)


def exponential_schedule(start: float, end: float, steps: int) -> Schedule:
    """From start to end in equal ratios, then end for ever.

    x_t = start (end / start)^(t / steps)  for 0 <= t < steps

    Raises: ValueError if steps < 1 or not finite, or if start or end is not positive and
        finite; the schedule itself, if t < 0.
    """
    _check_steps(steps)
    if not (0.0 < start < INFINITY and 0.0 < end < INFINITY):
        raise ValueError(f"equal ratios need two finite numbers > 0, got {start!r} and {end!r}")
    return _Ratio(start, end, steps)


@dataclass(frozen=True)
class _Ratio:
    """What exponential_schedule returns."""

    start: float
    end: float
    steps: int

    def __call__(self, t: int) -> float:
        if _past(t, self.steps):
            return self.end
        return self.start * exp((log(self.end) - log(self.start)) * (t / self.steps))


def _check_steps(steps: int) -> None:
    if not 1 <= steps < INFINITY:
        raise ValueError(f"a schedule needs at least 1 step, and an end, got {steps!r}")


def _past(t: int, steps: int) -> bool:
    """Whether step t lies at or after the last of `steps`; a negative t is refused."""
    if t < 0:
        raise ValueError(f"a schedule starts at step 0, asked for step {t}")
    return t >= steps
