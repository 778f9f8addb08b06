"""Draw one picture in a test, as the build does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.text import Text

from figures.drawing import Drawing
from figures.pictures import Picture
from policywerk.data.record import Evidence, Record
from policywerk.lessons.experiment import Records, Run, Study


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


def named(name: str, pictures: Iterable[Picture]) -> Picture:
    """The one of these pictures that has this name."""
    (found,) = (picture for picture in pictures if picture.name == name)
    return found


def says_what_is_missing(picture: Picture, trained: Iterable[Run], out: Path) -> bool:
    """Whether all texts drawn from these runs alone say so, where the picture reads others too."""
    here = len(set(picture.reads) & set(trained))
    told = f"{here} of {len(picture.reads)} runs"
    return here == len(picture.reads) or all(
        told in path.read_text() for path in out.iterdir() if path.suffix in (".md", ".json"))


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts of a figure that cover each other."""
    figure.draw_without_rendering()
    out_of_view = [tick.label1 for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)
                   for tick in axis.get_major_ticks()
                   if not min(axis.get_view_interval()) <= tick.get_loc()
                   <= max(axis.get_view_interval())]
    found = [(text.get_text(), text.get_window_extent()) for text in figure.findobj(Text)
             if text.get_visible() and text.get_text().strip() and text not in out_of_view]
    return [(a, b) for i, (a, one) in enumerate(found) for b, other in found[i + 1:]
            if one.shrunk(0.98, 0.9).overlaps(other.shrunk(0.98, 0.9))]
