"""Spaces: what belongs to them."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from policywerk.building_blocks.spaces import Box, Discrete
from policywerk.primitives.random import stream

NAN = float("nan")


@pytest.mark.parametrize(("x", "inside"), [
    (0, True), (2, True),
    (3, False), (-1, False),
    (True, False), (1.0, False), ("1", False), (None, False),  # not integers, though 1.0 == 1
])
def test_discrete_contains(x, inside):
    assert Discrete(3).contains(x) is inside


def test_discrete_samples_every_element_equally_often():
    rng = stream(1, "test")
    counts = Counter(Discrete(3).sample(rng) for _ in range(3000))
    assert sorted(counts) == [0, 1, 2]
    assert all(abs(n - 1000) < 4 * math.sqrt(3000 * 2 / 9) for n in counts.values())


@pytest.mark.parametrize(("x", "inside"), [
    ([0.0, 1.0], True), ([-1.0, 1.0], True),  # the bounds belong to the box
    ([0.0], False), ([0.0, 0.0, 0.0], False), ([0.0, 1.1], False), ([0.0, NAN], False),
])
def test_box_contains(x, inside):
    assert Box(-1.0, 1.0, (2,)).contains(x) is inside


def test_box_contains_its_samples():
    box, rng = Box(-0.5, 2.0, (3,)), stream(0, "test")
    assert all(box.contains(box.sample(rng)) for _ in range(100))


@pytest.mark.parametrize("make", [lambda: Discrete(0), lambda: Box(1.0, 0.0, (1,)),
                                  lambda: Box(NAN, 1.0, (1,))])
def test_an_empty_space_is_refused(make):
    with pytest.raises(ValueError, match="needs"):
        make()


def test_spaces_print_as_they_are_made():
    assert [repr(Discrete(4)), repr(Box(-1.0, 1.0, (2,)))] == [
        "Discrete(4)", "Box(-1.0, 1.0, (2,))"]


@pytest.mark.parametrize("wrong", [
    iter([0.5, 0.5]), reversed([0.5, 0.5]), (x for x in (0.5, 0.5)), map(float, "00"), "01",
    b"\0\1", {0.5, -0.5}, {0.5: 1, -0.5: 2}, [10**400, 0.0], [0.5, "x"], [0.5, None], None, 0.5])
def test_what_is_no_vector_is_in_no_box(wrong):
    assert Box(-1.0, 1.0, (2,)).contains(wrong) is False


def test_to_look_uses_nothing_up():
    push = iter([0.5, 0.25])
    assert Box(-1.0, 1.0, (2,)).contains(push) is False
    assert list(push) == [0.5, 0.25]


@pytest.mark.parametrize("n", [0, -1, 2.0, 2.5, True, math.nan, "3", None])
def test_what_is_no_number_of_choices(n):
    with pytest.raises(ValueError, match="n, which a discrete space needs, must be a whole"):
        Discrete(n)
