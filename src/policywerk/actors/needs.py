"""What settings are asked for: an error names the setting, what it got, and what would do."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence

from policywerk.primitives.scalar import INFINITY


def need_whole(name: str, value: Any, least: int = 1) -> None:
    """Raise TypeError unless value is a whole number, and ValueError if it is below least."""
    if type(value) is not int:
        raise TypeError(f"{name} must be a whole number, got {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")


def need_flag(name: str, value: Any) -> None:
    """Raise TypeError unless value is True or False."""
    if type(value) is not bool:
        raise TypeError(f"{name} must be True or False, got {value!r}")


def need_finite(name: str, value: Any) -> None:
    """Raise TypeError unless value is a number, and ValueError unless it is finite and >= 0."""
    if type(value) not in (int, float):
        raise TypeError(f"{name} must be a number, got {value!r}")
    if not 0.0 <= value < INFINITY:
        raise ValueError(f"{name} must be finite and at least 0, got {value!r}")


def need_above(name: str, value: Any, bound: float) -> None:
    """The same, and ValueError unless value is above the bound."""
    need_finite(name, value)
    if not value > bound:
        raise ValueError(f"{name} must be above {bound!r}, got {value!r}")


def need_share(name: str, value: Any) -> None:
    """The same, and ValueError if value is above 1."""
    need_finite(name, value)
    if value > 1.0:
        raise ValueError(f"{name} must lie in [0, 1], got {value!r}")


def need_times(lists: Dict[str, Sequence[Sequence[Any]]]) -> None:
    """Raise ValueError unless all have the same times, 2 at least, and as many entries at each.

    Args: lists: by name; of each one list a time.
    """
    names, times = ", ".join(lists), [len(each) for each in lists.values()]
    if len(set(times)) != 1 or times[0] < 2:
        raise ValueError(f"{names} need the same number of times, at least 2, got {times}")
    found: List[List[int]] = [[len(at) for at in each] for each in lists.values()]
    if len({entries for each in found for entries in each}) != 1 or found[0][0] < 1:
        raise ValueError(f"{names} need as many entries at each time, at least 1, got {found}")
