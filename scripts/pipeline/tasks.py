"""The tasks of a build: how each job is started, and how its result is published."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.errors import BuildError
from pipeline.interpreters import Interpreter, check, environment, fastest
from pipeline.jobs import Job, Outcome
from pipeline.manifest import Product, RunEntry
from pipeline.project import Project
from pipeline.publish import (
    file_digest,
    publish,
    publish_weights,
    remove,
    save_manifest,
    weights_digest,
    weights_parts,
)
from pipeline.status import EVIDENCE, FILES, TRANSCRIPT, LessonStatus

HERE = Path(__file__).resolve().parent
CHECKPOINT_SECONDS = 60.0  # of CPU time between two checkpoints of a run
CACHE = "POLICYWERK_CACHE"  # the variable that names another folder for checkpoints


class Refused(BuildError):
    """A result that cannot be used; counts as a failure of its task."""


@dataclass(frozen=True)
class Task:
    """A job, and what to do with its result."""

    makes: tuple[str, ...]  # as "run 01 gridworld-seed-0" or "product 01 film"
    job: Job
    finish: Callable[[dict[str, Any]], str]  # given the result; returns what to tell the reader

    def conclude(self, outcome: Outcome) -> str:
        """Publish what the job made.

        Raises: Refused if it made nothing that can be used.
        """
        if outcome.result is None:
            raise Refused(outcome.reason)
        return self.finish(outcome.result)


def cache_folder() -> Path:
    """Where checkpoints are kept: in the user's cache, outside the checkout."""
    chosen = os.environ.get(CACHE)
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("policywerk", appauthor=False) / "checkpoints"


