"""What the tests of pictures look with, and what holds of the pictures of every lesson."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from drawn import overlapping
from matplotlib.figure import Figure

FIGURES = Path(__file__).resolve().parents[2] / "scripts" / "figures"
LISTS = [module.PICTURES for path in sorted(FIGURES.glob("l0*_pictures.py"))
         if hasattr(module := import_module(f"figures.{path.stem}"), "PICTURES")]


def test_texts_that_cover_each_other_are_found():
    figure = Figure()
    figure.text(0.5, 0.5, "one")
    figure.text(0.5, 0.5, "other")
    figure.text(0.1, 0.1, "alone")
    assert overlapping(figure) == [("one", "other")]


def test_every_lesson_has_pictures():
    assert len(LISTS) == 8


@pytest.mark.parametrize("pictures", LISTS, ids=range(len(LISTS)))
def test_files_and_names_are_those_of_one_picture(pictures):
    files = [name for picture in pictures for name in picture.writes]
    assert len(set(files)) == len(files)
    assert len({picture.name for picture in pictures}) == len(pictures)
