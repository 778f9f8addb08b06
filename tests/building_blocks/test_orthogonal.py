"""First weights at right angles."""

from __future__ import annotations

import math

import pytest

from policywerk.building_blocks.orthogonal import _rest, orthogonal, orthonormal
from policywerk.primitives.matrix import matrix_matrix, transpose
from policywerk.primitives.random import stream


def far_from(square, diagonal):
    """The largest distance of an entry from diagonal times the identity."""
    return max(abs(x - diagonal * (i == j)) for i, row in enumerate(square)
               for j, x in enumerate(row))


@pytest.mark.parametrize(("inputs", "outputs"), [(6, 2), (64, 64), (32, 1), (1, 1)])
def test_no_more_neurons_than_inputs_rows_at_right_angles(inputs, outputs):
    weight = orthogonal(math.sqrt(2.0))(stream(1, "weights"), inputs, outputs)
    assert (len(weight), len(weight[0])) == (outputs, inputs)
    assert far_from(matrix_matrix(weight, transpose(weight)), 2.0) < 1e-14


@pytest.mark.parametrize(("inputs", "outputs"), [(6, 32), (1, 3)])
def test_more_neurons_than_inputs_columns_at_right_angles(inputs, outputs):
    weight = orthogonal(0.01)(stream(1, "weights"), inputs, outputs)
    assert (len(weight), len(weight[0])) == (outputs, inputs)
    assert far_from(matrix_matrix(transpose(weight), weight), 0.0001) < 1e-17


def test_gram_and_schmidt_by_hand():
    # q_0 = (3, 4) / 5.  (1, 0) . q_0 = 0.6;  (1, 0) - 0.6 (0.6, 0.8) = (0.64, -0.48),
    # over its length 0.8: (0.8, -0.6)
    assert _rest([1.0, 0.0], [[0.6, 0.8]]) == pytest.approx([0.64, -0.48])


def test_directions_are_all_equally_likely():
    rng = stream(2, "weights")
    firsts = [orthonormal(rng, 2, 2) for _ in range(4000)]
    quarters = [0] * 8  # of the first vector's direction; and which way the second turns
    lefts = 0
    for (a, b), (c, d) in firsts:
        quarters[int((math.atan2(b, a) + math.pi) / (2 * math.pi) * 8) % 8] += 1
        lefts += a * d - b * c > 0.0
    assert all(abs(n - 500) < 4 * math.sqrt(500 * 7 / 8) for n in quarters)
    assert abs(lefts - 2000) < 4 * math.sqrt(1000)


class Repeats:
    """A stream that says the same four numbers again and again."""

    def __init__(self, numbers):
        self.numbers, self.drawn = numbers, 0

    def random(self):
        self.drawn += 1
        return self.numbers[(self.drawn - 1) % len(self.numbers)]


def test_a_draw_that_says_nothing_new_is_drawn_again():
    # Each vector of two takes four numbers. The second draw repeats the first; the third differs.
    numbers = [0.5, 0.1, 0.5, 0.3] * 2 + [0.5, 0.6, 0.2, 0.1]
    rng = Repeats(numbers)
    found = orthonormal(rng, 2, 2)
    assert rng.drawn == 12
    assert far_from(matrix_matrix(found, transpose(found)), 1.0) < 1e-14


def test_what_cannot_be_is_refused():
    for gain in (-1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="gain"):
            orthogonal(gain)
    with pytest.raises(ValueError, match="room"):
        orthonormal(stream(0, "weights"), 3, 2)
    with pytest.raises(ValueError, match="at least one input"):
        orthogonal(1.0)(stream(0, "weights"), 0, 2)