class Tasks:
    """Makes the tasks of one build, in its temporary folder, with a copy of the source there."""

    def __init__(self, project: Project, snapshot: Project, python: str | None,
                 force: bool = False) -> None:
        self.project = project
        self.snapshot = snapshot
        self.folder = snapshot.root
        self.force = force
        self._python = python

    @cached_property
    def interpreter(self) -> Interpreter:
        """The Python that trains."""
        return check(self._python) if self._python else fastest()

    def save(self, status: LessonStatus) -> None:
        """Write the manifest of a lesson."""
        save_manifest(status.manifest, status.lesson, self.folder)

    # ------------------------------------------------------------ runs

    def train(self, status: LessonStatus, name: str) -> Task:
        """One run, published as its record, with its weights."""
        from policywerk.data.record import file_of

        (key, reach), lesson = status.key(name), status.lesson
        out = self._out(status, f"{file_of(name)}.json")
        weights = out.with_suffix(".weights.json")
        kept = lesson.weights_path(name)
        request = {**self.run_request(status, name), "out": str(out), "key": key,
                   "checkpoint": str(cache_folder() / f"{lesson.number}-{key[:16]}.checkpoint"),
                   "every": float(os.environ.get("POLICYWERK_CHECKPOINT", CHECKPOINT_SECONDS)),
                   **({"weights": str(weights)} if kept else {})}

        def finish(result: dict[str, Any]) -> str:
            entry = self._entry(status, name, RunEntry(
                key=key, reach=reach, file=file_digest(out), date=today(),
                weights=weights_digest(weights) if kept else "", **result))
            publish({lesson.record_path(name): out})
            if kept:
                publish_weights(kept, weights)
                self._give_to_snapshot(kept)
            self.accept(status, name, entry)
            return f"trained in {result['seconds']:.2f} s on {result['interpreter']}"

        return self.worker("train", status, run_mark(status, name), request, finish)

    def run_request(self, status: LessonStatus, name: str) -> dict[str, Any]:
        """What a worker is told of a run."""
        reads = [str(status.lesson.record_path(read)) for read in status.lesson.reads(name)]
        return {"slug": status.lesson.slug, "run": name, "reads": reads}

    def _give_to_snapshot(self, kept: Path) -> None:
        """The copy of the source that draws has to have the new weights, too."""
        for part in weights_parts(kept):
            copy = self.snapshot.root / part.relative_to(self.project.root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(part.read_bytes())

    def _entry(self, status: LessonStatus, name: str, new: RunEntry) -> RunEntry:
        """The manifest's entry of a run that was trained.

        A run that gives the record it gave before keeps its times and its date, so that a change
        of the source without effect changes keys and nothing else; --force measures anew.
        """
        old = status.manifest.runs.get(name)
        if old is None or old.digest != new.digest or self.force or not old.seconds:
            return new
        return replace(new, seconds=old.seconds, stages=old.stages, interpreter=old.interpreter,
                       date=old.date)

    def accept(self, status: LessonStatus, name: str, entry: RunEntry) -> None:
        """Take a record that lies in its place into the manifest."""
        status.manifest.runs[name] = entry
        status.manifest.reaches.setdefault(entry.reach, status.definitions(name))
        self.save(status)
        status.made_runs.add(name)
        status.look_again()

    def forget(self, status: LessonStatus) -> None:
        """Delete the records of runs, and the files of products, that nobody asks for."""
        lesson, manifest = status.lesson, status.manifest
        obsolete = status.obsolete()
        for name in obsolete:
            del manifest.runs[name]
        gone = [name for name in manifest.products if name not in status.products]
        files = [lesson.folder / f for name in gone for f in manifest.products[name].outputs]
        for name in gone:
            del manifest.products[name]
        remove([*(lesson.record_path(name) for name in obsolete), *status.strays(), *files])
        if obsolete or gone or status.problems:
            self.save(status)
            status.problems.clear()

    # ------------------------------------------------------------ products

    def transcript(self, status: LessonStatus) -> Task:
        """run.txt: what `python -m policywerk run NN` prints."""
        out = self._out(status, FILES[TRANSCRIPT])
        request = {"slug": status.lesson.slug, "out": str(out),
                   "record": str(status.lesson.record_path(status.lesson.default))}
        return self._one_file("transcript", status, TRANSCRIPT, request, out)

    def evidence(self, status: LessonStatus) -> Task:
        """evidence.json: what all records of the lesson say together."""
        out = self._out(status, FILES[EVIDENCE])
        request = {"slug": status.lesson.slug, "out": str(out),
                   "records": self._records(status, EVIDENCE)}
        return self._one_file("summarise", status, EVIDENCE, request, out)

    def _one_file(self, task: str, status: LessonStatus, product: str, request: dict[str, Any],
                  out: Path) -> Task:
        key, reads = status.product_key(product), status.own_reads(product)

        def finish(result: dict[str, Any]) -> str:
            made = Product(key, {FILES[product]: file_digest(out)}, seconds=result["seconds"])
            self._publish(status, product, made, {FILES[product]: out})
            return f"made from {len(status.trained(reads))} of {len(reads)} runs"

        return self.worker(task, status, product_mark(status, product), request, finish)

    def pictures(self, status: LessonStatus, products: list[str]) -> Task:
        """Pictures of a lesson that one process draws."""
        lesson = status.lesson
        keys = {product: status.product_key(product) for product in products}
        outs = {product: self._out(status, f"picture-{product}") for product in products}
        asked = {product: {"records": self._records(status, product), "out": str(outs[product]),
                           "timings": status.timings(product),
                           "evidence": str(lesson.folder / FILES[EVIDENCE])}
                 for product in products}

        def finish(result: dict[str, Any]) -> str:
            for product, made in result["done"].items():
                files = {name: outs[product] / name for name in status.files(product)}
                new = Product(keys[product], {n: file_digest(p) for n, p in files.items()}, **made)
                self._publish(status, product, new, files)
            if result["failed"]:
                raise Refused(_failures(result["failed"]))
            return _drawn(result["done"])

        request = {"slug": lesson.slug, "pictures": asked, "scripts": str(self.snapshot.scripts)}
        command = [sys.executable, str(HERE / "draw.py")]
        marks = tuple(product_mark(status, product) for product in products)
        return self._task(status, marks, command, environment(), request, finish)

    def _records(self, status: LessonStatus, product: str) -> dict[str, str]:
        names = status.trained(status.own_reads(product))
        return {name: str(status.lesson.record_path(name)) for name in names}

    def _publish(self, status: LessonStatus, product: str, new: Product,
                 files: dict[str, Path]) -> None:
        """Rename files to their places, delete what they replace, and say so in the manifest.

        A film of the same frames stays as it is, though an encoder may have written other bytes.
        """
        folder, old = status.lesson.folder, status.manifest.products.get(product)
        if old is not None and new.frames and old.frames == new.frames and all(
                file_digest(folder / name) == digest for name, digest in old.outputs.items()):
            new, files = replace(new, outputs=old.outputs), {}
        if old is not None and old.outputs == new.outputs and not self.force:
            new = replace(new, frames_per_second=old.frames_per_second, seconds=old.seconds)
        publish({folder / name: path for name, path in files.items()})
        remove(folder / name for name in (old.outputs if old else {}) if name not in new.outputs)
        status.manifest.products[product] = new
        self.save(status)
        status.made_products.add(product)
        status.look_again()

    # ------------------------------------------------------------ all

    def _out(self, status: LessonStatus, name: str) -> Path:
        return self.folder / f"{status.lesson.number}-{name}"

    def worker(self, task: str, status: LessonStatus, mark: str, request: dict[str, Any],
               finish: Callable[[dict[str, Any]], str]) -> Task:
        """A task for worker.py, in the interpreter that trains."""
        command = [*self.interpreter.command, str(HERE / "worker.py"), task]
        return self._task(status, (mark,), command, environment(self.interpreter), request, finish)

    def _task(self, status: LessonStatus, marks: tuple[str, ...], command: list[str],
              variables: dict[str, str], request: dict[str, Any],
              finish: Callable[[dict[str, Any]], str]) -> Task:
        request = {**request, "src": str(self.snapshot.src)}
        from policywerk.data.record import file_of

        number = status.lesson.number
        label = marks[0].partition(" ")[2] if len(marks) == 1 else f"{number} pictures"
        log = self.folder / f"{file_of(marks[0].replace(' ', '-'))}.log"
        job = Job(label, [*command, json.dumps(request)], variables, log, self.project.root)
        return Task(marks, job, finish)


def run_mark(status: LessonStatus, name: str) -> str:
    """What a task makes that trains a run."""
    return f"run {status.lesson.number} {name}"


def product_mark(status: LessonStatus, product: str) -> str:
    """What a task makes that makes a product, which may be called like a run."""
    return f"product {status.lesson.number} {product}"


def today() -> str:
    """The date, as the manifest keeps it."""
    return datetime.now(timezone.utc).date().isoformat()


def _failures(failed: dict[str, list[str]]) -> str:
    return "\n".join(f"{name} failed:\n    " + "\n    ".join(lines)
                     for name, lines in failed.items())


def _drawn(done: dict[str, dict[str, Any]]) -> str:
    rates = [f"{film} at {rate} frames a second" for made in done.values()
             for film, rate in made["frames_per_second"].items()]
    seconds = sum(made["seconds"] for made in done.values())
    count = f"{len(done)} of them " if len(done) > 1 else ""
    return f"{count}drawn in {seconds:.1f} s{''.join(f', {rate}' for rate in rates)}"
