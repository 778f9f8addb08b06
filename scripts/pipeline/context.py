"""What the drawing code of a lesson is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policywerk.data.record import Evidence, Record


@dataclass(frozen=True)
class Drawing:
    """The argument of `draw(context)` in scripts/figures/<slug>.py."""

    records: Mapping[str, Record]  # by run name, in the order of the lesson's runs()
    evidence: Evidence  # what lesson.summarise(records) returned
    timings: Mapping[str, Mapping[str, float]]  # run name -> stage -> CPU seconds
    out: Path  # a folder; every file in it is published
    report: Callable[[str, float], None]  # (stage, fraction of it that is done)
