"""Boxes: which number goes where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.building_blocks.boxes import Boxes

numbers = st.floats(-3.0, 3.0)


@pytest.mark.parametrize(("x", "box"), [
    (-9.0, 0), (-1.0000001, 0), (-1.0, 1), (0.0, 1), (1.0, 2), (9.0, 2),
    (float("-inf"), 0), (float("inf"), 2),
])
def test_a_cut_belongs_to_the_part_above_it(x, box):
    assert Boxes([[-1.0, 1.0]]).index([x]) == box


def test_the_last_variable_runs_fastest():
    boxes = Boxes([[0.0], [-1.0, 1.0]])  # 2 parts of the first, 3 of the second
    assert boxes.shape == (2, 3)
    assert boxes.count == 6
    assert boxes.index([-5.0, 0.0]) == 1
    assert boxes.index([5.0, -5.0]) == 3


@given(st.lists(st.lists(numbers, unique=True, max_size=4).map(sorted), min_size=1, max_size=4),
       st.data())
def test_counting_cuts_below(cuts, data):
    boxes = Boxes(cuts)
    x = [data.draw(numbers) for _ in cuts]
    expected = 0
    for points, entry in zip(cuts, x, strict=True):
        expected = expected * (len(points) + 1) + sum(1 for point in points if point <= entry)
    assert boxes.index(x) == expected
    assert 0 <= expected < boxes.count


def test_no_cuts_make_one_box():
    assert Boxes([[]]).index([7.0]) == 0


@pytest.mark.parametrize(("cuts", "message"), [
    ([], "at least one variable"), ([[1.0, 1.0]], "cuts of variable 0 do not rise"),
    ([[0.0], [2.0, 1.0]], "cuts of variable 1"), ([[0.0, float("nan")]], "do not rise"),
])
def test_what_is_no_grid(cuts, message):
    with pytest.raises(ValueError, match=message):
        Boxes(cuts)


@pytest.mark.parametrize("observation", [[], [1.0], [1.0, 2.0, 3.0]])
def test_an_observation_of_another_length(observation):
    with pytest.raises(ValueError, match="need 2 numbers, got"):
        Boxes([[0.0], [0.0]]).index(observation)
