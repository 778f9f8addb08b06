"""Point mass: push a dot over a square until it comes close to a target."""

from __future__ import annotations

from typing import Any, Optional, Sequence, Tuple

from policywerk.building_blocks.environments import Info, check_options, reseeded
from policywerk.building_blocks.spaces import Box, check_whole
from policywerk.primitives.random import Stream, uniform
from policywerk.primitives.scalar import clip
from policywerk.primitives.vector import Vector, euclidean_norm, scale, subtract

KEPT = 0.7  # of the velocity, a step: the rest is drag
THRUST = 0.05  # what a full push adds to a component of the velocity
WALL = 1.0  # both coordinates stay from -WALL to WALL
INNER = 0.9  # starts and random targets have coordinates from -INNER to INNER
REACH = 0.2  # closer than this, the target is reached
NEAREST_START = 0.4  # a start lies farther than this from the target
TIME_LIMIT = 40  # steps after which an episode is truncated


def glide(position: Sequence[float], velocity: Sequence[float],
          push: Sequence[float]) -> Tuple[Vector, Vector]:
    """One step: drag and thrust, then the move; a wall stops what runs into it.

    v <- 0.7 v + 0.05 a,  x <- x + v, for each coordinate; beyond a wall, x is at it and v is 0

    Args:
        push: a, from -1 to 1 in each coordinate.
    Returns: the new position and the new velocity, in lengths and lengths a step.
    Raises: ValueError if the three have not as many coordinates.
    """
    if not len(position) == len(velocity) == len(push):
        raise ValueError("position, velocity and push need as many coordinates, got "
                         f"{len(position)}, {len(velocity)} and {len(push)}")
    place, speed = [], []
    for x, v, a in zip(position, velocity, push):
        v = KEPT * v + THRUST * a
        reached = clip(x + v, -WALL, WALL)
        place.append(reached)
        speed.append(v if reached == x + v else 0.0)
    return place, speed


class PointMass:
    """A dot in a square with a target, with Gymnasium's interface.

    An observation is [x, y, 5 vx, 5 vy, target x, target y], an action a push [ax, ay] with
    both from -1 to 1. A step pays -0.1 times the distance to the target after the move.
    Closer than 0.2, it pays 1 more and the episode terminates. After 40 steps it is truncated.
    """

    def __init__(self, target: Optional[Sequence[float]] = None,
                 time_limit: Optional[int] = TIME_LIMIT) -> None:
        """Choose where to go, and for how long.

        Args:
            target: its two coordinates, each from -0.9 to 0.9; None for another at each start.
            time_limit: steps after which an episode is truncated; None for never.
        Raises: ValueError for a target outside, or a time_limit that is not whole, or below 1.
        """
        if target is not None and not Box(-INNER, INNER, (2,)).contains(target):
            raise ValueError(f"a target has two coordinates from -{INNER} to {INNER}, "
                             f"got {target!r}")
        if time_limit is not None:
            check_whole("time_limit", time_limit)
        self.target = target
        self.time_limit = time_limit
        self.observation_space = Box(-1.0, 1.0, (6,))  # 5 v is below 5 * 0.05 / 0.3 = 0.84
        self.action_space = Box(-1.0, 1.0, (2,))
        self._rng: Optional[Stream] = None
        self._position: Vector = []  # empty between episodes
        self._velocity: Vector = [0.0, 0.0]
        self._goal: Vector = [0.0, 0.0]
        self._steps = 0

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Vector, Info]:
        """Start an episode at rest; with a seed, start the random stream afresh too.

        Raises: ValueError for options: there are none.
        """
        check_options(options)
        self._rng = reseeded(self._rng, seed, "environment")
        goal = _somewhere(self._rng) if self.target is None else self.target
        self._goal = [float(x) for x in goal]
        self._position, self._velocity = _somewhere(self._rng), [0.0, 0.0]
        while not self._distance() > NEAREST_START:
            self._position = _somewhere(self._rng)
        self._steps = 0
        return self._seen(), {}

    def step(self, action: Any) -> Tuple[Vector, float, bool, bool, Info]:
        """Push for one step.

        Raises: RuntimeError when no episode is under way; ValueError for an action that is
            not in the action space.
        """
        if not self._position:
            raise RuntimeError("no episode is under way: call reset() first")
        if not self.action_space.contains(action):
            raise ValueError(f"action {action!r} is not in {self.action_space}")
        push = [float(a) for a in action]
        self._position, self._velocity = glide(self._position, self._velocity, push)
        self._steps += 1
        distance, seen = self._distance(), self._seen()
        terminated = distance < REACH
        truncated = self.time_limit is not None and self._steps >= self.time_limit
        if terminated or truncated:
            self._position = []
        return seen, (1.0 if terminated else 0.0) - 0.1 * distance, terminated, truncated, {}

    def _distance(self) -> float:
        """From the dot to the target."""
        return euclidean_norm(subtract(self._position, self._goal))

    def _seen(self) -> Vector:
        """What an agent sees: a list of its own, to change at will."""
        return [*self._position, *scale(5.0, self._velocity), *self._goal]


def _somewhere(rng: Stream) -> Vector:
    """A place with both coordinates uniform from -INNER to INNER."""
    return [uniform(rng, -INNER, INNER), uniform(rng, -INNER, INNER)]


ROWS, COLUMNS = 17, 33  # of a map


def as_map(places: Sequence[Sequence[float]], target: Sequence[float]) -> str:
    """The square as text: `X` is the target, digits are the dot, 0 at first, one a place.

    After 9 the digits begin again. Where signs would cover each other, the last is seen.

    Args: places, target: x and y of each; y grows upwards.
    Raises: ValueError for a place that is not two coordinates from -WALL to WALL.
    """
    rows, inside = [[" "] * COLUMNS for _ in range(ROWS)], Box(-WALL, WALL, (2,))
    for i, place in enumerate([target, *places]):
        if not inside.contains(place):
            raise ValueError(f"a place has two coordinates from -{WALL} to {WALL}, got {place!r}")
        x, y = place
        row = round((WALL - y) / (2.0 * WALL) * (ROWS - 1))
        column = round((x + WALL) / (2.0 * WALL) * (COLUMNS - 1))
        rows[row][column] = str((i - 1) % 10) if i > 0 else "X"
    edge = "+" + "-" * COLUMNS + "+"
    return "\n".join([edge, *("|" + "".join(row) + "|" for row in rows), edge])
