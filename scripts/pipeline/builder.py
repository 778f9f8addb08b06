"""One build: train what is stale, sum up, draw, publish."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline import costs
from pipeline.display import Display, in_words, make_display
from pipeline.jobs import Job, Subprocesses
from pipeline.lock import build_lock
from pipeline.loop import Loop
from pipeline.project import Lesson, Project
from pipeline.publish import leftovers, remove_leftovers, workspace
from pipeline.status import EVIDENCE, FILES, TRANSCRIPT, LessonStatus
from pipeline.tasks import Task, Tasks, product_mark, run_mark


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    force: bool = False
    evidence: bool = False
    python: str | None = None
    jobs: int = 1
    keep_going: bool = False
    quiet: bool = False


def statuses(project: Project, lessons: list[Lesson], options: Options) -> list[LessonStatus]:
    """What is published of some lessons, against the source as it is now."""
    reach = project.reach()
    return [LessonStatus(lesson, reach, options.evidence, options.force) for lesson in lessons]


def build(project: Project, lessons: list[Lesson], options: Options) -> int:
    """Bring the lessons' assets up to date; returns the exit status."""
    found = statuses(project, lessons, options)
    if is_current(project, found, options) and not leftovers(project):
        return _nothing_to_do(found, options)
    with build_lock(project.root, "make figures"):
        remove_leftovers(project)
        with workspace(project) as folder:
            return _build_in(folder, project, lessons, options)


def _build_in(folder: Path, project: Project, lessons: list[Lesson], options: Options) -> int:
    """The build proper, with the lock held: another one may have done the work meanwhile."""
    snapshot = project.snapshot(folder)
    found = statuses(snapshot, lessons, options)
    if is_current(project, found, options):
        return _nothing_to_do(found, options)
    tasks = Tasks(project, snapshot, options.python, options.force)
    with make_display(options.quiet) as display:
        status = Build(tasks, found, options, display).run()
    costs.write(project, _of_all_lessons(project, found, options))
    return status


@contextmanager
def workbench(project: Project, lessons: list[Lesson], options: Options, command: str
              ) -> Iterator[tuple[Tasks, list[LessonStatus], Display]]:
    """What an act on published runs works with, the lock held and the source copied."""
    with build_lock(project.root, command):
        remove_leftovers(project)
        with workspace(project) as folder, make_display(options.quiet) as display:
            snapshot = project.snapshot(folder)
            tasks = Tasks(project, snapshot, options.python)
            yield tasks, statuses(snapshot, lessons, options), display


def is_current(project: Project, found: list[LessonStatus], options: Options) -> bool:
    """Whether a build has nothing to do."""
    return all(status.is_current() for status in found) and (
        costs.is_current(project, _of_all_lessons(project, found, options)))


def _of_all_lessons(project: Project, found: list[LessonStatus],
                    options: Options) -> list[LessonStatus]:
    """What is published of every lesson, also of those that were not asked for."""
    known = {status.lesson.number: status for status in found}
    reach = found[0].reach
    return [known.get(lesson.number) or LessonStatus(lesson, reach, options.evidence)
            for lesson in project.lessons([])]


def _nothing_to_do(found: list[LessonStatus], options: Options) -> int:
    numbers = " ".join(status.lesson.number for status in found)
    if not options.quiet:
        print(f"figures of {numbers or 'no lesson'}: nothing is stale{remarks(found)}")
    return 0


def remarks(found: list[LessonStatus]) -> str:
    """A word about evidence that is old or was never trained, if there is any."""
    old = [status.old(list(status.lesson.runs)) for status in found]
    never = [status.waiting() for status in found]
    cost = sum(status.manifest.runs[name].seconds for status, names in zip(found, old, strict=True)
               for name in names if name in status.manifest.runs)
    words = ""
    if sum(map(len, old)):
        words += (f"; old, and what is made from it was left as it is: "
                  f"{count(sum(map(len, old)), 'run')} ({in_words(cost)} to train with --evidence)")
    if sum(map(len, never)):
        words += f"; never trained: {count(sum(map(len, never)), 'run')} (--evidence)"
    return words


