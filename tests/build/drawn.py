"""Draw one picture in a test, as the build does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from figures.drawing import Drawing
from figures.pictures import Picture
from policywerk.data.record import Evidence, Record
from policywerk.lessons.experiment import Records, Study


def drawn(
    picture: Picture, study: Study, records: Mapping[str, Record], out: Path,
    evidence: Evidence, timings: Mapping[str, Mapping[str, float]] | None = None,
) -> set[str]:
    """Draw it from those of the runs it reads that are among the records; its files' names.

    It is given what it said that it needs, and nothing else.
    """
    names = {study.name(run) for run in picture.reads}
    assert names <= set(study.planned())
    module, _, function = picture.draw.partition(":")
    draw = getattr(import_module(f"figures.{module}"), function)
    draw(Drawing(
        records=Records(study, {name: records[name] for name in names & set(records)}),
        out=out,
        evidence=evidence if picture.evidence else None,
        timings=(timings or {}) if picture.timed else {},
        planned=len(names),
    ))
    return {path.name for path in out.iterdir()}


def names_on_pages(lesson: str) -> set[str]:
    """The names that follow {{ 01. on the book's pages."""
    pages = (Path(__file__).resolve().parents[2] / "docs").rglob("*.md")
    name = re.compile(r"\{\{\s*" + lesson + r"\.([^\s}]+)\s*\}\}")
    return {found for page in pages for found in name.findall(page.read_text(encoding="utf-8"))}
