"""Accept records that an edit has left as they are, without training all of them again.

After an edit, the first segment of every stale run is repeated, of one run an experiment the
whole (the cheapest). Runs that are no steps are repeated whole. Where the program still does what
the record says, the record is accepted under its new key; where it does not, the run stays old.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.builder import Options, count, executor, workbench
from pipeline.display import Display
from pipeline.loop import Loop
from pipeline.manifest import RunEntry
from pipeline.project import Lesson, Project, read_record
from pipeline.publish import file_digest, publish, publish_weights, weights_digest
from pipeline.status import LessonStatus, State
from pipeline.tasks import Refused, Task, Tasks, run_mark, today

if TYPE_CHECKING:
    from policywerk.data.record import Record

DIFFERS = "differs from its record: the program has changed; train it (--evidence)"


def certify(project: Project, lessons: list[Lesson], options: Options) -> int:
    """Certify what can be; returns the exit status, 1 if a record is not what it should be."""
    with workbench(project, lessons, options, "build.py --recertify") as (tasks, found, display):
        return Certification(tasks, found, options, display).run()


class Certification:
    """One round of it."""

    def __init__(self, tasks: Tasks, found: list[LessonStatus], options: Options,
                 display: Display) -> None:
        self.tasks = tasks
        self.found = found
        self.display = display
        self.loop = Loop(executor(options, display), display, keep_going=True)
        self.asked: set[str] = set()
        self.whole: set[str] = set()  # experiments of which a run is repeated whole

    def run(self) -> int:
        """All of it; returns the exit status."""
        for status in self.found:
            for problem in status.problems:
                self.display.warning(problem)
        self.loop.run(self.ready)
        failed = len(self.loop.failures)
        words = f"certified {count(self.loop.done, 'run')}"
        self.display.note(f"{words}; {count(failed, 'run')} not" if failed else words)
        return 1 if failed else 0

    def ready(self) -> Iterator[Task]:
        """Stale runs with a whole record, once what they read is current; cheap ones first."""
        for status in self.found:
            for name in sorted(status.lesson.runs, key=lambda name: seconds_of(status, name)):
                if self._is_candidate(status, name):
                    task = self._task(status, name)
                    self.asked.update(task.makes)
                    yield task

    def _is_candidate(self, status: LessonStatus, name: str) -> bool:
        if run_mark(status, name) in self.asked:
            return False
        reads = status.lesson.reads(name)
        return (status.run(name).state is State.OLD and status.record(name) is not None
                and all(status.run(read).is_current for read in reads))

    def _task(self, status: LessonStatus, name: str) -> Task:
        experiment = status.lesson.experiment(name)
        segment = getattr(experiment.train, "segment", None)
        record = status.record(name)
        assert record is not None
        mark = f"{status.lesson.number} {experiment.name}"
        if mark in self.whole and segment is not None and str(segment) in record.digests and (
                has_its_weights(status, name)):
            return self._segment(status, name, record)
        self.whole.add(mark)
        return self._whole(status, name, record)

    def _segment(self, status: LessonStatus, name: str, record: Record) -> Task:
        def finish(result: dict[str, Any]) -> str:
            if record.digests.get(result["step"]) != result["digest"]:
                raise Refused(DIFFERS)
            self._accept(status, name, record, "its first segment", None)
            return f"its first {result['step']} steps are the same"

        request = self.tasks.run_request(status, name)
        return self.tasks.worker("segment", status, run_mark(status, name), request, finish)

    def _whole(self, status: LessonStatus, name: str, record: Record) -> Task:
        from policywerk.data.record import file_of

        out = self.tasks.folder / f"{status.lesson.number}-{file_of(name)}.json"
        kept = status.lesson.weights_path(name)
        weights = out.with_suffix(".weights.json")
        request = {**self.tasks.run_request(status, name), "out": str(out),
                   **({"weights": str(weights)} if kept else {})}

        def finish(result: dict[str, Any]) -> str:
            again = read_record(out)
            if again is None or not same_findings(record, again):
                raise Refused(DIFFERS)
            if kept:
                publish_weights(kept, weights)
            self._accept(status, name, record, "whole", result)
            return "it is the same"

        return self.tasks.worker("train", status, run_mark(status, name), request, finish)

    def _accept(self, status: LessonStatus, name: str, record: Record, how: str,
                result: dict[str, Any] | None) -> None:
        """Keep the record under the key of today's program, its settings as they are called now."""
        path = status.lesson.record_path(name)
        publish({path: self._renewed(status, name, record)})
        (key, reach), old = status.key(name), status.manifest.runs.get(name)
        if old is None or not old.interpreter:
            old = unknown(result)
        kept = status.lesson.weights_path(name)
        entry = replace(old, key=key, reach=reach, digest=digest_of_record(path),
                        file=file_digest(path), certified=f"{how}, {today()}",
                        weights=weights_digest(kept) if kept else "")
        self.tasks.accept(status, name, entry)

    def _renewed(self, status: LessonStatus, name: str, record: Record) -> Path:
        from policywerk.data.record import file_of, save_record
        from policywerk.lessons.settings import settings_of

        run = status.lesson.runs[name]
        settings = settings_of(run.config)
        path = self.tasks.folder / f"{status.lesson.number}-{file_of(name)}.renewed.json"
        save_record(replace(record, name=name, config=settings, seed=run.seed, seeds=run.seeds),
                    path)
        return path


def has_its_weights(status: LessonStatus, name: str) -> bool:
    """Whether the weights that a run published, if any, are there as it left them."""
    kept, entry = status.lesson.weights_path(name), status.manifest.runs.get(name)
    return kept is None or (entry is not None and entry.weights == weights_digest(kept) != "")


def seconds_of(status: LessonStatus, name: str) -> float:
    """CPU seconds that the training of a run took; unknown ones count as long."""
    entry = status.manifest.runs.get(name)
    return entry.seconds if entry is not None and entry.interpreter else float("inf")


def unknown(result: dict[str, Any] | None) -> RunEntry:
    """The entry of a record of which nothing is known, but what a whole repetition told."""
    told = {name: result[name] for name in ("seconds", "stages", "interpreter")} if result else {
        "seconds": 0.0, "stages": {}, "interpreter": ""}
    return RunEntry(key="", reach="", digest="", file="", date=today(), **told)


def digest_of_record(path: Path) -> str:
    """The digest of the content of a record that is whole."""
    from policywerk.data.record import load_record, record_digest

    return record_digest(load_record(path))


def same_findings(one: Record, other: Record) -> bool:
    """Whether two records found the same, whatever they are called."""
    from policywerk.data.values import canonical_json

    def findings(record: Record) -> str:
        return canonical_json([record.series, list(record.snapshots), record.results,
                               record.digests])

    return findings(one) == findings(other)
