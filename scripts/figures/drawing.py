"""What the function that draws a picture is given, and how it writes its files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from matplotlib.figure import Figure

from figures.palette import REFERENCE
from figures.style import save
from policywerk.data.record import Evidence
from policywerk.lessons.experiment import Records, Report, silent

NO_TIMES: Mapping[str, Mapping[str, float]] = {}


@dataclass(frozen=True)
class Drawing:
    """The argument of the function that draws a picture."""

    records: Records  # of the runs that it reads, those that are trained
    out: Path  # the folder to write its files to
    evidence: Evidence | None = None  # of the lesson, if it uses it
    timings: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: NO_TIMES)
    # run name -> stage -> CPU seconds, if it shows times
    report: Report = silent
    planned: int = 0  # how many runs it reads when all are trained

    @property
    def intervals(self) -> Evidence:
        """The evidence, where the picture said that it uses it."""
        if self.evidence is None:
            raise ValueError("this picture did not say that it uses the evidence")
        return self.evidence

    @property
    def shortfall(self) -> str:
        """"12 of 30 runs", if some that it reads are not trained yet; else an empty text."""
        trained = len(self.records)
        return f"{trained} of {self.planned} runs" if trained < self.planned else ""

    def save(self, figure: Figure, name: str) -> None:
        """Write a figure as PNG or SVG; it says so if runs are missing."""
        if self.shortfall:
            figure.text(0.995, 0.005, self.shortfall, ha="right", va="bottom", color=REFERENCE)
        save(figure, self.out / name)

    def write(self, text: str, name: str) -> None:
        """Write a table in Markdown, with the same line ends everywhere; it says so too."""
        note = f"\n*Made from {self.shortfall}; the others are not trained yet.*\n"
        (self.out / name).write_bytes((text + (note if self.shortfall else "")).encode())

    def numbers(self, numbers: Mapping[str, str]) -> None:
        """Write numbers.json: what stands inside sentences, by name."""
        noted = {**numbers, "_shortfall": self.shortfall} if self.shortfall else dict(numbers)
        text = json.dumps(noted, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        (self.out / "numbers.json").write_bytes(text.encode())
