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
