"""A small project for the build to work on: two lessons that count, drawn as text files.

The frame of the lessons is the real one; the drawing code draws without a drawing library.
"""

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

from policywerk.lessons.settings import RequestError


class Lesson(NamedTuple):
    number: str
    slug: str


LESSONS = (Lesson("01", "l01_count"), Lesson("02", "l02_count"))


def find_lesson(number):
    for lesson in LESSONS:
        if number.zfill(2) == lesson.number:
            return lesson
    raise RequestError(f"there is no lesson {number!r}; there are: 01, 02")
'''

LESSON = '''
"""A lesson that counts."""

import os
import time
from dataclasses import dataclass, field

from policywerk.data.record import Evidence
from policywerk.data.values import number
from policywerk.lessons.experiment import Experiment, Found, Given, Records, Run, Study
from policywerk.lessons.settings import Config, setting
from policywerk.lessons.stepwise import Stepwise
from policywerk.primitives.steps import step


@dataclass(frozen=True)
class Count(Config):
    """Count."""

    width: float = setting(0.5, "of a step")
    count: int = setting(3, "steps", least=0)


@dataclass(frozen=True)
class Sum(Config):
    """Add up what others counted."""


@dataclass(frozen=True)
class Long(Config):
    """Count for long."""

    steps: int = setting(12, "in all", least=1)


def count(config: Count, given: Given) -> Found:
    print("a lesson may print")  # must not disturb the channel to the build
    given.report("counting", 0, 1)
    time.sleep(float(os.environ.get("DUMMY_SLEEP", "0")))
    if os.environ.get("DUMMY_FAIL") == f"{given.seed}":
        raise ArithmeticError("one too many")
    values = [0.0]
    for _ in range(config.count):
        values.append(step(values[-1], config.width))
    given.report("checking", 1, 1)
    return Found({"last": values[-1]}, {"values": values})


def add_up(config: Sum, given: Given) -> Found:
    total = 0.0
    for record in given.records:
        total += number(record.results["last"])
    return Found({"last": total})


def read_two(config: Sum):
    return (Run(Count(), 1), Run(Count(width=0.25), 2))


@dataclass
class Counting:
    steps: int
    step: int = 0
    value: float = 0.0
    series: list = field(default_factory=list)
    digests: dict = field(default_factory=dict)

    @property
    def merit(self):
        return f"value {self.value:g}"


def begin(config: Long, given: Given) -> Counting:
    return Counting(config.steps, value=float(given.seed))


def advance(state: Counting) -> Counting:
    time.sleep(float(os.environ.get("DUMMY_STEP", "0")))
    state.value = step(state.value, 1.0)
    state.series.append(state.value)
    state.step += 1
    return state


def ended(state: Counting) -> Found:
    return Found({"last": state.value}, {"values": state.series}, weights={"w": [[state.value]]})


def learnt(state: Counting):
    return state.value


def summarise(records: Records) -> Evidence:
    lasts = [number(record.results["last"]) for _, record in records.each(Count)]
    seeds = [record.seed for _, record in records.each(Count)]
    return Evidence("NUMBER", seeds, {"ours": lasts}, {}, {}, [])


def told(record):
    return [f"last {record.results['last']}"]


STUDY = Study(
    lesson="NUMBER",
    experiments=(
        Experiment(Count, count, told),
        Experiment(Sum, add_up, reads=read_two, seeded=False),
        Experiment(Long, Stepwise(begin, advance, ended, learnt, segment=3)),
    ),
    runs=(
        Run(Count(), 1),
        Run(Count(width=0.25), 2),
        Run(Count(count=5), 3, tier="evidence"),
        Run(Sum()),
        Run(Long(), 4, keeps="NUMBER-long"),
        Run(Long(), 5, tier="evidence"),
        Run(Long(), 6, tier="evidence"),
    ),
    default=Run(Count(), 1),
    summarise=summarise,
)
'''

STEPS = '''
def step(value, width):
    """Count on."""
    counted = value + width
    return counted


def unused(value):
    return value
'''

PICTURES = '''
from figures.pictures import Picture
from policywerk.lessons.experiment import Run
from policywerk.lessons.lNUMBER_count import STUDY, Count, Long

COUNTS = tuple(run for run in STUDY.runs if isinstance(run.config, Count))

PICTURES = (
    Picture("lines", "lNUMBER_count:draw_lines", ("lines.txt",), reads=COUNTS[:2]),
    Picture("samples", "lNUMBER_count:draw_samples", ("samples.txt",), COUNTS, evidence=True),
    Picture("stages", "lNUMBER_count:draw_stages", ("stages.txt",), COUNTS[:1], timed=True),
    Picture("more", "lNUMBER_count:draw_more", ("more.md",), COUNTS[2:]),
    Picture("film", "lNUMBER_count:draw_film", ("film.mp4", "film.png"), reads=(Run(Long(), 4),)),
)
'''

DRAWING = '''
import os
import time

