"""assets/costs.md: what each lesson costs, as its manifest says, for the page on regenerating."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.display import in_words
from pipeline.errors import full_or_locked
from pipeline.project import Project
from pipeline.status import LessonStatus

NAME = "costs.md"
HEADER = ("| lesson | runs for the figures | CPU time | more evidence | CPU time | drawing |\n"
          "|:--|--:|--:|--:|--:|--:|\n")


def table(statuses: Iterable[LessonStatus]) -> str:
    """A line a lesson, and where and when it was measured."""
    statuses = list(statuses)
    lines = [_line(status) for status in statuses]
    pythons = sorted({run.interpreter for status in statuses
                      for run in status.manifest.runs.values() if run.interpreter})
    note = f"\n*Measured on {' and '.join(pythons)} when the runs were trained, on one core.*\n"
    return HEADER + "\n".join(lines) + "\n" + (note if pythons else "")


def _line(status: LessonStatus) -> str:
    cells = [status.lesson.number]
    for tier in ("figures", "evidence"):
        names = [name for name, run in status.lesson.runs.items() if run.tier == tier]
        known = [status.manifest.runs[name] for name in names if name in status.manifest.runs]
        cells += [str(len(names)), in_words(sum(run.seconds for run in known)) if known else "–"]
    cells.append(in_words(sum(made.seconds for made in status.manifest.products.values())))
    return f"| {' | '.join(cells)} |"


def is_current(project: Project, statuses: Iterable[LessonStatus]) -> bool:
    """Whether the file says what the manifests say."""
    path = _path(project)
    return path.exists() and path.read_text(encoding="utf-8") == table(statuses)


def write(project: Project, statuses: Iterable[LessonStatus]) -> None:
    """Write the file if it says something else."""
    statuses = list(statuses)
    if not is_current(project, statuses):
        with full_or_locked(_path(project)):
            _path(project).write_bytes(table(statuses).encode())


def _path(project: Project) -> Path:
    return project.assets / NAME
