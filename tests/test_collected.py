"""Every folder of tests is looked into when all tests are asked for."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

TESTS = Path(__file__).parent


def test_no_folder_of_tests_is_passed_over(pytestconfig):
    """Left to itself pytest passes over folders that are called build, and we have one."""
    passed_over = pytestconfig.getini("norecursedirs")
    folders = {path.parent.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")}
    assert {"build", "lessons"} <= folders
    for folder in folders:
        for part in Path(folder).parts:
            assert not any(fnmatch(part, pattern) for pattern in passed_over), folder