def count(number: int, noun: str) -> str:
    """1 run, 2 runs."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def executor(options: Options, display: Display) -> Subprocesses:
    """What runs the jobs of a build."""

    def progress(job: Job, message: dict[str, object]) -> None:
        display.progress(job.label, message)

    return Subprocesses(options.jobs, progress)


class Build:
    """One build of lessons of which something is stale."""

    def __init__(self, tasks: Tasks, found: list[LessonStatus], options: Options,
                 display: Display) -> None:
        self.tasks = tasks
        self.found = found
        self.options = options
        self.display = display
        self.loop = Loop(executor(options, display), display, options.keep_going)
        self.asked: set[str] = set()  # what was begun

    def run(self) -> int:
        """All of it; returns the exit status."""
        started = time.monotonic()
        for status in self.found:
            for problem in status.problems:
                self.display.warning(problem)
            self.tasks.forget(status)
            stale = status.to_train()
            if stale:
                self.display.note(f"{status.lesson.number}: {count(len(stale), 'run')} to train on "
                                  f"{self.tasks.interpreter.name}, {self.options.jobs} at a time")
        self.loop.run(self.ready)
        return self._conclude(time.monotonic() - started)

    def ready(self) -> Iterator[Task]:
        """What can begin now."""
        for status in self.found:
            yield from self._noted(self._runs(status))
            if not self._is_training(status):
                yield from self._noted(self._products(status))

    def _noted(self, tasks: Iterator[Task]) -> Iterator[Task]:
        for task in tasks:
            self.asked.update(task.makes)
            yield task

    def _runs(self, status: LessonStatus) -> Iterator[Task]:
        """Runs whose own reading is done."""
        for name in status.to_train():
            reads = status.lesson.reads(name)
            if run_mark(status, name) not in self.asked and all(
                    status.run(read).is_current for read in reads):
                yield self.tasks.train(status, name)

    def _is_training(self, status: LessonStatus) -> bool:
        """Whether a run of the lesson is at work, or will be."""
        at_work = self.loop.at_work()
        return any(run_mark(status, name) in at_work or self._may_begin(status, name)
                   for name in status.to_train())

    def _may_begin(self, status: LessonStatus, name: str) -> bool:
        """Whether a run was not begun, and waits for one that may still succeed."""
        if run_mark(status, name) in self.asked:
            return False
        at_work = self.loop.at_work()
        return all(status.run(read).is_current or self._may_begin(status, read)
                   or run_mark(status, read) in at_work
                   for read in status.lesson.reads(name))

    def _products(self, status: LessonStatus) -> Iterator[Task]:
        """The products that nothing keeps from being made."""
        stale = [product for product in status.to_make()
                 if status.can_be_made(product)
                 and product_mark(status, product) not in self.asked]
        if TRANSCRIPT in stale:
            yield self.tasks.transcript(status)
        if EVIDENCE in stale:
            yield self.tasks.evidence(status)
        pictures = [product for product in stale if product not in FILES]
        films = [product for product in pictures if is_film(status, product)]
        others = [product for product in pictures if product not in films]
        yield from (self.tasks.pictures(status, [film]) for film in films)
        if others:
            yield self.tasks.pictures(status, others)

    def _conclude(self, seconds: float) -> int:
        failures = self.loop.failures
        left = remarks(self.found)
        if not failures:
            self.display.note(f"published {count(self.loop.done, 'result')} in "
                              f"{in_words(seconds)}{left}")
            return 0
        self.display.note(f"failed: {', '.join(failures)}; all else that was finished is "
                          f"published{left}")
        return 1


def is_film(status: LessonStatus, product: str) -> bool:
    """Whether a picture moves, and so takes long to draw."""
    return any(name.endswith(".mp4") for name in status.files(product))
