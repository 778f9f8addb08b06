"""Pixel point mass: the dot and its target, seen as a picture that shows no velocity."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Sequence, Tuple

from policywerk.building_blocks.environments import Info, check_options, reseeded
from policywerk.building_blocks.spaces import Box, check_whole
from policywerk.primitives.random import Stream, choice
from policywerk.primitives.scalar import INFINITY, exp
from policywerk.primitives.vector import Vector, euclidean_norm, subtract
from policywerk.world.pointmass import INNER, NEAREST_START, REACH, TIME_LIMIT, glide

SIDE = 16  # of the picture, in pixels
MARGIN = 1.0  # from the middle of an outermost pixel to a wall, in pixels
DIMMEST = 0.02  # what would be dimmer is black
PLACES = Box(-INNER, INNER, (2,))  # where starts and targets may be


class Blob(NamedTuple):
    """How a thing looks: brightest in its middle, and fading to all sides."""

    sigma: float  # at this distance from the middle, exp(-1/2) is left; in pixels
    peak: float  # brightness in the middle, from 0 to 1


AGENT = Blob(sigma=0.9, peak=1.0)
TARGET = Blob(sigma=1.4, peak=0.5)


def pixel(coordinate: float) -> float:
    """Where a coordinate from -1 to 1 lies in a row of pixels, counted from 0.

    1 + 13 (x + 1) / 2: -1 is at 1 and 1 at 14, so a pixel is 2/13 wide
    """
    return MARGIN + (SIDE - 1 - 2.0 * MARGIN) * (coordinate + 1.0) / 2.0


def picture(place: Sequence[float], blob: Blob) -> Vector:
    """A blob alone, row after row: x grows to the right and y upwards, as in a drawing.

    b exp(-(p^2 + q^2) / (2 sigma^2)), p columns and q rows from its middle; 0 if below 0.02

    The exponential of a sum is a product, so 16 factors for the columns and 16 for the rows
    serve all 256 pixels.

    Raises: ValueError for a place that is not two finite coordinates, or unless sigma > 0.
    """
    if len(place) != 2 or not blob.sigma > 0.0 or not all(
            -INFINITY < x < INFINITY for x in place):
        raise ValueError("need a place of two finite coordinates and sigma > 0, "
                         f"got {place!r} and {blob.sigma!r}")
    across = _fading(pixel(place[0]), blob.sigma)
    down = _fading(pixel(-place[1]), blob.sigma)
    pixels = []
    for factor in down:
        brightness = blob.peak * factor
        for other in across:
            b = brightness * other
            pixels.append(b if b >= DIMMEST else 0.0)
    return pixels


def _fading(middle: float, sigma: float) -> Vector:
    """exp(-z^2 / 2) for each pixel of a row, which is z sigma away from the middle."""
    distances = [(i - middle) / sigma for i in range(SIDE)]
    return [exp(-0.5 * z * z) for z in distances]


def _check_targets(targets: Sequence[Sequence[float]]) -> None:
    """Raises: ValueError if there are none, or for one that is not in its square."""
    if not targets:
        raise ValueError("targets needs at least one target, got none")
    for target in targets:
        if not PLACES.contains(target):
            raise ValueError(f"a target has two coordinates from -{INNER} to {INNER}, "
                             f"got {target!r}")


class PixelPointMass:
    """The point mass for an agent that has eyes and no speedometer, with Gymnasium's interface.

    An observation is a picture of 16 by 16 pixels from 0 to 1, row after row: a small bright
    blob where the agent is, a wide dim one at the target, and of both the brighter. An action
    is a push [ax, ay], both from -1 to 1, which is held for `repeat` steps of the physics or
    until the episode ends. The rewards of these steps are added: each is -0.1 times the
    distance to the target after the move. Closer than `reach`, the step pays 1 more and the
    episode terminates. After `time_limit` steps of the physics it is truncated.

    What the picture does not show is in the info: position, velocity and target. An agent has
    no business there.
    """

    def __init__(self, targets: Optional[Sequence[Sequence[float]]] = None, reach: float = REACH,
                 repeat: int = 1, reward_scale: float = 1.0,
                 time_limit: Optional[int] = TIME_LIMIT) -> None:
        """Choose where to go, and how finely.

        Args:
            targets: each start takes one of them, all equally likely; both coordinates of
                each from -0.9 to 0.9. None for any place in that square.
            reach: closer than this, the target is reached; at most 0.4, where starts begin.
            repeat: steps of the physics for which an action is held.
            reward_scale: what every reward is multiplied by.
            time_limit: steps of the physics after which an episode is truncated; None for never.
        Raises: ValueError naming the argument that will not do.
        """
        if targets is not None:
            _check_targets(targets)
        if not 0.0 < reach <= NEAREST_START:
            raise ValueError(f"reach must be above 0 and at most {NEAREST_START}, got {reach!r}")
        check_whole("repeat", repeat)
        if not 0.0 < reward_scale < INFINITY:
            raise ValueError(f"reward_scale must be positive and finite, got {reward_scale!r}")
        if time_limit is not None:
            check_whole("time_limit", time_limit)
        self.targets, self.reach, self.repeat = targets, reach, repeat
        self.reward_scale, self.time_limit = reward_scale, time_limit
        self.observation_space = Box(0.0, 1.0, (SIDE * SIDE,))
        self.action_space = Box(-1.0, 1.0, (2,))
        self._rng: Optional[Stream] = None
        self._position: Vector = []  # empty between episodes
        self._velocity: Vector = [0.0, 0.0]
        self._goal: Vector = [0.0, 0.0]
        self._backdrop: Vector = []  # the picture without the agent
        self._steps = 0  # of the physics

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Vector, Info]:
        """Start an episode at rest; with a seed, start the random stream afresh too.

        Raises: ValueError for options: there are none.
        """
        check_options(options)
        self._rng = reseeded(self._rng, seed, "environment")
        goal = PLACES.sample(self._rng) if self.targets is None else choice(
            self._rng, self.targets)
        self._goal = [float(x) for x in goal]
        self._backdrop = picture(self._goal, TARGET)
        self._position, self._velocity = PLACES.sample(self._rng), [0.0, 0.0]
        while not self._distance() > NEAREST_START:
            self._position = PLACES.sample(self._rng)
        self._steps = 0
        return self._seen()

    def step(self, action: Any) -> Tuple[Vector, float, bool, bool, Info]:
        """Push, and hold it.

        Raises: RuntimeError when no episode is under way; ValueError for an action that is
            not in the action space.
        """
        if not self._position:
            raise RuntimeError("no episode is under way: call reset() first")
        if not self.action_space.contains(action):
            raise ValueError(f"action {action!r} is not in {self.action_space}")
        push = [float(a) for a in action]
        paid, terminated, truncated = self._move(push)
        for _ in range(self.repeat - 1):
            if terminated or truncated:
                break
            more, terminated, truncated = self._move(push)
            paid += more
        seen, info = self._seen()
        if terminated or truncated:
            self._position = []
        return seen, self.reward_scale * paid, terminated, truncated, info

    def _move(self, push: Vector) -> Tuple[float, bool, bool]:
        """One step of the physics: what it pays, and whether it ends the episode."""
        self._position, self._velocity = glide(self._position, self._velocity, push)
        self._steps += 1
        distance = self._distance()
        terminated = distance < self.reach
        truncated = self.time_limit is not None and self._steps >= self.time_limit
        return (1.0 if terminated else 0.0) - 0.1 * distance, terminated, truncated

    def _distance(self) -> float:
        """From the agent to the target."""
        return euclidean_norm(subtract(self._position, self._goal))

    def _seen(self) -> Tuple[Vector, Info]:
        """The picture, and in numbers what it shows and hides; all the caller's own."""
        agent = picture(self._position, AGENT)
        pixels = [a if a > b else b for a, b in zip(agent, self._backdrop)]
        return pixels, {"position": list(self._position), "velocity": list(self._velocity),
                        "target": list(self._goal)}
