"""A small project for the build to work on: two lessons that count, drawn as text files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "scripts" / "build.py"

CATALOGUE = '''
from importlib import import_module
from typing import NamedTuple


class Lesson(NamedTuple):
    number: str
    slug: str


LESSONS = (Lesson("01", "l01_count"), Lesson("02", "l02_count"))


def find_lesson(number):
    for lesson in LESSONS:
        if number.zfill(2) == lesson.number:
            return lesson
    raise ValueError(f"there is no lesson {number!r}; there are: 01, 02")
'''

LESSON = '''
"""A lesson that counts."""

import os
import time
from dataclasses import dataclass
from typing import NamedTuple

from policywerk.data.record import Evidence, Record
from policywerk.primitives.steps import step


@dataclass(frozen=True)
class Config:
    width: float = 0.5
    count: int = 3


class Run(NamedTuple):
    name: str
    config: Config
    seed: int
    tier: str


def runs():
    return [
        Run("first", Config(), 1, "figures"),
        Run("second", Config(width=0.25), 2, "figures"),
        Run("more", Config(count=5), 3, "evidence"),
    ]


def run(config, seed, report):
    name = {planned.seed: planned.name for planned in runs()}[seed]
    print("a lesson may print")  # must not disturb the channel to the build
    report("counting", 0.0)
    time.sleep(float(os.environ.get("DUMMY_SLEEP", "0")))
    if os.environ.get("DUMMY_FAIL") == name:
        raise ArithmeticError("one too many")
    values = [0.0]
    for _ in range(config.count):
        values.append(step(values[-1], config.width))
    report("checking", 1.0)
    return Record("NUMBER", name, vars(config), seed, {"values": values}, [], {"last": values[-1]})


def summarise(records):
    lasts = [record.results["last"] for record in records.values()]
    return Evidence("NUMBER", [r.seed for r in records.values()], {"ours": lasts}, {}, {}, [])
'''

STEPS = '''
def step(value, width):
    """Count on."""
    return value + width
'''

MAIN = '''
import sys
from policywerk.lessons import catalogue

print("ran", *sys.argv[1:])
'''

DRAWING = '''
import os
import time

from figures.pen import write


def draw(context):
    context.report("drawing", 0.0)
    time.sleep(float(os.environ.get("DUMMY_SLEEP", "0")))
    if os.environ.get("DUMMY_FAIL") == "figures":
        raise ArithmeticError("no ink")
    for name, record in context.records.items():
        write(context.out / f"{name}.txt", record.series["values"])
    write(context.out / "samples.txt", context.evidence.samples["ours"])
    write(context.out / "stages.txt", sorted(context.timings["first"]))
'''

PEN = '''
def write(path, values):
    path.write_text(" ".join(map(str, values)) + "\\n")
'''


def make_project(root: Path) -> Path:
    """The dummy project, nothing of it built: real records, dummy lessons and drawing code."""
    package, figures = root / "src" / "policywerk", root / "scripts" / "figures"
    ignore = shutil.ignore_patterns("__pycache__")
    for part in ("data", "primitives"):
        shutil.copytree(ROOT / "src" / "policywerk" / part, package / part, ignore=ignore)
    (package / "lessons").mkdir()
    figures.mkdir(parents=True)
    files = {
        package / "__init__.py": "",
        package / "__main__.py": MAIN,
        package / "primitives" / "steps.py": STEPS,
        package / "lessons" / "__init__.py": "",
        package / "lessons" / "catalogue.py": CATALOGUE,
        figures / "pen.py": PEN,
    }
    for number in ("01", "02"):
        files[package / "lessons" / f"l{number}_count.py"] = LESSON.replace("NUMBER", number)
        files[figures / f"l{number}_count.py"] = DRAWING
    for path, text in files.items():
        path.write_text(text)
    return root


def command(project: Path, *arguments: str) -> list[str]:
    """The command line that builds a project with this Python."""
    python = () if "--python" in arguments else ("--python", sys.executable)
    return [sys.executable, str(BUILD), "--root", str(project), *python, *arguments]


def build(project: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Build a project; settings are environment variables."""
    return subprocess.run(command(project, *arguments), env={**os.environ, **settings},
                          capture_output=True, text=True, timeout=120, check=False)


def edit(path: Path, old: str, new: str) -> None:
    """Replace one piece of a file, which must be there."""
    text = path.read_text()
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new))


def manifest(project: Path) -> dict:
    """The manifest as it stands."""
    return json.loads((project / "assets" / "manifest.json").read_text())


def files(project: Path) -> dict[str, bytes]:
    """Everything under assets/ by name."""
    assets = project / "assets"
    return {p.relative_to(assets).as_posix(): p.read_bytes()
            for p in sorted(assets.rglob("*")) if p.is_file()}
