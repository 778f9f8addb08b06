"""Numbers and tables as the pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def number(value: float, digits: int) -> str:
    """A number with so many digits after the point, and a true minus sign."""
    return f"{value:.{digits}f}".replace("-", "−")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; columns after the first are aligned to the right."""
    lines = ["| " + " | ".join(header) + " |", "|:--" + "|--:" * (len(header) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def unbroken(low: str, high: str) -> str:
    """An interval that no line breaks in two."""
    return f"{low}&nbsp;to&nbsp;{high}"


def flat(values: Any) -> list[float]:
    """All numbers of nested lists and dictionaries, in order."""
    if isinstance(values, dict):
        values = list(values.values())
    if isinstance(values, (list, tuple)):
        return [number for value in values for number in flat(value)]
    return [float(values)]


def printed_digits(value: float) -> int:
    """How many digits after the point a printed number has."""
    return len(repr(value).partition(".")[2]) if value != int(value) else 0


def agreement(measured: Any, published: Any) -> str:
    """How many of our numbers round to the printed ones: within half of the last digit."""
    ours, theirs = flat(measured), flat(published)
    if len(ours) != len(theirs):
        raise ValueError(f"{len(ours)} numbers of ours cannot be set beside {len(theirs)} printed")
    digits = max(printed_digits(value) for value in theirs)
    half = 0.5 * 10.0 ** -digits + 1e-9
    agreeing = sum(1 for a, b in zip(ours, theirs) if abs(a - b) <= half)
    return f"{agreeing} of {len(theirs)}"
