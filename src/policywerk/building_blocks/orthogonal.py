"""First weights that stretch nothing: rows at right angles, all of one length."""

from __future__ import annotations

from policywerk.building_blocks.dense import Draw
from policywerk.primitives import scalar
from policywerk.primitives.matrix import Matrix, transpose
from policywerk.primitives.random import Stream, normal
from policywerk.primitives.vector import (
    Vector,
    add_scaled,
    check_size,
    dot,
    euclidean_norm,
    scale,
)

NEARLY_IN_LINE = 1e-3  # a draw of which no more is left says nothing new: draw again


def orthogonal(gain: float) -> Draw:
    """How to draw first weights at right angles to each other (Saxe et al. 2014).

    W W^T = gain^2 I if there are no more neurons than inputs, else W^T W = gain^2 I

    Args: gain: the length of each row, or of each column; finite and >= 0.
    Returns: draw(rng, inputs, outputs), as `dense` takes it.
    Raises: ValueError for another gain; the draw itself, if inputs or outputs < 1.
    """
    if not 0.0 <= gain < scalar.INFINITY:
        raise ValueError(f"orthogonal needs a finite gain >= 0, got {gain!r}")

    def draw(rng: Stream, inputs: int, outputs: int) -> Matrix:
        if min(inputs, outputs) < 1:
            raise ValueError(f"a layer needs at least one input and one output, "
                             f"got {inputs} and {outputs}")
        check_size("a layer", inputs, outputs)
        rows = orthonormal(rng, min(inputs, outputs), max(inputs, outputs))
        scaled = [scale(gain, row) for row in rows]
        return scaled if outputs <= inputs else transpose(scaled)

    return draw


def orthonormal(rng: Stream, count: int, size: int) -> Matrix:
    """Vectors of length 1 at right angles, in directions that are all equally likely.

    u_k = z_k - sum over j < k of (z_k . q_j) q_j,  q_k = u_k / |u_k|   (Gram and Schmidt)

    z is of normal numbers, so no direction is preferred. Once more from u_k, rounding is gone.

    Args: count vectors of `size` entries, 1 <= count <= size.
    Raises: ValueError if there is no room for so many, or as check_size.
    """
    if not 1 <= count <= size:
        raise ValueError(f"{size} dimensions have room for 1 to {size} directions at right "
                         f"angles, not {count}")
    check_size("orthonormal", count, size)
    found: Matrix = []
    while len(found) < count:
        z = [normal(rng, 0.0, 1.0) for _ in range(size)]
        rest = _rest(z, found)
        if euclidean_norm(rest) > NEARLY_IN_LINE:
            rest = _rest(scale(1.0 / euclidean_norm(rest), rest), found)
            found.append(scale(1.0 / euclidean_norm(rest), rest))
    return found


def _rest(z: Vector, found: Matrix) -> Vector:
    """What is left of z without its shares in the directions found."""
    left = list(z)
    for direction in found:
        add_scaled(left, -dot(left, direction), direction)
    return left
