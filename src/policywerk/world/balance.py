"""Balance: keep a pole upright that is hinged at a fixed point, by twisting it."""

from __future__ import annotations

from typing import Any, Optional, Sequence, Tuple

from policywerk.building_blocks.boxes import Boxes
from policywerk.building_blocks.environments import Info, check_options, reseeded
from policywerk.building_blocks.spaces import Box, Discrete, Space, as_int, check_whole
from policywerk.primitives.random import Stream, uniform
from policywerk.primitives.scalar import sin
from policywerk.primitives.vector import Vector

GRAVITY = 9.8  # m/s^2
LENGTH = 1.0  # m
DT = 0.02  # seconds a step
STRONGEST = 5.0  # the largest twist to either side, 1/s^2
START = 0.05  # an episode starts within so many radians of upright
STEEPEST = 0.3  # and fails beyond this, radians to either side
TIME_LIMIT = 500  # steps after which an episode is truncated: 10 seconds

BOXES = Boxes([
    [-0.2, -0.1, 0.0, 0.1, 0.2],  # phi, radians
    [-1.0, -0.5, 0.0, 0.5, 1.0],  # phi', per second
])


def swing(state: Sequence[float], twist: float) -> Vector:
    """One step of DT seconds by semi-implicit Euler: the speed first, then the angle.

    phi'' = (g / l) sin phi + u

    Args:
        state: phi, phi'; phi is 0 upright.
        twist: u, in 1/s^2, to the side where phi grows.
    Raises: ValueError for a state that is not two numbers.
    """
    try:
        angle, turning = state
    except ValueError:
        raise ValueError(f"a state is [phi, phi'], got {state!r}") from None
    turning = turning + DT * (GRAVITY / LENGTH * sin(angle) + twist)
    return [angle + DT * turning, turning]


class Balance:
    """The hinged pole, with Gymnasium's interface.

    An observation is [phi, phi']. Action 0 twists by -5 and 1 by +5; of the continuous
    kind an action is [u] with u from -5 to 5. A step pays 1, and 0 if the pole falls, which
    terminates the episode. After 500 steps it is truncated.
    """

    def __init__(self, continuous: bool = False, time_limit: Optional[int] = TIME_LIMIT) -> None:
        """Choose the kind of action, and the steps after which an episode is truncated."""
        if time_limit is not None:
            check_whole("time_limit", time_limit)
        self.continuous = continuous
        self.time_limit = time_limit
        self.observation_space = Box(-10.0, 10.0, (2,))  # wider than any fall from the start
        self.action_space: Space = (
            Box(-STRONGEST, STRONGEST, (1,)) if continuous else Discrete(2)
        )
        self._rng: Optional[Stream] = None
        self._state: Vector = []  # empty between episodes
        self._steps = 0

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Vector, Info]:
        """Start an episode; with a seed, start the environment's random stream afresh too.

        Raises: ValueError for options: there are none.
        """
        check_options(options)
        self._rng = reseeded(self._rng, seed, "balance")
        self._state, self._steps = [uniform(self._rng, -START, START), 0.0], 0
        return list(self._state), {}

    def step(self, action: Any) -> Tuple[Vector, float, bool, bool, Info]:
        """Twist for one step.

        Raises: RuntimeError when no episode is under way; ValueError for an action that is
            not in the action space.
        """
        if not self._state:
            raise RuntimeError("no episode is under way: call reset() first")
        state = swing(self._state, self._twist(action))
        self._steps += 1
        terminated = not -STEEPEST <= state[0] <= STEEPEST
        truncated = self.time_limit is not None and self._steps >= self.time_limit
        self._state = [] if terminated or truncated else state
        seen = list(state)  # the caller's own, to change at will
        return seen, 0.0 if terminated else 1.0, terminated, truncated, {}

    def _twist(self, action: Any) -> float:
        """The twist an action stands for, whatever numbers it is written in."""
        if not self.continuous:
            side = as_int(action)
            if type(side) is int and 0 <= side <= 1:
                return STRONGEST if side == 1 else -STRONGEST
        elif self.action_space.contains(action):
            return float(action[0])
        raise ValueError(f"action {action!r} is not in {self.action_space}")
