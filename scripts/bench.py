#!/usr/bin/env python3
"""Measure: our kernels against bare loops, what training costs, how fast films are drawn.

    scripts/bench.py [--train]

Times of training and of films are those of the last build; --train trains every run of the
figures again, in each interpreter (nothing is published). Nothing here is asserted: times depend
on the machine and on what else it does. Ratios of one run can be compared.

PyPy runs each side for a second before the clock starts: what it takes to compile is not counted.
Below a table stands why a kernel is above the goal, where it is.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pipeline.errors import BuildError
from pipeline.interpreters import FLAGS, Interpreter, check
from pipeline.manifest import LessonManifest, load_manifest
from pipeline.project import Lesson, Project

SCRIPTS = Path(__file__).resolve().parent
GOAL = 1.3  # our kernels should cost at most so many times the bare loop

NEVER = 1e9  # seconds between checkpoints, so that none is written

Costs = dict[str, dict[str, float]]  # lesson -> interpreter -> CPU seconds


def interpreters() -> list[Interpreter]:
    """This Python, and PyPy if there is one."""
    found = [check(sys.executable)]
    try:
        return [*found, check("pypy3")]
    except BuildError:
        return found


def ask(interpreter: Interpreter, script: str, *arguments: str) -> str:
    """What a script prints in an interpreter.

    Raises: BuildError with its last line if it fails.
    """
    held, ours = os.pipe()  # a worker ends when its input does
    try:
        done = subprocess.run([interpreter.path, *FLAGS, str(SCRIPTS / script), *arguments],
                              stdin=held, capture_output=True, text=True, check=False)
    finally:
        os.close(held)
        os.close(ours)
    if done.returncode:
        last = (done.stderr.splitlines() or ["it said nothing"])[-1]
        raise BuildError(f"{script} failed in {interpreter.name}: {last}")
    return done.stdout


def kernel_table(project: Project, python: Interpreter) -> Table:
    """CPU nanoseconds a unit of our kernels and of bare loops, in one interpreter.

    Below it stands what costs a loop more than the goal.
    """
    title = f"Kernels on {python.name}, nanoseconds (goal for loops: at most {GOAL} × bare)"
    table = Table(title=title, box=SIMPLE, caption_justify="left")
    reasons = []
    for heading in ("kernel", "against"):
        table.add_column(heading, no_wrap=True)
    for heading in ("ours", "bare", "×"):
        table.add_column(heading, justify="right", no_wrap=True)
    for kernel in json.loads(ask(python, "benchmarks/kernels.py", str(project.src))):
        ours, bare = kernel["ours"], kernel["bare"]
        table.add_row(f"{kernel['name']} per {kernel['unit']}", kernel["bare_is"],
                      nanoseconds(ours), nanoseconds(bare), ratio(ours / bare))
        if ours > GOAL * bare and kernel["why"]:
            reasons.append(f"{kernel['name']}: {kernel['why']}")
    table.caption = "\n".join(reasons)
    return table


def nanoseconds(time: float) -> str:
    """Three digits, or all of them before the point."""
    return f"{time:.0f}" if time >= 100.0 else f"{time:.1f}"


def ratio(factor: float) -> str:
    """Two places, or one from 10 on, so that the column keeps its width."""
    return f"{factor:.1f}" if factor >= 10.0 else f"{factor:.2f}"


def manifests(project: Project) -> dict[str, LessonManifest]:
    """What is published of each lesson.

    Raises: BuildError if one is damaged.
    """
    found = {}
    for lesson in project.lessons([]):
        loaded = load_manifest(lesson.manifest_path)
        if loaded.problems:
            raise BuildError(loaded.problems[0])
        found[lesson.number] = loaded.manifest
    return found


def costs_of(published: dict[str, LessonManifest]) -> Costs:
    """What the published runs cost when they were trained."""
    costs: Costs = defaultdict(lambda: defaultdict(float))
    for number, manifest in published.items():
        for run in manifest.runs.values():
            costs[number][run.interpreter] += run.seconds
    return costs


def measured_costs(project: Project, pythons: list[Interpreter]) -> Costs:
    """What the runs of the figures cost now."""
    costs: Costs = defaultdict(lambda: defaultdict(float))
    with tempfile.TemporaryDirectory() as folder:
        for lesson in project.lessons([]):
            for python in pythons:
                seconds = train(project, lesson, python, Path(folder))
                costs[lesson.number][python.name] = sum(seconds)
    return costs


def train(project: Project, lesson: Lesson, python: Interpreter, folder: Path) -> Iterator[float]:
    """CPU seconds of each run of a lesson's figures."""
    for name, run in lesson.runs.items():
        if run.tier == "figures":
            reads = [str(lesson.record_path(read)) for read in lesson.reads(name)]
            request = {"slug": lesson.slug, "run": name, "reads": reads, "src": str(project.src),
                       "out": str(folder / "record.json"), "checkpoint": str(folder / "checkpoint"),
                       "key": name, "every": NEVER}
            said = ask(python, "pipeline/worker.py", "train", json.dumps(request))
            yield json.loads(said.splitlines()[-1])["result"]["seconds"]


def cost_table(costs: Costs, title: str) -> Table:
    """CPU seconds by lesson and interpreter."""
    names = sorted({name for lesson in costs.values() for name in lesson})
    table = Table(title=title, box=SIMPLE)
    table.add_column("lesson")
    for name in names:
        table.add_column(name, justify="right")
    for number, spent in sorted(costs.items()):
        table.add_row(number, *(f"{spent[name]:.2f}" if name in spent else "–" for name in names))
    return table


def film_table(published: dict[str, LessonManifest]) -> Table:
    """Frames a second at which films were recorded."""
    table = Table(title="Films as they were last recorded (goal: 15)", box=SIMPLE)
    table.add_column("lesson")
    table.add_column("film")
    table.add_column("frames a second", justify="right")
    for number, manifest in sorted(published.items()):
        for product in manifest.products.values():
            for film, rate in product.frames_per_second.items():
                table.add_row(number, film, f"{rate:.1f}")
    return table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", action="store_true", help="train in each interpreter")
    parser.add_argument("--root", type=Path, default=SCRIPTS.parent, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    project, console = Project(chosen.root.resolve()), Console()
    try:
        published, pythons = manifests(project), interpreters()
        for python in pythons:
            console.print(kernel_table(project, python))
        console.print(cost_table(costs_of(published), "Training, CPU seconds, as last built"))
        if chosen.train:
            costs = measured_costs(project, pythons)
            console.print(cost_table(costs, "Training, CPU seconds, just now"))
        console.print(film_table(published))
    except BuildError as problem:
        print(f"scripts/bench.py: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
