"""The cart-pole as Gymnasium has it, CartPole-v1: no friction, and a reward for each step."""

from __future__ import annotations

from typing import Optional, Tuple

from policywerk.building_blocks.environments import Info, check_options, reseeded
from policywerk.building_blocks.spaces import Box, Discrete, as_int, check_whole
from policywerk.primitives.random import Stream, uniform
from policywerk.primitives.vector import Vector
from policywerk.world.cart_pole import FORCE, explicit_euler, has_failed

START = 0.05  # an episode starts with all four variables within so much of 0
TIME_LIMIT = 500  # steps after which an episode is truncated


class CartPoleV1:
    """The cart and the physics of lesson 2, without friction, with Gymnasium's rewards.

    An observation is [x, x', phi, phi'], action 0 pushes left and 1 right. Every step pays 1,
    the one that fails too, which terminates the episode. After 500 steps it is truncated.
    """

    def __init__(self, time_limit: Optional[int] = TIME_LIMIT) -> None:
        """Choose the steps after which an episode is truncated; None for never."""
        if time_limit is not None:
            check_whole("time_limit", time_limit)
        self.time_limit = time_limit
        self.observation_space = Box(-10.0, 10.0, (4,))  # wider than any fall from the start
        self.action_space = Discrete(2)
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
        self._rng = rng = reseeded(self._rng, seed, "environment")
        self._state, self._steps = [uniform(rng, -START, START) for _ in range(4)], 0
        return list(self._state), {}

    def step(self, action: int) -> Tuple[Vector, float, bool, bool, Info]:
        """Push left (0) or right (1) for one step.

        Raises: RuntimeError when no episode is under way; ValueError for another action.
        """
        if not self._state:
            raise RuntimeError("no episode is under way: call reset() first")
        if not self.action_space.contains(action):
            raise ValueError(f"action must be 0 (left) or 1 (right), got {action!r}")
        force = FORCE if as_int(action) == 1 else -FORCE
        state = explicit_euler(self._state, force, 0.0)
        self._steps += 1
        terminated = has_failed(state)
        truncated = self.time_limit is not None and self._steps >= self.time_limit
        self._state = [] if terminated or truncated else state
        return list(state), 1.0, terminated, truncated, {}
