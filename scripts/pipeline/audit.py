"""Train published runs again, for as long as asked, and compare: does the program still do this?"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

from pipeline.builder import Options, count, executor, workbench
from pipeline.display import Display, in_words
from pipeline.loop import Loop
from pipeline.project import Lesson, Project
from pipeline.status import LessonStatus
from pipeline.tasks import Refused, Task, Tasks, run_mark


def audit(project: Project, lessons: list[Lesson], options: Options, seconds: float,
          seed: int) -> int:
    """Returns the exit status: 1 if a run is not what its record says."""
    with workbench(project, lessons, options, "build.py --audit") as (tasks, found, display):
        return Audit(tasks, found, options, display, seconds, seed).run()


class Audit:
    """One audit: current runs, the cheap ones more often, until the time is used up."""

    def __init__(self, tasks: Tasks, found: list[LessonStatus], options: Options,
                 display: Display, seconds: float, seed: int) -> None:
        self.tasks = tasks
        self.display = display
        self.left = seconds * options.jobs  # CPU seconds
        self.until = time.monotonic() + seconds
        self.seed = seed
        self.loop = Loop(executor(options, display), display, keep_going=True)
        self.queue = self._drawn_by_lot(found)
        self.jobs = options.jobs

    def _drawn_by_lot(self, found: list[LessonStatus]) -> list[tuple[LessonStatus, str, float]]:
        """The current runs in the order of seconds times a lot between 0 and 1."""
        lots = random.Random(self.seed)
        runs = [(status, name, status.manifest.runs[name].seconds) for status in found
                for name in status.lesson.runs if status.run(name).is_current]
        return sorted(runs, key=lambda run: run[2] * lots.random())

    def run(self) -> int:
        """All of it; returns the exit status."""
        self.loop.run(self.ready)
        failed = self.loop.failures
        words = f"audited {count(self.loop.done + len(failed), 'run')} (--lot {self.seed})"
        self.display.note(f"{words}; not as published: {', '.join(failed)}" if failed
                          else f"{words}: as published")
        return 1 if failed else 0

    def ready(self) -> Iterator[Task]:
        """The next runs that fit into what is left of the time."""
        while self.queue and len(self.loop.at_work()) + 1 <= self.jobs:
            status, name, seconds = self.queue.pop(0)
            if seconds <= self.left and time.monotonic() + seconds <= self.until:
                self.left -= seconds
                yield self._task(status, name)

    def _task(self, status: LessonStatus, name: str) -> Task:
        from policywerk.data.record import file_of

        out = self.tasks.folder / f"{status.lesson.number}-{file_of(name)}.json"
        published = status.digest_of(name)

        def finish(result: dict[str, Any]) -> str:
            if result["digest"] != published:
                raise Refused("gives another record than the published one")
            return f"is as published, after {in_words(result['seconds'])}"

        request = {**self.tasks.run_request(status, name), "out": str(out)}
        return self.tasks.worker("train", status, run_mark(status, name), request, finish)
