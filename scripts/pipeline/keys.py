"""Keys: digests of everything a result depends on.

No key holds an interpreter, a platform, a path or the version of a library: on a fresh clone,
with any Python, what is published is current.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pipeline.manifest import LessonEntry
from pipeline.project import Lesson, PlannedRun
from pipeline.source import Sources, digest_of

CATALOGUE = "policywerk.lessons.catalogue"


def run_key(sources: Sources, lesson: Lesson, run: PlannedRun) -> str:
    """Of a record: lesson, name, configuration, seed, and the source of the lesson."""
    source = sources.digest([lesson.module])
    return digest_of([lesson.number, run.name, run.config, run.seed, source])


def transcript_key(sources: Sources, lesson: Lesson) -> str:
    """Of run.txt: the lesson and the command line, but not the other lessons' titles."""
    source = sources.digest([lesson.module, "policywerk.__main__"], skip=[CATALOGUE])
    return digest_of([list(lesson.entry), source])


def evidence_key(sources: Sources, lesson: Lesson, digests: Mapping[str, str]) -> str:
    """Of evidence.json: the records, and the source of the lesson, which sums them up."""
    return digest_of([dict(digests), sources.digest([lesson.module])])


def figures_key(
    sources: Sources, lesson: Lesson, entry: LessonEntry, digests: Mapping[str, str]
) -> str:
    """Of the figures: records, evidence, drawing code, timings."""
    evidence = entry.evidence.outputs if entry.evidence else {}
    timings = {name: entry.runs[name].stages for name in digests}
    drawing = sources.digest([f"figures.{lesson.slug}"])
    return digest_of([dict(digests), evidence, drawing, timings])


def file_digest(path: Path) -> str:
    """sha256 of a file's bytes, or an empty text if it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
