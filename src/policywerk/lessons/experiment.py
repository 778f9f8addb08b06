"""What every lesson's program shares: reporting progress, and turning findings into a record."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Callable, Dict, List, NamedTuple

from policywerk.data.record import Json, Record

Report = Callable[[str, float], None]  # called with (stage, fraction of it that is done)


def silent(stage: str, fraction: float) -> None:
    """The report that nobody reads."""


class Run(NamedTuple):
    """One run of a lesson: what the build trains, and for which purpose."""

    name: str  # also its record's file name
    config: Any  # a frozen dataclass of the lesson
    seed: int
    tier: str  # "figures" or "evidence"


class Found(NamedTuple):
    """What an experiment hands back; `record_of` wraps it into a record."""

    results: Dict[str, Json]
    series: Dict[str, List[float]]
    snapshots: List[Dict[str, Json]]


def settings_of(config: Any) -> Dict[str, Json]:
    """A configuration as JSON, with the experiment's name: its class in lower case."""
    return {"experiment": type(config).__name__.lower(), **asdict(config)}


def record_of(lesson: str, name: str, config: Any, seed: int, found: Found) -> Record:
    """What was asked for and what came out, in one record."""
    return Record(
        lesson=lesson,
        name=name,
        config=settings_of(config),
        seed=seed,
        series=found.series,
        snapshots=found.snapshots,
        results=found.results,
    )
