"""A strict build refuses a page that is wrong, and says which page and what on it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRONG = r"""
# Wrong

The number {{ 01.no_such_number }}, the formula $\gama$ and a [link](nowhere.md).

![what it shows](no-poster.png){ .animation data-video="no-video.mp4" }
"""
LAB = "# %% [markdown]\n# # Lab\n# See [nothing](../nothing.md).\n\n# %%\nprint(1 / {})\n"


def build_strictly(home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(home / "site")],
        cwd=home,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A book of one empty page, with the real hooks."""
    for name in ("src", "assets", "overrides", "scripts", "node_modules"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "docs/labs").mkdir(parents=True)
    (tmp_path / "docs/index.md").write_text("# Title\n")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"\nnav:\n.*?\n\n", "\n", config, flags=re.DOTALL)
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_each_fault_is_named_with_its_page(home: Path):
    (home / "docs/wrong.md").write_text(WRONG, encoding="utf-8")
    (home / "docs/labs/lab.py").write_text(LAB.format(1), encoding="utf-8")
    done = build_strictly(home)
    assert done.returncode == 1
    assert "wrong.md: no number for {{ 01.no_such_number }}" in done.stderr
    assert r"wrong.md: cannot render the formula '\gama'" in done.stderr
    assert "wrong.md: the animation's file 'no-video.mp4' does not exist" in done.stderr
    assert "'wrong.md' contains a link 'nowhere.md'" in done.stderr
    assert "labs/lab.py: the link target '../nothing.md' does not exist" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_lab_that_fails_is_named_without_a_traceback_of_ours(home: Path):
    (home / "docs/labs/lab.py").write_text(LAB.format(0), encoding="utf-8")
    done = build_strictly(home)
    assert done.returncode == 1
    assert "labs/lab.py: a cell failed." in done.stderr
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert "scripts/hooks" not in done.stderr


def test_without_the_npm_packages_the_remedy_is_named(home: Path):
    (home / "node_modules").unlink()
    done = build_strictly(home)
    assert done.returncode == 1
    assert 'node_modules/katex is missing: run "make book" once' in done.stderr
    assert "Traceback" not in done.stderr
