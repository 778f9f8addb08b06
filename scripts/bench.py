#!/usr/bin/env python3
"""Measure: our kernels against their floors, what training costs, how fast films are drawn.

    scripts/bench.py [--train] [--quick] [--json FILE] [--write]

The floor of a kernel is the best plain loop that we know for the same arithmetic. The two are
measured in pairs, and the ratio printed is the median of the ratios of the pairs. So it can be
compared where the machine does other things too, and the times cannot. What stands above the
goal has its reason below the table. Functions of a number stand beside those of the C library,
which is no floor: it rounds in another way on every machine. Below the kernels stand agents of
lessons 05 to 07, with their exact numbers of multiply-adds and what a bare loop needs for as many.

The numbers are also written to a JSON file, and with --write as a table into the book
(assets/bench.md). Times of training and of films are those of the last build; --train trains
every run of the figures again, in each interpreter (nothing is published).

PyPy runs each side for a second before the clock starts: what it takes to compile is not counted.
It gets a nursery of 32 MB, as it should where networks are trained: a tape leaves many short
lists, and each time the nursery is full PyPy looks through what is still in use.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pipeline.errors import BuildError
from pipeline.interpreters import Interpreter, check
from pipeline.manifest import LessonManifest, load_manifest
from pipeline.project import Lesson, Project

SCRIPTS = Path(__file__).resolve().parent
GOAL = 1.3  # our kernels should cost at most so many times their floor

NEVER = 1e9  # seconds between checkpoints, so that none is written
NURSERY = {"PYPY_GC_NURSERY": "32MB"}  # other interpreters do not look at it
NO_REASON = "we do not know why"

Row = dict[str, Any]  # what benchmarks/kernels.py says of a kernel, or deep.py of an agent
Found = dict[str, list[Row]]  # interpreter -> kernels, or agents
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
        done = subprocess.run([*interpreter.command, str(SCRIPTS / script), *arguments],
                              stdin=held, capture_output=True, text=True, check=False,
                              env={**os.environ, **NURSERY})
    finally:
        os.close(held)
        os.close(ours)
    if done.returncode:
        last = (done.stderr.splitlines() or ["it said nothing"])[-1]
        raise BuildError(f"{script} failed in {interpreter.name}: {last}")
    return done.stdout


def measure_kernels(project: Project, python: Interpreter, quick: bool) -> list[Row]:
    """Every kernel in one interpreter."""
    flags = ["--quick"] if quick else []
    rows: list[Row] = json.loads(
        ask(python, "benchmarks/kernels.py", str(project.src), *flags))
    return rows


def measure_deep(project: Project, python: Interpreter, quick: bool) -> list[Row]:
    """Agents of lessons 05 to 07 in one interpreter: what benchmarks/deep.py says."""
    flags = ["--quick"] if quick else []
    rows: list[Row] = json.loads(ask(python, "benchmarks/deep.py", str(project.src), *flags))
    return rows


def deep_table(found: Found) -> Table:
    """CPU seconds of whole trainings in each interpreter, beside their floors."""
    table = Table(title="Agents of lessons 05 to 07, CPU seconds", box=SIMPLE,
                  caption_justify="left", collapse_padding=True, pad_edge=False)
    for heading in ("", "steps", "billion\nmultiply-\nadds", "seconds", "floor", "×"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    rows = [(f"{row['name']}, {python}", row) for python, of_it in found.items() for row in of_it]
    for name, row in rows:
        table.add_row(name, f"{row['whole']:,}", f"{row['multiply_adds'] / 1e9:.2f}",
                      f"{row['seconds']:.1f}", f"{row['floor']:.1f}",
                      ratio(row["seconds"] / row["floor"]))
    scaled = [f"{name}: trained for {row['trained']:,} steps, the rest by proportion"
              for name, row in rows if row["trained"] < row["whole"]]
    updates = [f"{name}: {row['update']:.0f} ms an update"
               for name, row in rows if row["update"] is not None]
    table.caption = "\n".join([*scaled, *updates, "floor: as many multiply-adds in a bare loop; "
                               "optimiser, bends and bytes come on top"])
    return table


def is_above(row: Row) -> bool:
    """Whether a kernel misses the goal; the C library is none."""
    return not row["floor_is"].startswith("math.") and row["ratio"] > GOAL


def kernel_table(python: str, rows: list[Row]) -> Table:
    """CPU nanoseconds a unit of our kernels and of their floors, in one interpreter.

    Below it stands what costs more than the goal.
    """
    title = f"Kernels on {python}, nanoseconds (goal: at most {GOAL} × floor)"
    table = Table(title=title, box=SIMPLE, caption_justify="left")
    table.add_column("kernel", no_wrap=True)
    for heading in ("ours", "floor", "×"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(f"{row['name']} per {row['unit']}", nanoseconds(row["ours"]),
                      nanoseconds(row["floor"]), ratio(row["ratio"]))
    table.caption = "\n".join(f"{row['name']}: {row['why'] or NO_REASON}"
                              for row in rows if is_above(row))
    return table


def page(found: Found, when: str, machine: str) -> str:
    """The kernels of all interpreters as a table for the book, and the reasons below it."""
    names = list(found)
    heads = " | ".join(f"{name} |  " for name in names)
    lines = [f"| | {heads} |", "|:--|" + "--:|--:|" * len(names),
             "| *nanoseconds a unit* | " + " | ".join("ours | × floor" for _ in names) + " |"]
    for rows in zip(*found.values()):
        cells = " | ".join(f"{nanoseconds(row['ours'])} | {ratio(row['ratio'])}" for row in rows)
        lines.append(f"| {rows[0]['name']}, per {rows[0]['unit']} | {cells} |")
    reasons = {row["name"]: row["why"] or NO_REASON
               for rows in found.values() for row in rows if is_above(row)}
    lines += ["", f"Measured {when} on {machine}, beside other work: trust the ratios, not the "
              f"times. Above {GOAL}, and why:", ""]
    lines += [f"- *{name}*: {why}." for name, why in reasons.items()]
    return "\n".join(lines) + "\n"


def machine() -> str:
    """What kind of machine this is, in words."""
    return f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores"


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


def keep(found: Found, deep: Found, target: Path) -> None:
    """Write what was found, with the machine and the day, for other programs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    record = {"machine": machine(), "date": time.strftime("%Y-%m-%d"), "kernels": found,
              "deep": deep}
    target.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", action="store_true", help="train in each interpreter")
    parser.add_argument("--quick", action="store_true", help="measure shortly, and roughly")
    parser.add_argument("--json", type=Path, metavar="FILE", help="default: .build/bench.json")
    parser.add_argument("--write", action="store_true", help="write assets/bench.md")
    parser.add_argument("--root", type=Path, default=SCRIPTS.parent, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    project, console = Project(chosen.root.resolve()), Console()
    try:
        published, pythons = manifests(project), interpreters()
        found = {}
        for python in pythons:
            found[python.name] = measure_kernels(project, python, chosen.quick)
            console.print(kernel_table(python.name, found[python.name]))
        deep = {python.name: measure_deep(project, python, chosen.quick) for python in pythons}
        console.print(deep_table(deep))
        keep(found, deep, chosen.json or project.root / ".build" / "bench.json")
        if chosen.write:
            target = project.root / "assets" / "bench.md"
            target.write_text(page(found, time.strftime("%B %-d, %Y"), machine()), encoding="utf-8")
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
