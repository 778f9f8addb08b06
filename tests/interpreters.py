"""The other Pythons of this machine: PyPy, and one CPython of each version from 3.9 on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src"
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
