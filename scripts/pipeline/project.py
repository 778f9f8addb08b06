"""The checkout the build works on: its folders, its lessons, their runs and pictures."""

from __future__ import annotations

import importlib
import shutil
import sys
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pipeline.errors import BuildError, full_or_locked, usage_error
from pipeline.reach import Reach

if TYPE_CHECKING:
    from figures.pictures import Picture
    from policywerk.data.record import Record
    from policywerk.lessons.experiment import Experiment, Run, Study


class Project:
    """Folders and lessons below one root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.src = root / "src"
        self.scripts = root / "scripts"
        self.assets = root / "assets"
        self.weights = self.src / "policywerk" / "data" / "weights"

    def reach(self) -> Reach:
        """The program and the drawing code, as they are now."""
        return Reach({"policywerk": self.src / "policywerk", "figures": self.scripts / "figures"})

    def snapshot(self, folder: Path) -> Project:
        """A copy of the program and the drawing code, which an edit during a build leaves alone.

        Without compiled files: one that is as old to the second as its source can be outdated.
        """
        copy = Project(folder)
        with full_or_locked(folder):
            for ours, theirs in ((self.src / "policywerk", copy.src / "policywerk"),
                                 (self.scripts / "figures", copy.scripts / "figures")):
                shutil.copytree(ours, theirs, ignore=shutil.ignore_patterns("__pycache__"))
        return copy

    def lessons(self, numbers: list[str]) -> list[Lesson]:
        """The lessons of these numbers; all of them if no number is given."""
        for folder in (self.scripts, self.src):
            if str(folder) not in sys.path:
                sys.path.insert(0, str(folder))
        catalogue = load("policywerk.lessons.catalogue")
        try:
            chosen = [catalogue.find_lesson(number) for number in dict.fromkeys(numbers)]
        except ValueError as problem:
            raise usage_error(str(problem)) from problem
        in_order = dict.fromkeys(e for e in catalogue.LESSONS if not chosen or e in chosen)
        return [Lesson(self, entry) for entry in in_order]


class Lesson:
    """One lesson of the catalogue, and what it asks the build for."""

    def __init__(self, project: Project, entry: Any) -> None:
        self.number: str = entry.number
        self.slug: str = entry.slug
        self.module = f"policywerk.lessons.{entry.slug}"
        self.folder: Path = project.assets / self.number
        self.manifest_path: Path = self.folder / "manifest.json"
        self.weights: Path = project.weights

    @cached_property
    def study(self) -> Study:
        """The lesson's program."""
        study: Study = load(self.module).STUDY
        return study

    @cached_property
    def runs(self) -> dict[str, Run]:
        """The runs by name, in the lesson's order."""
        names = [self.study.name(run) for run in self.study.runs]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise BuildError(f"lesson {self.number}: two runs bear the name {twice[0]!r}")
        return dict(zip(names, self.study.runs, strict=True))

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """The products of its drawing code by name; none if it has none."""
        found: tuple[Picture, ...] = load(f"figures.{self.slug}_pictures").PICTURES
        return {picture.name: picture for picture in found}

    @cached_property
    def default(self) -> str:
        """The name of the run that `policywerk run NN` carries out."""
        name = self.study.name(self.study.default)
        if name not in self.runs:
            raise BuildError(f"lesson {self.number}: its default run {name!r} is none of its runs")
        return name

    def experiment(self, name: str) -> Experiment[Any]:
        """The experiment of the run of that name."""
        return self.study.experiment_of(self.runs[name])

    def reads(self, name: str) -> list[str]:
        """The names of the runs whose records a run is given."""
        names = [self.study.name(run) for run in self.study.reads(self.runs[name])]
        for read in names:
            if read not in self.runs:
                raise BuildError(f"lesson {self.number}: {name} reads {read}, which is none of "
                                 "its runs")
        return names

    def names_of(self, runs: tuple[Run, ...]) -> list[str]:
        """The names of some runs."""
        return [self.study.name(run) for run in runs]

    def record_path(self, run: str) -> Path:
        """Where the record of a run is published."""
        from policywerk.data.record import file_of

        return self.folder / "records" / f"{file_of(run)}.json"

    def weights_path(self, run: str) -> Path | None:
        """Where the weights of a run are published, if they are."""
        keeps: str = self.runs[run].keeps
        return self.weights / f"{keeps}.json" if keeps else None


def load(module: str) -> ModuleType:
    """A module of the project.

    Raises: BuildError if it cannot be imported.
    """
    try:
        return importlib.import_module(module)
    except Exception as problem:  # whatever a module that is being written may raise
        reason = f"{type(problem).__name__}: {problem}"
        raise BuildError(f"{module} cannot be imported ({reason}); put it right first") from problem


def read_record(path: Path) -> Record | None:
    """The record at that path, if there is a whole one."""
    from policywerk.data.record import RecordError, load_record

    try:
        return load_record(path)
    except (RecordError, TypeError):
        return None
