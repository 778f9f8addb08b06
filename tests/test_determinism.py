"""The same run gives the same record, to the last bit, on every Python there is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from policywerk.data.record import load_record, record_digest
from policywerk.lessons.experiment import carry_out
from policywerk.lessons.l01_bellman import METHODS, SHOWN, STUDY, TABLES, Gridworld, Growth, Tables

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
PYODIDE = ROOT / "node_modules" / "pyodide" / "pyodide.mjs"
RECORDS = ROOT / "assets" / "01" / "records"

PROGRAM = """
import importlib, pkgutil, policywerk
from policywerk.data.record import record_digest
from policywerk.lessons.experiment import carry_out
from policywerk.lessons.l01_bellman import SHOWN, STUDY, TABLES

for module in pkgutil.walk_packages(policywerk.__path__, "policywerk."):
    importlib.import_module(module.name)  # all of it works on this Python
for run in (SHOWN, TABLES):
    print(record_digest(carry_out(STUDY, run)[0]))
"""


@pytest.fixture(scope="module")
def digests():
    return [record_digest(carry_out(STUDY, run)[0]) for run in (SHOWN, TABLES)]


def printed_by(command, **environment):
    """The digests that a command prints."""
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT / "tests",
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1",
             **environment})
    assert ran.returncode == 0, ran.stderr[-1500:]  # node prints the whole file first
    return ran.stdout.split()


def missing(what, remedy):
    """Fail where everything must be there; elsewhere skip, and say what brings it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"no {what}: {remedy}")
    pytest.skip(f"no {what}: {remedy}")


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
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if not node or not PYODIDE.exists():
        missing("Pyodide under node", "make book installs both")
    script = ROOT / "tests" / "pyodide" / "digests.mjs"
    assert printed_by([node, str(script), str(SOURCE), PROGRAM]) == digests


# ---------------------------------------------------------------- the committed records


QUICK = [run for run in STUDY.runs
         if isinstance(run.config, (Gridworld, Tables))
         or run.config in [Growth(method=method, size=10) for method in METHODS]]
SLOW = [run for run in STUDY.runs if run not in QUICK]


def check_committed(run):
    path = RECORDS / f"{STUDY.name(run)}.json"
    if not path.exists():
        missing(path.name, "make figures brings the records")
    committed = load_record(path)
    made, _ = carry_out(STUDY, run)
    assert made.results == committed.results  # first, for what it says when it fails
    assert record_digest(made) == record_digest(committed)


@pytest.mark.parametrize("run", QUICK, ids=STUDY.name)
def test_committed_record(run):
    check_committed(run)


@pytest.mark.slow
@pytest.mark.parametrize("run", SLOW, ids=STUDY.name)
def test_committed_record_of_a_long_run(run):
    check_committed(run)


def test_the_records_are_those_of_the_runs():
    found = {path.stem for path in RECORDS.glob("*.json")}
    assert found == set(STUDY.planned())
