"""What a lesson's drawing code makes: pictures, films, tables, each with the runs that it reads.

A module figures/lNN_…_pictures.py has a tuple PICTURES. It imports no drawing library, so that
the build can ask what there is, and whether it is current, without loading one.
"""

from __future__ import annotations

from dataclasses import dataclass

from policywerk.lessons.experiment import Run


@dataclass(frozen=True)
class Picture:
    """One product of a lesson's drawing code."""

    name: str
    draw: str  # the function that draws it, as "l00_machinery:draw_network"; it gets a Drawing
    writes: tuple[str, ...]  # its files, all of them
    reads: tuple[Run, ...] = ()
    evidence: bool = False  # whether it uses the evidence, and so depends on all runs
    timed: bool = False  # whether it shows CPU times
