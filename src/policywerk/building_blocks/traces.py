"""Eligibility traces: how much each feature has to do with what happens now."""

from __future__ import annotations

from typing import Dict, Iterable, List, Tuple, Union

from policywerk.primitives.vector import Vector

Active = List[Tuple[int, float]]  # (place, value) of each feature not 0, places rising


def active(features: Vector) -> Active:
    """The features that are not 0, each with its place."""
    return [(place, x) for place, x in enumerate(features) if x != 0.0]


class SparseTrace(Dict[int, float]):
    """A trace that keeps only the places marked so far; every other place reads as 0.0."""

    def __missing__(self, place: int) -> float:
        return 0.0


Trace = Union[Vector, SparseTrace]  # dense: one entry a feature; sparse: for many features


def _places(trace: Trace) -> Iterable[int]:
    """The places of a trace that may differ from 0."""
    return list(trace) if isinstance(trace, SparseTrace) else range(len(trace))


def _check_active(trace: Trace, features: Active) -> None:
    """Raise ValueError if a feature has no place in the trace, or is met twice."""
    previous = -1
    for feature in features:
        if len(feature) != 2 or not isinstance(feature[0], int):
            raise ValueError(f"a feature is a place and its value, got {feature!r}")
        place = feature[0]
        if place <= previous:
            raise ValueError(f"places must rise from 0 on, got {place} after {previous}")
        previous = place
    if not isinstance(trace, SparseTrace) and previous >= len(trace):
        raise ValueError(f"place {previous} lies outside a trace of {len(trace)} features")


def fade(trace: Trace, decay: float) -> None:
    """Let every mark fade, in place: z <- decay z, where decay is gamma lam.

    Raises: ValueError if decay lies outside [0, 1].
    """
    if not 0.0 <= decay <= 1.0:
        raise ValueError(f"decay must lie in [0, 1], got {decay!r}")
    for place in _places(trace):
        trace[place] *= decay


def accumulate(trace: Trace, features: Active) -> None:
    """Add the features of the present state to a faded trace, in place.

    z <- z + x; with fade before it, z_t = gamma lam z_{t-1} + x_t
    (Sutton & Barto 2018, eq. 12.5)

    Raises: ValueError if a place is negative, too large or not above the one before.
    """
    _check_active(trace, features)
    for place, x in features:
        trace[place] += x


def replace(trace: Trace, features: Active) -> None:
    """Set the marks of the active features anew, in place; the others stay.

    z_i <- x_i wherever x_i is not 0   (Singh & Sutton 1996; Sutton & Barto 2018, eq. 12.12,
    for features that are 0 or 1)

    Raises: ValueError as accumulate does.
    """
    _check_active(trace, features)
    for place, x in features:
        trace[place] = x


def dutch(trace: Trace, features: Active, alpha: float) -> None:
    """Add the features, less what the faded trace covers of them already, in place.

    z <- z + (1 - alpha z.x) x; with fade before it, that is
    z_t = gamma lam z_{t-1} + (1 - alpha gamma lam z_{t-1}.x_t) x_t
    (van Seijen & Sutton 2014; Sutton & Barto 2018, eq. 12.11)

    Args:
        alpha: the step size of the learner, >= 0.
    Raises: ValueError as accumulate does, and if alpha is negative, infinite or nan.
    """
    _check_active(trace, features)
    if not alpha >= 0.0 or alpha - alpha != 0.0:  # the second is true of infinity
        raise ValueError(f"alpha must be a finite number >= 0, got {alpha!r}")
    covered = 0.0
    for place, x in features:
        covered += trace[place] * x
    for place, x in features:
        trace[place] += (1.0 - alpha * covered) * x


def credit(weights: Vector, amount: float, trace: Trace) -> None:
    """Change every weight in proportion to its mark, in place: w <- w + amount z.

    Args:
        amount: step size times TD error, alpha delta.
    Raises: ValueError if the trace has places that the weights have not.
    """
    if isinstance(trace, SparseTrace):
        if trace and max(trace) >= len(weights):
            raise ValueError(f"place {max(trace)} has no weight: there are {len(weights)}")
    elif len(trace) != len(weights):
        raise ValueError(f"{len(weights)} weights need as long a trace, got {len(trace)}")
    for place in _places(trace):
        weights[place] += amount * trace[place]


def prune(trace: SparseTrace, tiny: float) -> None:
    """Drop the marks of a sparse trace that are no larger than tiny in size, in place.

    Raises: ValueError if tiny < 0.
    """
    if not tiny >= 0.0:
        raise ValueError(f"prune needs tiny >= 0, got {tiny!r}")
    for place in list(trace):
        if abs(trace[place]) <= tiny:
            del trace[place]
