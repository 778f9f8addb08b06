"""The other Pythons of this machine: PyPy, one CPython of each version from 3.9 on, Pyodide."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src"
PYODIDE = ROOT / "node_modules" / "pyodide" / "pyodide.mjs"
PYPY = "pypy3"


def candidates():
    """Where a CPython may be, by version: this one, the path, the folder of pyenv."""
    yield f"3.{sys.version_info.minor}", sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for minor in range(9, 20):
        found = [shutil.which(f"python3.{minor}"), *sorted(pyenv.glob(f"3.{minor}.*/bin/python3"))]
        yield from ((f"3.{minor}", str(path)) for path in found if path)


def is_version(path, version):
    """Whether the interpreter runs and is of that version (a shim may be neither)."""
    ask = "import sys; print(*sys.version_info[:2], sep='.')"
    done = subprocess.run([path, "-c", ask], capture_output=True, text=True, check=False)
    return done.stdout.strip() == version


def interpreters():
    """The name and path of each interpreter; PyPy stands first, present or not."""
    found = {PYPY: PYPY}
    for version, path in candidates():
        if version not in found and is_version(path, version):
            found[version] = path
    return found


def require(interpreter):
    """Skip the test where PyPy is missing; in CI that is a failure."""
    if not shutil.which(interpreter):
        if os.environ.get("CI") == "true":
            pytest.fail(f"{interpreter} must be installed in CI (Debian: apt-get install pypy3)")
        pytest.skip(f"no {interpreter} here")


def run_python(interpreter, *arguments, **environment):
    """Run an interpreter that finds the package in src; its standard output, or an error."""
    require(interpreter)
    environment = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONDONTWRITEBYTECODE": "1",
                   **environment}
    done = subprocess.run([interpreter, *arguments], capture_output=True, text=True, timeout=300,
                          env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def missing(what, remedy):
    """Fail where everything must be there; elsewhere skip, and say what brings it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"no {what}: {remedy}")
    pytest.skip(f"no {what}: {remedy}")


def run_pyodide(program, given=SRC):
    """Run a program in the browser's Python, which finds the folder that is given as /given."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if not node or not PYODIDE.exists():
        missing("Pyodide under node", "make book installs both")
    script = ROOT / "tests" / "pyodide" / "run.mjs"
    done = subprocess.run([node, str(script), str(SRC), program, str(given)], timeout=300,
                          capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-1500:]  # node prints the whole file first
    return done.stdout
