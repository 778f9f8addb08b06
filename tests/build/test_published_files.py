"""What is published in this very repository: current, closed, and still what the program does."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.keys import training_roots
from pipeline.manifest import load_manifest
from pipeline.project import Project
from pipeline.reach import Reach

ROOT = Path(__file__).resolve().parents[2]
LESSONS = Project(ROOT).lessons([])
CHEAP = 120.0  # CPU seconds of a figures tier that a test may train


def build(root, *arguments):
    """Run the build on a copy of this project."""
    command = [sys.executable, str(ROOT / "scripts" / "build.py"), "--root", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=1500, check=False,
                          env={**os.environ, "POLICYWERK_CACHE": str(root / ".build/checkpoints")})


@pytest.fixture
def copy(tmp_path):
    """A copy of the program, the drawing code and what is published."""
    ignore = shutil.ignore_patterns("__pycache__", ".partial-*")
    for part in ("src", "scripts/figures", "assets"):
        shutil.copytree(ROOT / part, tmp_path / "copy" / part, ignore=ignore)
    return tmp_path / "copy"


def edit(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def named(result, number):
    """The runs and products of a lesson that a check has named."""
    lines = [line for line in result.stdout.splitlines() if line.startswith(f"{number} ")]
    return {line.removeprefix(f"{number} ").split(":")[0] for line in lines}


def test_everything_published_is_current(copy):
    result = build(copy, "--check")
    assert result.returncode == 0, result.stdout


def test_another_fall_makes_old_whatever_walks_on_the_cliff(copy):
    edit(copy / "src/policywerk/world/cliff.py", "FALL = -100.0", "FALL = -50.0")
    result = build(copy, "--check")
    assert result.returncode == 1
    assert "policywerk.world.cliff:FALL changed" in result.stdout
    (lesson,) = (each for each in LESSONS if each.number == "04")
    old = named(result, "04") & set(lesson.runs)
    assert set(lesson.runs) - old == {name for name in lesson.runs if name.startswith("bias")}
    assert len(set(lesson.runs) - old) == 2
    for number in ("00", "01", "02", "03"):
        assert named(result, number) == set()


HARMLESS = {  # FOUND A.3: a file, and an edit that no training can notice
    "a word of what a lesson says": ("lessons/l04_q_learner.py", "greedy walks afterwards",
                                     "greedy walks after learning"),
    "an unused function": ("primitives/vector.py", "from policywerk.primitives import scalar\n",
                           "from policywerk.primitives import scalar\n\n\ndef unused(x: float) -> "
                           "float:\n    return x\n\n"),
    "a docstring": ("world/cliff.py", '"""', '"""Mind the edge. '),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_edit_trains_nothing(copy, name):
    path, old, new = HARMLESS[name]
    path = copy / "src/policywerk" / path
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    said = build(copy, "--dry-run", "--evidence").stdout
    assert "train " not in said, said


def test_only_one_experiment_is_trained_for_an_edit_of_one(copy):
    before = Reach({"policywerk": ROOT / "src/policywerk"})
    path = copy / "src/policywerk/lessons/l04_q_learner.py"
    text = path.read_text()
    start = text.index("def convergence_experiment")
    path.write_text(text[:start] + text[start:].replace("epsilon=1.0", "epsilon=0.9", 1))
    after = Reach({"policywerk": copy / "src/policywerk"})
    (lesson,) = (each for each in LESSONS if each.number == "04")
    moved = {lesson.experiment(run).name for run in lesson.runs
             if before.digest(training_roots(lesson, run))
             != after.digest(training_roots(lesson, run))}
    assert moved == {"convergence"}


def figures_seconds(lesson):
    runs = load_manifest(lesson.manifest_path).manifest.runs
    return sum(runs[name].seconds for name, run in lesson.runs.items() if run.tier == "figures")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_what_a_lesson_keeps_beside_its_pictures_is_small(lesson):
    kept = [path for path in (ROOT / "assets" / lesson.number).rglob("*")
            if path.suffix in {".json", ".md", ".txt"} and path.name != "manifest.json"]
    assert sum(path.stat().st_size for path in kept) <= 2 * 1024 * 1024
    assert len(kept) > len(lesson.runs) / 2


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_the_figures_of_a_lesson_can_be_made_from_nothing(copy, lesson):
    """All of them, from the runs for the figures alone; dear ones are drawn from their records."""
    folder = copy / "assets" / lesson.number
    before = load_manifest(folder / "manifest.json").manifest
    if figures_seconds(lesson) < CHEAP:
        shutil.rmtree(folder)
    else:
        content = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps({**content, "products": {}}))
    result = build(copy, lesson.number)
    assert result.returncode == 0, result.stderr
    after = load_manifest(folder / "manifest.json").manifest
    assert set(after.products) == set(before.products)
    evidence = {name for name, run in lesson.runs.items() if run.tier != "figures"}
    assert not evidence & set(after.runs) or figures_seconds(lesson) >= CHEAP
    for name, run in after.runs.items():
        assert run.digest == before.runs[name].digest
    assert after.products["transcript"].outputs == before.products["transcript"].outputs
    for product in after.products.values():
        for file in product.outputs:
            assert (folder / file).stat().st_size > 0
    tables = [path.read_text() for path in folder.glob("*.md")]
    assert any("runs; the others are not trained yet" in text for text in tables) == bool(
        evidence and figures_seconds(lesson) < CHEAP)


@pytest.mark.slow
def test_published_runs_are_what_the_program_still_does(copy):
    result = build(copy, "--audit", "60")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
def test_force_leaves_everything_but_times_as_it_is(copy):
    """Lesson 00 has two films, and two pictures that depend on nothing trained."""
    folder = copy / "assets" / "00"
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    result = build(copy, "00", "--force")
    assert result.returncode == 0, result.stderr
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert {name for name in after if after[name] != before.get(name)} == {"manifest.json"}
