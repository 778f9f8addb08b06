"""Say what is old, what a build would do, and why; change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.builder import Options, statuses
from pipeline.display import in_words
from pipeline.project import Lesson, Project
from pipeline.status import LessonStatus, State


@dataclass(frozen=True)
class Item:
    """Something that a build would make, and what it costs."""

    label: str  # "04 evidence"
    reason: str
    seconds: float | None  # CPU time, as far as it is known

    def __str__(self) -> str:
        cost = "cost unknown" if self.seconds is None else f"{in_words(self.seconds)} of CPU time"
        return f"{self.label}: {self.reason} ({cost})"


def check(project: Project, lessons: list[Lesson]) -> int:
    """Name everything that is older than the program; the exit status is 1 if there is any."""
    found = statuses(project, lessons, Options(evidence=True))
    problems = [problem for status in found for problem in status.problems]
    old = [item for status in found for item in old_items(status)]
    never = [f"{status.lesson.number} {name}" for status in found
             for name in evidence_never(status)]
    for line in [*problems, *map(str, old)]:
        print(line)
    for name in never:
        print(f"{name}: evidence that was never trained")
    if problems or old:
        known = sum(item.seconds or 0.0 for item in old)
        print(f"{len(old)} old; to make them again takes {in_words(known)} of CPU time. Commands: "
              "make evidence; or, if the edit should not matter, build.py --recertify")
        return 1
    print(f"everything published is current{_never_in_words(never)}")
    return 0


def _never_in_words(never: list[str]) -> str:
    return f"; {len(never)} runs of evidence were never trained" if never else ""


def old_items(status: LessonStatus) -> Iterator[Item]:
    """What is published and not what the program makes; and what the figures need and is not."""
    number, runs = status.lesson.number, status.lesson.runs
    for name in runs:
        verdict = status.run(name)
        missing = verdict.state is State.NEVER and runs[name].tier == "figures"
        if verdict.state is State.OLD or missing:
            yield Item(f"{number} {name}", verdict.reason or "never trained", _cost(status, name))
    for name in status.obsolete():
        yield Item(f"{number} {name}", "the lesson has no such run any more", 0.0)
    for path in status.strays():
        yield Item(f"{number} records/{path.name}", "belongs to no run", 0.0)
    for product in status.to_make():
        verdict = status.product(product)
        made = status.manifest.products.get(product)
        yield Item(f"{number} {product}", verdict.reason or "never made",
                   made.seconds if made else None)


def evidence_never(status: LessonStatus) -> list[str]:
    """Evidence that was never trained: no fault."""
    return [name for name in status.waiting() if status.lesson.runs[name].tier != "figures"]


def _cost(status: LessonStatus, name: str) -> float | None:
    entry = status.manifest.runs.get(name)
    return entry.seconds if entry else None


def dry_run(project: Project, lessons: list[Lesson], options: Options) -> int:
    """Say what a build with these options would do, and why."""
    lines = []
    for status in statuses(project, lessons, options):
        number = status.lesson.number
        lines += status.problems
        for name in status.to_train():
            reason = status.run(name).reason or "never trained"
            lines.append(f"train {Item(f'{number} {name}', reason, _cost(status, name))}")
        lines += [f"delete {number} {name}: the lesson has no such run any more"
                  for name in status.obsolete()]
        lines += [f"delete {number} records/{path.name}: it belongs to no run"
                  for path in status.strays()]
        lines += _products(status)
    print("\n".join(lines or ["nothing is stale"]))
    return 0


def _products(status: LessonStatus) -> list[str]:
    """Which products would be made, and which wait."""
    lines, soon = [], set(status.to_train())
    for product in status.to_make():
        label = f"{status.lesson.number} {product}"
        kept = [name for name in status.old(status.reads(product)) if name not in soon]
        if kept:
            lines.append(f"leave {label} as it is: {kept[0]} is old and is not trained "
                         "without --evidence")
        else:
            lines.append(f"make {label}: {status.product(product).reason or 'never made'}")
    return lines
