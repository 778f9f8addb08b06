"""The jobs of a build: how each is started, and how its result is published."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.interpreters import FLAGS, Interpreter, check, fastest
from pipeline.jobs import Job, JobRefused
from pipeline.keys import evidence_key, figures_key, file_digest, run_key, transcript_key
from pipeline.manifest import Product, RunEntry
from pipeline.project import Lesson, PlannedRun, Project
from pipeline.publish import publish, remove, save_manifest
from pipeline.status import Status

HERE = Path(__file__).resolve().parent
TRANSCRIPT = "run.txt"
OWN_FILES = {TRANSCRIPT, "evidence.json", "manifest.json"}  # not for the drawing code to write


class Tasks:
    """Makes the jobs of one build, in its temporary folder, with a copy of the source there."""

    def __init__(self, status: Status, snapshot: Project) -> None:
        self.status = status
        self.project = status.project
        self.snapshot = snapshot
        self.folder = snapshot.root

    @cached_property
    def interpreter(self) -> Interpreter:
        """The Python that trains."""
        wanted = self.status.options.python
        return check(wanted) if wanted else fastest()

    def save(self) -> None:
        save_manifest(self.status.manifest, self.project, self.folder)

    # ------------------------------------------------------------ what the worker does

    def train(self, lesson: Lesson, run: PlannedRun) -> Job:
        """One run, published as its record."""
        key = run_key(self.status.sources, lesson, run)
        out = self.folder / f"{lesson.number}-{run.name}.json"

        def finish(result: dict[str, Any]) -> str:
            result["file"] = file_digest(out)
            publish({lesson.record_path(run.name): out})
            self.status.trained(lesson, run.name, self._entry(lesson, run, key, result))
            self.save()
            return f"trained in {result['seconds']:.2f} s on {result['interpreter']}"

        request = {"slug": lesson.slug, "run": run.name, "out": str(out)}
        return self._worker("train", lesson, run.name, request, finish)

    def _entry(self, lesson: Lesson, run: PlannedRun, key: str, result: dict[str, Any]) -> RunEntry:
        """The manifest's entry of a run that was trained.

        A run that gives the record it gave before keeps its times and its date, so that a change
        of the source without effect changes keys and nothing else; --force measures anew.
        """
        date = datetime.now(timezone.utc).date().isoformat()
        new = RunEntry(key=key, config=run.config, seed=run.seed, tier=run.tier, date=date,
                       **result)
        old = self.status.entry(lesson).runs.get(run.name)
        if old is None or old.digest != new.digest or self.status.options.force:
            return new
        return replace(new, seconds=old.seconds, stages=old.stages, interpreter=old.interpreter,
                       date=old.date)

    def transcript(self, lesson: Lesson) -> Job:
        """run.txt: what `python -m policywerk run NN` prints."""
        key = transcript_key(self.status.sources, lesson)
        out = self.folder / f"{lesson.number}-run.txt"

        def finish(result: dict[str, Any]) -> str:
            self._publish(lesson, "transcript", key, {TRANSCRIPT: out})
            return "written"

        request = {"number": lesson.number, "out": str(out)}
        return self._worker("transcript", lesson, TRANSCRIPT, request, finish)

    def evidence(self, lesson: Lesson) -> Job:
        """evidence.json: what all records of the lesson say together."""
        digests = self.status.records(lesson)
        key = evidence_key(self.status.sources, lesson, digests)
        out = self.folder / f"{lesson.number}-evidence.json"

        def finish(result: dict[str, Any]) -> str:
            self._publish(lesson, "evidence", key, {"evidence.json": out})
            return f"written from {len(digests)} records"

        request = {"slug": lesson.slug, "records": _paths(lesson, digests), "out": str(out)}
        return self._worker("summarise", lesson, "evidence.json", request, finish)

    def _worker(self, task: str, lesson: Lesson, name: str, request: dict[str, Any],
                finish: Callable[[dict[str, Any]], str]) -> Job:
        command = [self.interpreter.path, *FLAGS, str(HERE / "worker.py"), task]
        return self._job(lesson, name, command, request, finish)

    # ------------------------------------------------------------ what matplotlib does

    def figures(self, lesson: Lesson) -> Job:
        """Everything the drawing code of the lesson writes."""
        entry, digests = self.status.entry(lesson), self.status.records(lesson)
        key = figures_key(self.status.sources, lesson, entry, digests)
        out = self.folder / f"{lesson.number}-figures"

        def finish(result: dict[str, Any]) -> str:
            files = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file()}
            _refuse_own_files(files)
            rates = result["frames_per_second"]
            self._publish(lesson, "figures", key, files, rates)
            rate = "".join(f", {name} at {rate} frames/s" for name, rate in rates.items())
            return f"{len(files)} files drawn{rate}"

        request = {"slug": lesson.slug, "records": _paths(lesson, digests), "out": str(out),
                   "scripts": str(self.snapshot.scripts),
                   "timings": {name: entry.runs[name].stages for name in digests}}
        command = [sys.executable, str(HERE / "draw.py")]
        return self._job(lesson, "figures", command, request, finish)

    # ------------------------------------------------------------ both

    def _job(self, lesson: Lesson, name: str, command: list[str], request: dict[str, Any],
             finish: Callable[[dict[str, Any]], str]) -> Job:
        request = {**request, "src": str(self.snapshot.src)}
        log = self.folder / f"{lesson.number}-{name}.log"
        return Job(
            lesson=lesson.number, label=f"{lesson.number} {name}", is_drawn=name != TRANSCRIPT,
            command=[*command, json.dumps(request)], environment=dict(os.environ), log=log,
            root=self.project.root, finish=finish)

    def _publish(self, lesson: Lesson, product: str, key: str, files: dict[str, Path],
                 rates: dict[str, float] | None = None) -> None:
        """Rename files to their places, delete what they replace, and say so in the manifest."""
        entry = self.status.entry(lesson)
        old: Product | None = getattr(entry, product)
        outputs = {name: file_digest(path) for name, path in files.items()}
        new = Product(key, outputs, rates or {})
        if old is not None and old.outputs == outputs and not self.status.options.force:
            new = replace(new, frames_per_second=old.frames_per_second)
        publish({lesson.folder / name: path for name, path in files.items()})
        remove(lesson.folder / name for name in (old.outputs if old else {}) if name not in outputs)
        setattr(entry, product, new)
        self.save()

    def forget(self, lesson: Lesson, runs: list[str]) -> None:
        """Delete the records of runs the lesson no longer asks for."""
        remove(lesson.record_path(name) for name in runs)
        for name in runs:
            del self.status.entry(lesson).runs[name]
        self.save()


def _paths(lesson: Lesson, names: dict[str, str]) -> dict[str, str]:
    return {name: str(lesson.record_path(name)) for name in names}


def _refuse_own_files(files: dict[str, Path]) -> None:
    clash = sorted(name for name in files if name in OWN_FILES or name.startswith("records/"))
    if clash:
        raise JobRefused(f"the drawing code wrote {', '.join(clash)}, which the build makes; "
                         "give it another name")
