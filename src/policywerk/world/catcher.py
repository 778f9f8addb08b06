"""Catcher: a ball falls, and a paddle in the bottom row is to be under it."""

from __future__ import annotations

from typing import Optional, Tuple

from policywerk.building_blocks.environments import Info, check_options, reseeded
from policywerk.building_blocks.spaces import Box, Discrete, as_int, check_whole
from policywerk.primitives.random import Stream, integer
from policywerk.primitives.vector import Vector

MOVES = (-1, 0, 1)  # of the paddle, in columns: left, stay, right


class Catcher:
    """A square of pixels, each 0.0 or 1.0, in which balls fall one after the other.

    The ball falls a row a step, drifts -1, 0 or +1 columns with it and bounces off the
    walls; the paddle moves -1, 0 or +1 columns. When the ball reaches the bottom row, it is
    caught (reward +1) or missed (reward -1), and another appears in the top row. The last
    ball ends the episode; no clock does.
    """

    def __init__(self, width: int = 5, size: int = 16, balls: int = 10) -> None:
        """A world of size by size pixels.

        Args:
            width: of the paddle, in pixels.
            balls: in an episode, which so lasts balls (size - 1) steps.
        Raises: ValueError unless they are whole, size >= 2, width 1 to size, and balls >= 1.
        """
        for name, value, least in (("size", size, 2), ("width", width, 1), ("balls", balls, 1)):
            check_whole(name, value, least)
        if width > size:
            raise ValueError(f"width must be at most the size of {size}, got {width}")
        self.width, self.size, self.balls = width, size, balls
        self.observation_space = Box(0.0, 1.0, (size * size,))
        self.action_space = Discrete(len(MOVES))
        self._rng: Optional[Stream] = None
        self._left = 0  # balls still to fall, this one included; 0 between episodes
        self._ball = (0, 0)  # row, column
        self._drift = 0
        self._paddle = 0  # column of its left end

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Vector, Info]:
        """Start an episode: the ball in the top row, ball, drift and paddle at random.

        Raises: ValueError for options: there are none.
        """
        check_options(options)
        self._rng = reseeded(self._rng, seed, "environment")
        self._left = self.balls
        self._paddle = integer(self._rng, self.size - self.width + 1)
        self._drop(self._rng)
        return self._seen()

    def _drop(self, rng: Stream) -> None:
        """A new ball, anywhere in the top row."""
        self._ball = (0, integer(rng, self.size))
        self._drift = integer(rng, 3) - 1

    def step(self, action: int) -> Tuple[Vector, float, bool, bool, Info]:
        """Move the paddle, then the ball; action 0 is left, 1 stay, 2 right.

        Raises: RuntimeError when no episode is under way; ValueError for another action.
        """
        if not self._left or self._rng is None:
            raise RuntimeError("no episode is under way: call reset() first")
        if not self.action_space.contains(action):
            raise ValueError(f"action {action!r} is none of 0 (left), 1 (stay), 2 (right)")
        farthest = self.size - self.width
        self._paddle = min(max(self._paddle + MOVES[as_int(action)], 0), farthest)
        self._fall()
        row, column = self._ball
        if row < self.size - 1:
            observation, info = self._seen()
            return observation, 0.0, False, False, info
        reward = 1.0 if 0 <= column - self._paddle < self.width else -1.0
        self._left -= 1
        if self._left:
            self._drop(self._rng)
        observation, info = self._seen()
        return observation, reward, self._left == 0, False, info

    def _fall(self) -> None:
        """One row down, and sideways with the drift, which a wall turns round."""
        row, column = self._ball
        if not 0 <= column + self._drift < self.size:
            self._drift = -self._drift
        self._ball = (row + 1, column + self._drift)

    def _seen(self) -> Tuple[Vector, Info]:
        """The pixels, row after row, and in words what they show; both the caller's own."""
        pixels = [0.0] * (self.size * self.size)
        bottom = self.size * (self.size - 1) + self._paddle
        pixels[bottom:bottom + self.width] = [1.0] * self.width
        row, column = self._ball
        pixels[self.size * row + column] = 1.0
        return pixels, {"ball": self._ball, "drift": self._drift, "paddle": self._paddle,
                        "balls left": self._left}


def as_text(observation: Vector, size: int = 16) -> str:
    """The board as text, a line a row: `o` is the ball, `#` the paddle, `.` a dark pixel.

    All that is lit in the bottom row is drawn as paddle: pixels do not say what is what.

    Raises: ValueError if the observation has not size * size pixels.
    """
    if len(observation) != size * size:
        raise ValueError(f"a board of {size} by {size} has {size * size} pixels, "
                         f"got {len(observation)}")
    bottom = size * (size - 1)
    signs = ["." if pixel == 0.0 else "#" if i >= bottom else "o"
             for i, pixel in enumerate(observation)]
    return "\n".join("".join(signs[i:i + size]) for i in range(0, len(signs), size))
