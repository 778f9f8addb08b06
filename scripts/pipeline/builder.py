"""One build: train what is stale, sum up, draw, publish."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from pipeline.display import Display, make_display
from pipeline.jobs import Job, Runner
from pipeline.project import Lesson, Project
from pipeline.publish import leftovers, lock, remove_leftovers, workspace
from pipeline.status import Options, Status
from pipeline.tasks import Tasks

WAITING = "another build is at work here; waiting until it has ended"


def build(project: Project, lessons: list[Lesson], options: Options) -> int:
    """Bring the lessons' assets up to date; returns the exit status."""
    status = Status(project, options, project.sources())
    if all(status.is_current(lesson) for lesson in lessons) and not leftovers(project):
        return _nothing_to_do(status, lessons)
    with lock(project, WAITING):
        remove_leftovers(project)
        with workspace(project) as folder:
            return _build_in(folder, project, lessons, options)


def _build_in(folder: Path, project: Project, lessons: list[Lesson], options: Options) -> int:
    """The build proper, with the lock held: another one may have done the work meanwhile."""
    snapshot = project.snapshot(folder)
    status = Status(project, options, snapshot.sources())
    stale = [lesson for lesson in lessons if not status.is_current(lesson)]
    if not stale:
        return _nothing_to_do(status, lessons)
    with make_display() as display:
        return Build(Tasks(status, snapshot), stale, display).run()


def _nothing_to_do(status: Status, lessons: list[Lesson]) -> int:
    numbers = " ".join(lesson.number for lesson in lessons)
    print(f"figures of {numbers or 'no lesson'}: nothing is stale{_waiting(status, lessons)}")
    return 0


def _waiting(status: Status, lessons: list[Lesson]) -> str:
    """A word about the evidence that could be trained, if there is any."""
    waiting = sum(len(status.waiting(lesson)) for lesson in lessons)
    return f"; for --evidence: {_count(waiting, 'run')}" if waiting else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class Build:
    """The stages of one build, for lessons of which something is stale."""

    def __init__(self, tasks: Tasks, lessons: list[Lesson], display: Display) -> None:
        self.tasks = tasks
        self.status = tasks.status
        self.lessons = lessons
        self.display = display
        options = self.status.options
        self.runner = Runner(options.jobs, options.keep_going, display)
        self.done = 0

    def run(self) -> int:
        """All stages; returns the exit status."""
        started = time.monotonic()
        for warning in dict.fromkeys(self.status.warnings):
            self.display.warning(warning)
        for lesson in self.lessons:
            self.tasks.forget(lesson, self.status.obsolete(lesson))
        trained = self._stage(self._training())
        summed_up = trained and self._stage(self._summing_up())
        if summed_up:
            self._stage(self._drawing())
        return self._conclude(time.monotonic() - started)

    def _training(self) -> list[Job]:
        jobs = []
        for lesson in self.lessons:
            stale = self.status.stale_runs(lesson)
            jobs += [self.tasks.train(lesson, run) for run in stale]
            if stale:
                self.display.note(f"{lesson.number}: {_count(len(stale), 'run')} to train on "
                                  f"{self.tasks.interpreter.name}, {self.runner.limit} at a time")
            jobs += [self.tasks.transcript(lesson)] * self.status.transcript_is_stale(lesson)
        return jobs

    def _summing_up(self) -> list[Job]:
        return [self.tasks.evidence(lesson) for lesson in self._able()
                if self.status.evidence_is_stale(lesson)]

    def _drawing(self) -> list[Job]:
        return [self.tasks.figures(lesson) for lesson in self._able()
                if self.status.figures_are_stale(lesson)]

    def _able(self) -> Iterable[Lesson]:
        """The lessons with all that their drawing needs so far."""
        failed = {f.job.lesson for f in self.runner.failures if f.job.is_drawn}
        return [lesson for lesson in self.lessons if lesson.number not in failed]

    def _stage(self, jobs: list[Job]) -> bool:
        """Run jobs; whether to go on with the next stage."""
        before = len(self.runner.failures)
        self.runner.run(jobs)
        self.done += len(jobs) - (len(self.runner.failures) - before)
        return not self.runner.failures or self.status.options.keep_going

    def _conclude(self, seconds: float) -> int:
        failures = self.runner.failures
        if not failures:
            self.display.note(f"published {_count(self.done, 'result')} in {seconds:.1f} s"
                              f"{_waiting(self.status, self.lessons)}")
            return 0
        failed = ", ".join(failure.job.label for failure in failures)
        self.display.note(f"failed: {failed}; all else that was finished is published")
        return 1
