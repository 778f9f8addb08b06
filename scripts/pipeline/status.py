"""Compare what the lessons ask for with what is published: what is stale?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.keys import evidence_key, figures_key, file_digest, run_key, transcript_key
from pipeline.manifest import LessonEntry, Manifest, ManifestError, Product, RunEntry, load_manifest
from pipeline.project import Lesson, PlannedRun, Project, record_problem
from pipeline.source import Sources


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    force: bool = False
    evidence: bool = False
    python: str | None = None
    jobs: int = 1
    keep_going: bool = False


class Status:
    """What is published of some lessons, and what of it is current."""

    def __init__(self, project: Project, options: Options, sources: Sources) -> None:
        self.project = project
        self.options = options
        self.sources = sources
        self.warnings: list[str] = []
        self._intact: dict[Path, bool] = {}  # what is known of the records on disk
        try:
            self.manifest = load_manifest(project.manifest)
        except ManifestError as problem:
            self.warnings.append(f"{problem}; it is made again")
            self.manifest = Manifest()

    # ------------------------------------------------------------ runs

    def stale_runs(self, lesson: Lesson) -> list[PlannedRun]:
        """The runs to train now."""
        return [run for run in lesson.runs if self._is_stale(lesson, run)]

    def _is_stale(self, lesson: Lesson, run: PlannedRun) -> bool:
        """Evidence waits for --evidence, unless it is published and its file is damaged."""
        wanted = run.tier == "figures" or self.options.evidence
        entry = self._entry(lesson, run)
        if entry is None or (self.options.force and wanted):
            return wanted
        if not self._is_intact(lesson, run.name, entry):
            return True
        return wanted and entry.key != run_key(self.sources, lesson, run)

    def waiting(self, lesson: Lesson) -> list[PlannedRun]:
        """The evidence runs that are missing or out of date, when --evidence is not given."""
        if self.options.evidence:
            return []
        evidence = [run for run in lesson.runs if run.tier != "figures"]
        return [run for run in evidence if self._published_key(lesson, run)
                != run_key(self.sources, lesson, run)]

    def records(self, lesson: Lesson) -> dict[str, str]:
        """Digests of the records there are, by run name, in the lesson's order."""
        published = {}
        for run in lesson.runs:
            entry = self._entry(lesson, run)
            if entry is not None and self._is_intact(lesson, run.name, entry):
                published[run.name] = entry.digest
        return published

    def obsolete(self, lesson: Lesson) -> list[str]:
        """Published runs the lesson no longer asks for."""
        asked = {run.name for run in lesson.runs}
        return [name for name in self.entry(lesson).runs if name not in asked]

    def entry(self, lesson: Lesson) -> LessonEntry:
        return self.manifest.lesson(lesson.number)

    def trained(self, lesson: Lesson, name: str, entry: RunEntry) -> None:
        """Take note of a record that has just been published."""
        self.entry(lesson).runs[name] = entry
        self._intact[lesson.record_path(name)] = True

    def _entry(self, lesson: Lesson, run: PlannedRun) -> RunEntry | None:
        """What is published for this run with these very settings."""
        entry = self.entry(lesson).runs.get(run.name)
        if entry is None or (entry.config, entry.seed) != (run.config, run.seed):
            return None
        return entry

    def _published_key(self, lesson: Lesson, run: PlannedRun) -> str:
        entry = self._entry(lesson, run)
        return entry.key if entry else ""

    def _is_intact(self, lesson: Lesson, name: str, entry: RunEntry) -> bool:
        """Whether the record on disk is the one the manifest names; if not, why is a warning."""
        path = lesson.record_path(name)
        if path not in self._intact:
            self._intact[path] = file_digest(path) == entry.file
            if not self._intact[path] and path.exists():
                reason = record_problem(path) or f"{path} is not the record the manifest names"
                self.warnings.append(f"{reason} (it is trained again)")
        return self._intact[path]

    # ------------------------------------------------------------ products

    def transcript_is_stale(self, lesson: Lesson) -> bool:
        published = self.entry(lesson).transcript
        return self._differs(lesson, published, transcript_key(self.sources, lesson))

    def evidence_is_stale(self, lesson: Lesson) -> bool:
        key = evidence_key(self.sources, lesson, self.records(lesson))
        return self._differs(lesson, self.entry(lesson).evidence, key)

    def figures_are_stale(self, lesson: Lesson) -> bool:
        entry = self.entry(lesson)
        key = figures_key(self.sources, lesson, entry, self.records(lesson))
        return self._differs(lesson, entry.figures, key)

    def is_current(self, lesson: Lesson) -> bool:
        """Whether there is nothing to do for a lesson."""
        return not (
            self.stale_runs(lesson)
            or self.obsolete(lesson)
            or self.transcript_is_stale(lesson)
            or self.evidence_is_stale(lesson)
            or self.figures_are_stale(lesson)
        )

    def _differs(self, lesson: Lesson, published: Product | None, key: str) -> bool:
        """Whether files are missing, altered, or made from something else."""
        if published is None or published.key != key or self.options.force:
            return True
        return any(file_digest(lesson.folder / name) != digest
                   for name, digest in published.outputs.items())
