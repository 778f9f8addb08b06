"""The checkout the build works on: its folders, its lessons, its records."""

from __future__ import annotations

import shutil
import sys
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.errors import BuildError, usage_error
from pipeline.source import Sources


@dataclass(frozen=True)
class PlannedRun:
    """One run a lesson asks for."""

    name: str
    config: dict[str, Any]  # with the class of the configuration
    seed: int
    tier: str  # "figures" or "evidence"


class Project:
    """Folders and lessons below one root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.src = root / "src"
        self.scripts = root / "scripts"
        self.assets = root / "assets"
        self.manifest = self.assets / "manifest.json"

    def sources(self) -> Sources:
        """The program and the drawing code, as they are now."""
        return Sources({"policywerk": self.src / "policywerk",
                        "figures": self.scripts / "figures"})

    def snapshot(self, folder: Path) -> Project:
        """A copy of the program and the drawing code, which an edit during a build leaves alone.

        Without compiled files: one that is as old to the second as its source can be outdated.
        """
        ignore = shutil.ignore_patterns("__pycache__")
        copy = Project(folder)
        shutil.copytree(self.src / "policywerk", copy.src / "policywerk", ignore=ignore)
        shutil.copytree(self.scripts / "figures", copy.scripts / "figures", ignore=ignore)
        return copy

    def folder(self, lesson: Lesson) -> Path:
        """Where a lesson's files are published."""
        return self.assets / lesson.number

    def lessons(self, numbers: list[str]) -> list[Lesson]:
        """The lessons of these numbers; all of them if no number is given."""
        sys.path.insert(0, str(self.src))
        catalogue = _load("policywerk.lessons.catalogue")
        try:
            chosen = [catalogue.find_lesson(number) for number in dict.fromkeys(numbers)]
        except ValueError as problem:
            raise usage_error(str(problem)) from problem
        in_order = dict.fromkeys(e for e in catalogue.LESSONS if not chosen or e in chosen)
        return [Lesson(self, entry) for entry in in_order]


class Lesson:
    """One lesson of the catalogue, and what it asks the build for."""

    def __init__(self, project: Project, entry: Any) -> None:
        self.entry = entry
        self.number: str = entry.number
        self.slug: str = entry.slug
        self.folder = project.folder(self)
        self.module = f"policywerk.lessons.{entry.slug}"

    @cached_property
    def runs(self) -> list[PlannedRun]:
        """The runs the lesson asks for, in its order."""
        planned = [_planned(run) for run in _load(self.module).runs()]
        names = [run.name for run in planned]
        if len(set(names)) != len(names):
            raise BuildError(f"lesson {self.number}: two runs bear the same name: {names}")
        return planned

    def record_path(self, run: str) -> Path:
        """Where the record of a run is published."""
        return self.folder / "records" / f"{run}.json"


def _planned(run: Any) -> PlannedRun:
    config = {"type": type(run.config).__name__, **asdict(run.config)}
    return PlannedRun(run.name, config, run.seed, run.tier)


def _load(module: str) -> ModuleType:
    try:
        return import_module(module)
    except Exception as problem:  # whatever a module that is being written may raise
        reason = f"{type(problem).__name__}: {problem}"
        raise BuildError(f"{module} cannot be imported ({reason}); put it right first") from problem


def record_problem(path: Path) -> str:
    """What is wrong with a record on disk; an empty text if it is a whole record."""
    try:
        import_module("policywerk.data.record").load_record(path)
    except (ValueError, TypeError) as problem:
        return str(problem)
    return ""
