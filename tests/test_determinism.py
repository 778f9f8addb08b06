"""The same run gives the same record, to the last bit, on every Python there is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from interpreters import missing, run_pyodide
from policywerk.data.record import file_of, load_record, record_digest
from policywerk.lessons.catalogue import LESSONS, load_study
from policywerk.lessons.experiment import carry_out
from policywerk.lessons.l00_machinery import Race
from policywerk.lessons.l01_bellman import CARS, GROWING, TABLES, WALKS
from policywerk.lessons.settings import config_of

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"

PROGRAM = """
import importlib, pkgutil, policywerk
from policywerk.data.record import record_digest
from policywerk.lessons import l00_machinery, l01_bellman
from policywerk.lessons.experiment import Run, carry_out

for module in pkgutil.walk_packages(policywerk.__path__, "policywerk."):
    importlib.import_module(module.name)  # all of it works on this Python
moons = Run(l00_machinery.Moons(hidden=3, steps=45, points=20, unseen=20), 1)
for lesson, run in ((l00_machinery, moons), (l01_bellman, l01_bellman.SHOWN),
                    (l01_bellman, l01_bellman.TABLES)):
    print(record_digest(carry_out(lesson.STUDY, run)[0]))
"""


@pytest.fixture(scope="module")
def digests():
    return printed_by([sys.executable, "-c", PROGRAM])


def printed_by(command, **environment):
    """The digests that a command prints."""
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT / "tests",
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1",
             **environment})
    assert ran.returncode == 0, ran.stderr[-1500:]  # node prints the whole file first
    return ran.stdout.split()


def cpythons():
    """One CPython of each version from 3.9 on, from the path and from pyenv."""
    homes = [Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")), Path.home() / ".pyenv"]
    found = {}
    for minor in range(9, 16):
        on_path = shutil.which(f"python3.{minor}") or ""
        installed = [p for home in homes for p in home.glob(f"versions/3.{minor}.*/bin/python")]
        for python in [*map(str, installed), "" if "shims" in on_path else on_path]:
            if python:
                found.setdefault(f"3.{minor}", python)
    return found


@pytest.mark.parametrize("seed", ["0", "4000000000"])
def test_another_process_with_another_hash_seed(digests, seed):
    assert printed_by([sys.executable, "-c", PROGRAM], PYTHONHASHSEED=seed) == digests


@pytest.mark.parametrize("python", cpythons().values(), ids=cpythons())
def test_another_cpython(digests, python):
    assert printed_by([python, "-c", PROGRAM]) == digests


def test_optimised(digests):
    assert printed_by([sys.executable, "-OO", "-c", PROGRAM]) == digests


def test_pypy(digests):
    python = shutil.which("pypy3") or missing("pypy3", "on Debian, apt-get install pypy3")
    assert printed_by([python, "-c", PROGRAM]) == digests


def test_pyodide(digests):
    assert run_pyodide(PROGRAM).split() == digests


# ---------------------------------------------------------------- the committed records


def planned():
    """Each lesson's number with its study and each of its runs."""
    return [(lesson.number, load_study(lesson), run)
            for lesson in LESSONS for run in load_study(lesson).runs]


QUICK_RUNS = [*WALKS, TABLES, *(run for run in GROWING if run.config.size == 10)]
QUICK = [each for each in planned() if each[2] in QUICK_RUNS or isinstance(each[2].config, Race)]
SLOW = [each for each in planned() if each[0] == "01" and each not in QUICK]


def named(case):
    number, study, run = case
    return f"{number} {study.name(run)}"


def check_committed(case):
    number, study, run = case
    path = ROOT / "assets" / number / "records" / f"{file_of(study.name(run))}.json"
    if not path.exists():
        missing(path.name, "make figures brings the records")
    committed = load_record(path)
    made, _ = carry_out(study, run)
    assert made.results == committed.results  # first, for what it says when it fails
    assert made.digests == committed.digests
    assert record_digest(made) == record_digest(committed)


@pytest.mark.parametrize("case", QUICK, ids=named)
def test_committed_record(case):
    check_committed(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", SLOW, ids=named)
def test_committed_record_of_a_long_run(case):
    check_committed(case)


def test_which_records_are_made_again():
    assert len(QUICK) == 10 + 1 + 3 + 1  # walks, tables, a small grid for each method, the race
    assert [run for _, _, run in SLOW] == [CARS, *(r for r in GROWING if r.config.size > 10)]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_the_records_are_those_of_the_runs(lesson):
    folder = ROOT / "assets" / lesson.number / "records"
    names = {load_record(path).name: path.stem for path in folder.glob("*.json")}
    assert set(names) == set(load_study(lesson).planned())
    assert names == {name: file_of(name) for name in names}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_a_committed_record_is_whole_and_of_its_run(lesson):
    study = load_study(lesson)
    for name, run in study.planned().items():
        record = load_record(ROOT / "assets" / lesson.number / "records" / f"{file_of(name)}.json")
        assert (record.lesson, record.name) == (lesson.number, name)
        assert (record.seed, record.seeds) == (run.seed, run.seeds)
        assert config_of(type(run.config), record) == run.config
