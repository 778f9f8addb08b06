"""Frames: images kept small, and the last few of them as one state."""

from __future__ import annotations

from typing import Tuple

from policywerk.primitives.vector import Vector

Frame = bytes  # an image, one byte a pixel: 0 is black, 255 white
Stack = Tuple[Frame, ...]  # the last few frames, oldest first
LEVELS = [level / 255.0 for level in range(256)]  # a byte as a number from 0 to 1


def as_frame(pixels: Vector) -> Frame:
    """An image as bytes: each pixel x in [0, 1] as the grey level round(255 x).

    Bytes cannot be changed, so a frame may stand in many states and be kept once.

    Raises: ValueError naming a pixel that is not in [0, 1].
    """
    for i, x in enumerate(pixels):
        if not 0.0 <= x <= 1.0:
            raise ValueError(f"pixel {i} is {x!r}: a frame holds numbers from 0 to 1")
    return bytes([round(255.0 * x) for x in pixels])


def first_stack(frame: Frame, depth: int) -> Stack:
    """The state at the start of an episode: its first frame, depth times.

    Raises: ValueError if depth < 1.
    """
    if depth < 1:
        raise ValueError(f"a stack needs a depth of at least 1 frame, got {depth}")
    return (frame,) * depth


def next_stack(stack: Stack, frame: Frame) -> Stack:
    """The state one step later: the oldest frame goes, the new one comes."""
    return (*stack[1:], frame)


def pixels_of(stack: Stack) -> Vector:
    """All pixels of a state as numbers from 0 to 1, oldest frame first."""
    return [LEVELS[level] for level in b"".join(stack)]
