"""Which Python trains: the one asked for, else PyPy, else the one that runs the build."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

from pipeline.errors import BuildError, usage_error

OLDEST = (3, 9)
PROBE = (
    "import json, platform, sys; "
    "print(json.dumps([platform.python_implementation(), list(sys.version_info[:3])]))"
)
# PyPy compiles what a loop does in its 1040th pass: of rows whose length divides 1040 that is the
# last entry, and the path it takes leads out of the loop. 1021 is a prime.
COMPILES = ["--jit", "threshold=1020"]
FLAGS = ["-E", "-s"]  # nothing from PYTHON… variables or the user's own site-packages
PATIENCE = 30.0  # seconds an interpreter may take to answer


@dataclass(frozen=True)
class Interpreter:
    """A Python that can train."""

    path: str
    name: str  # "PyPy 3.9.16"

    @property
    def command(self) -> list[str]:
        """How it is started."""
        return [self.path, *(COMPILES if self.name.startswith("PyPy") else []), *FLAGS]


def ask(path: str) -> tuple[str, tuple[int, ...]] | None:
    """Implementation and version of a Python, or None if that program is not one."""
    try:
        answer = subprocess.run([path, *FLAGS, "-c", PROBE], stdin=subprocess.DEVNULL,
                                capture_output=True, timeout=PATIENCE, check=True)
        implementation, version = json.loads(answer.stdout)
        return str(implementation), tuple(int(part) for part in version)
    except (OSError, ValueError, TypeError, subprocess.SubprocessError):
        return None


def check(wanted: str) -> Interpreter:
    """The interpreter of that name or path.

    Raises: BuildError if it does not exist, is not a Python, or is older than 3.9.
    """
    remedy = "give a Python of 3.9 or later, such as --python pypy3"
    path = shutil.which(wanted)
    if path is None:
        raise usage_error(f"--python {wanted!r}: there is no such program; {remedy}")
    found = ask(path)
    if found is None:
        raise usage_error(f"--python {wanted!r}: that is not a Python that works; {remedy}")
    implementation, version = found
    name = f"{implementation} {'.'.join(map(str, version))}"
    if version < OLDEST:
        raise usage_error(f"--python {wanted!r}: {name} is too old; {remedy}")
    return Interpreter(path, name)


def fastest() -> Interpreter:
    """PyPy where there is one that can train, else this Python."""
    try:
        return check("pypy3")
    except BuildError:
        return check(sys.executable)


NURSERY = "32MB"  # where PyPy keeps young objects; at 4 MB it collects a thousand times an update


def environment(interpreter: Interpreter | None = None) -> dict[str, str]:
    """The variables of a job: UTF-8 for names of files, and a large nursery for PyPy."""
    variables = dict(os.environ)
    if os.name == "posix":
        variables["LC_ALL"] = "C.UTF-8"  # PyPy 3.9 has no other way to be told
    if interpreter is not None and interpreter.name.startswith("PyPy"):
        variables.setdefault("PYPY_GC_NURSERY", NURSERY)
    return variables
