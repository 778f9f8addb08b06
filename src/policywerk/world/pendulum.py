"""Pendulum: swing a rod up with a motor too weak to lift it, and keep it there."""

from __future__ import annotations

from typing import Any, Optional, Sequence, Tuple

from policywerk.building_blocks.environments import Info, check_options, reseeded
from policywerk.building_blocks.spaces import Box, check_whole
from policywerk.primitives.random import Stream, uniform
from policywerk.primitives.scalar import PI, clip, cos, sin
from policywerk.primitives.vector import Vector

GRAVITY = 10.0  # m/s^2
MASS = 1.0  # of the rod, kg
LENGTH = 1.0  # of the rod, m
DT = 0.05  # seconds a step
STRONGEST = 2.0  # the largest torque to either side, N m
FASTEST = 8.0  # the rod turns no faster, radians per second
START_TURNING = 1.0  # an episode starts with at most this speed
TIME_LIMIT = 200  # steps after which an episode is truncated: 10 seconds


def _two(state: Sequence[float]) -> Tuple[float, float]:
    """The angle and the speed of a state."""
    if len(state) != 2:
        raise ValueError(f"a state is [phi, phi'], got {state!r}")
    return state[0], state[1]


def rotate(state: Sequence[float], torque: float) -> Vector:
    """One step of DT seconds by semi-implicit Euler: the speed first, then the angle.

    phi'' = 3 g / (2 l) sin phi + 3 u / (m l^2)   (a rod that turns about its end)

    Args:
        state: phi, phi'; phi is 0 upright, in radians, and goes on growing turn after turn.
        torque: u, in N m, to the side where phi grows.
    Returns: the next state; its speed is at most FASTEST.
    Raises: ValueError for a state that is not two numbers.
    """
    angle, turning = _two(state)
    pull = 3.0 * GRAVITY / (2.0 * LENGTH) * sin(angle)
    turning = turning + (pull + 3.0 / (MASS * LENGTH * LENGTH) * torque) * DT
    turning = clip(turning, -FASTEST, FASTEST)
    return [angle + turning * DT, turning]


def cost(state: Sequence[float], torque: float) -> float:
    """What a step costs: leaning, turning and pushing, squared.

    phi^2 + 0.1 phi'^2 + 0.001 u^2,  with phi from -pi to pi   (Gymnasium's Pendulum-v1)

    Raises: ValueError for a state that is not two numbers.
    """
    angle, turning = _two(state)
    lean = (angle + PI) % (2.0 * PI) - PI
    return lean * lean + 0.1 * turning * turning + 0.001 * torque * torque


class Pendulum:
    """The rod, with Gymnasium's interface: its Pendulum-v1.

    An observation is [cos phi, sin phi, phi'], an action a torque [u] from -2 to 2. A step
    pays minus the cost of the state before it. Nothing terminates; after 200 steps an episode
    is truncated. It starts anywhere, turning at up to 1 radian per second.
    """

    def __init__(self, time_limit: Optional[int] = TIME_LIMIT) -> None:
        """Choose the steps after which an episode is truncated; None for never."""
        if time_limit is not None:
            check_whole("time_limit", time_limit)
        self.time_limit = time_limit
        self.observation_space = Box(-FASTEST, FASTEST, (3,))
        self.action_space = Box(-STRONGEST, STRONGEST, (1,))
        self._rng: Optional[Stream] = None
        self._state: Vector = []  # empty between episodes
        self._steps = 0

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Vector, Info]:
        """Start an episode; with a seed, start the random stream afresh too.

        Raises: ValueError for options: there are none.
        """
        check_options(options)
        self._rng = reseeded(self._rng, seed, "environment")
        self._state = [uniform(self._rng, -PI, PI),
                       uniform(self._rng, -START_TURNING, START_TURNING)]
        self._steps = 0
        return self._seen(), {}

    def step(self, action: Any) -> Tuple[Vector, float, bool, bool, Info]:
        """Apply a torque for one step.

        Raises: RuntimeError when no episode is under way; ValueError for an action that is
            not in the action space.
        """
        if not self._state:
            raise RuntimeError("no episode is under way: call reset() first")
        if not self.action_space.contains(action):
            raise ValueError(f"action {action!r} is not in {self.action_space}")
        torque = float(action[0])
        reward = -cost(self._state, torque)
        self._state = rotate(self._state, torque)
        self._steps += 1
        truncated = self.time_limit is not None and self._steps >= self.time_limit
        seen = self._seen()
        if truncated:
            self._state = []
        return seen, reward, False, truncated, {}

    def _seen(self) -> Vector:
        """What an agent sees: a list of its own, to change at will."""
        angle, turning = self._state
        return [cos(angle), sin(angle), turning]
