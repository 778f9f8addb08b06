"""Axes with a logarithmic scale, the same to the last bit on every machine.

numpy takes another way to log10 on processors that have AVX-512, and about one value in sixty
comes out another. A line then lies on other pixels, in one frame of a film or another.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.scale import InvertedLogTransform, LogScale, LogTransform, register_scale

from policywerk.primitives import scalar

FAR_BELOW = -1000.0  # where matplotlib puts what has no logarithm: below every axis
DIGITS = 12  # after the point; so that 1e-3 lies at -3 and not beside it
LN10 = scalar.log(10.0)


def log10(x: float) -> float:
    """The logarithm of x to base 10, to DIGITS; FAR_BELOW if x <= 0, nan if it is nan."""
    return round(scalar.log(x) / LN10, DIGITS) if not x <= 0.0 else FAR_BELOW


class PlainLog(LogTransform):
    """From values to places on an axis, by the logarithm of the book."""

    def transform_non_affine(self, values: Any) -> Any:
        """Where each value lies; an array of the same shape."""
        array = np.asarray(values, dtype=float)
        return np.array([log10(x) for x in array.flat]).reshape(array.shape)

    def inverted(self) -> PlainExp:
        """From places to values."""
        return PlainExp(self.base)


class PlainExp(InvertedLogTransform):
    """From places on an axis to values; only matplotlib's choice of ticks asks for it."""

    def inverted(self) -> PlainLog:
        """From values to places."""
        return PlainLog(self.base)


class PlainLogScale(LogScale):
    """What "log" means to every axis, once `register` was called: base 10, nothing masked."""

    name = "log"

    def __init__(self) -> None:
        """The scale of base 10; matplotlib's other choices no drawing has asked for."""
        super().__init__()
        self._transform = PlainLog(10)


def register() -> None:
    """Let "log" mean this scale, for axes that are made from now on."""
    register_scale(PlainLogScale)
