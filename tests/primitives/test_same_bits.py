"""The portable functions and the random streams give the same bits on every Python found."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import activations_bits
import pytest
import random_bits
import scalar_bits

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src"


def interpreters() -> list[str]:
    """PyPy, and one CPython of each version from 3.9 on, from the path and from pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = {}
    for minor in range(9, 20):
        for candidate in [shutil.which(f"python3.{minor}"),
                          *map(str, sorted(pyenv.glob(f"3.{minor}.*/bin/python")))]:
            if candidate:
                found[f"3.{minor}"] = candidate
    return ["pypy3", *found.values()]


@pytest.mark.parametrize("interpreter", interpreters(), ids=lambda p: "-".join(Path(p).parts[-3:]))
@pytest.mark.parametrize("script", [scalar_bits, random_bits, activations_bits],
                         ids=lambda m: m.__name__)
def test_same_bits(interpreter, script):
    if not shutil.which(interpreter):
        if os.environ.get("CI") == "true":
            pytest.fail(f"{interpreter} must be installed in CI (Debian: apt-get install pypy3)")
        pytest.skip(f"no {interpreter} here")
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONHASHSEED": "7"}
    run = subprocess.run([interpreter, str(HERE / f"{script.__name__}.py")], env=environment,
                         check=True, capture_output=True, text=True, timeout=120)
    assert run.stdout.strip() == script.digest()


def test_the_digest_has_not_changed():
    # A change here changes every record of the book: make it on purpose.
    assert scalar_bits.digest().startswith("19143b0bcd0bf0b0")
    first, later = random_bits.digest().split()
    assert first.startswith("d669eb6282aa4a6b")
    assert later.startswith("ffb2500b9fcfab77")
    assert activations_bits.digest().startswith("af6acf5fe43c4e38")


@pytest.mark.parametrize("interpreter", interpreters(), ids=lambda p: "-".join(Path(p).parts[-3:]))
def test_a_nan_stays_a_nan_when_it_is_compiled(interpreter):
    if not shutil.which(interpreter):
        pytest.skip(f"no {interpreter} here")
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    run = subprocess.run([interpreter, str(HERE / "nan_stays.py")], env=environment,
                         check=True, capture_output=True, text=True, timeout=120)
    assert run.stdout.strip() == ""  # with nan after -746 in _exp_outside: exp, tanh, sigmoid, ...