from figures import movie
from figures.pen import write


def draw_lines(drawing):
    drawing.report("drawing", 0, 1)
    time.sleep(float(os.environ.get("DUMMY_SLEEP", "0")))
    if os.environ.get("DUMMY_FAIL") == "lines":
        raise ArithmeticError("no ink")
    for record in drawing.records.by_name.values():
        write(drawing.out / "lines.txt", record.series["values"])


def draw_samples(drawing):
    write(drawing.out / "samples.txt", drawing.evidence.samples["ours"])


def draw_stages(drawing):
    write(drawing.out / "stages.txt", sorted(drawing.timings["count-seed-1"]))


def draw_more(drawing):
    write(drawing.out / "more.md", [len(drawing.records), drawing.planned])


def draw_film(drawing):
    (drawing.out / "film.mp4").write_bytes(os.urandom(8))  # an encoder's bytes may differ
    write(drawing.out / "film.png", [1])
    last, = drawing.records.by_name.values()
    movie.FILMS.append(movie.Film("film.mp4", str(last.results["last"])))
'''

PEN = '''
def write(path, values):
    with path.open("a") as file:
        file.write(" ".join(map(str, values)) + "\\n")
'''

MOVIE = '''
from typing import NamedTuple


class Film(NamedTuple):
    name: str
    digest: str
    frames_per_second: float = 10.0


FILMS = []
'''

GIVEN_TO_DRAW = '''
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Drawing:
    records: Any
    out: Any
    evidence: Any
    timings: Any
    report: Any
    planned: int
'''

PLACEHOLDER = '''
def hold_places(drawing, names):
    for name in names:
        (drawing.out / name).write_text("not trained yet\\n")
'''


def make_project(root: Path) -> Path:
    """The dummy project, nothing of it built: the real frame, dummy lessons and drawing code."""
    package, figures = root / "src" / "policywerk", root / "scripts" / "figures"
    ignore = shutil.ignore_patterns("__pycache__", "weights")
    for part in ("data", "primitives"):
        shutil.copytree(ROOT / "src" / "policywerk" / part, package / part, ignore=ignore)
    (package / "lessons").mkdir()
    figures.mkdir(parents=True)
    for name in ("experiment", "settings", "stepwise"):
        shutil.copy(ROOT / "src" / "policywerk" / "lessons" / f"{name}.py", package / "lessons")
    shutil.copy(ROOT / "scripts" / "figures" / "pictures.py", figures)
    files = {
        package / "__init__.py": "",
        package / "primitives" / "steps.py": STEPS,
        package / "lessons" / "__init__.py": "",
        package / "lessons" / "catalogue.py": CATALOGUE,
        figures / "pen.py": PEN,
        figures / "movie.py": MOVIE,
        figures / "drawing.py": GIVEN_TO_DRAW,
        figures / "placeholder.py": PLACEHOLDER,
    }
    for number in ("01", "02"):
        files[package / "lessons" / f"l{number}_count.py"] = LESSON.replace("NUMBER", number)
        files[figures / f"l{number}_count.py"] = DRAWING
        files[figures / f"l{number}_count_pictures.py"] = PICTURES.replace("NUMBER", number)
    for path, text in files.items():
        path.write_text(text)
    return root


def command(project: Path, *arguments: str) -> list[str]:
    """The command line that builds a project with this Python."""
    python = () if "--python" in arguments else ("--python", sys.executable)
    return [sys.executable, str(BUILD), "--root", str(project), *python, *arguments]


def build(project: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Build a project; settings are environment variables."""
    cache = {"POLICYWERK_CACHE": str(project / ".build" / "checkpoints")}
    return subprocess.run(command(project, *arguments), env={**os.environ, **cache, **settings},
                          capture_output=True, text=True, timeout=120, check=False)


def edit(path: Path, old: str, new: str) -> None:
    """Replace one piece of a file, which must be there."""
    text = path.read_text()
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new))


def manifest(project: Path, number: str = "01") -> dict:
    """A lesson's manifest as it stands."""
    return json.loads((project / "assets" / number / "manifest.json").read_text())


def files(project: Path) -> dict[str, bytes]:
    """Everything under assets/ by name."""
    assets = project / "assets"
    return {p.relative_to(assets).as_posix(): p.read_bytes()
            for p in sorted(assets.rglob("*")) if p.is_file()}
