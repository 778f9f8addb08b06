"""Fixtures of the build's tests: the dummy project, unbuilt and built; figures to look at."""

import shutil

import pytest
from dummy_project import build, make_project

from figures.drawing import Drawing


@pytest.fixture
def project(tmp_path):
    """A dummy project of which nothing is built."""
    return make_project(tmp_path / "project")


@pytest.fixture(scope="session")
def built_once(tmp_path_factory):
    root = make_project(tmp_path_factory.mktemp("built") / "project")
    result = build(root, "--evidence")
    assert result.returncode == 0, result.stderr
    return root


@pytest.fixture
def built(built_once, tmp_path):
    """A dummy project with everything built, evidence too, in a folder of its own."""
    ignore = shutil.ignore_patterns("__pycache__", ".build")
    return shutil.copytree(built_once, tmp_path / "clone", ignore=ignore)


@pytest.fixture
def figures(monkeypatch):
    """What is drawn from now on: these figures, and no file."""
    found = []
    monkeypatch.setattr(Drawing, "save", lambda self, figure, name: found.append(figure))
    return found
