"""Scaled: a world in other units, so that a network meets numbers of about the same size."""

from __future__ import annotations

from typing import Any, Optional, Sequence, Tuple

from policywerk.building_blocks.environments import Environment, Info
from policywerk.building_blocks.spaces import Box, Space, as_vector
from policywerk.primitives.scalar import INFINITY
from policywerk.primitives.vector import Vector, multiply, scale


class Scaled:
    """An environment whose observations and actions are multiplied on the way.

    Where it says x, an agent sees f x, with a factor f for each entry. Where an agent says a,
    it gets g a, with one factor g; choices pass through.
    """

    def __init__(self, environment: Environment, observations: Sequence[float],
                 actions: float = 1.0) -> None:
        """Stand between an agent and this environment.

        Args: observations: f, one factor an entry. actions: g, positive and finite.
        Raises: ValueError for another g, or an f that is not finite, or not one an entry.
        """
        if not 0.0 < actions < INFINITY:
            raise ValueError(f"actions need a finite factor > 0, got {actions!r}")
        for factor in observations:
            if not -INFINITY < factor < INFINITY:
                raise ValueError(f"observations need finite factors, got {factor!r}")
        space = environment.observation_space
        if isinstance(space, Box) and space.shape[0] != len(observations):
            raise ValueError(f"observations need {space.shape[0]} factors, one an entry, "
                             f"got {len(observations)}")
        self.environment = environment
        self.observations, self.actions = list(observations), actions

    @property
    def observation_space(self) -> Space:
        """What the environment says can be seen, in its own units."""
        return self.environment.observation_space

    @property
    def action_space(self) -> Space:
        """What can be done, in the agent's units."""
        space = self.environment.action_space
        if not isinstance(space, Box):
            return space
        return Box(space.low / self.actions, space.high / self.actions, space.shape)

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Vector, Info]:
        """Start an episode, as the environment does."""
        observation, info = self.environment.reset(seed=seed, options=options)
        return multiply(self.observations, observation), info

    def step(self, action: Any) -> Tuple[Vector, float, bool, bool, Info]:
        """Act once, with g times the action."""
        entries = as_vector(action)
        if isinstance(self.environment.action_space, Box) and entries is not None:
            action = scale(self.actions, entries)
        observation, reward, terminated, truncated, info = self.environment.step(action)
        return multiply(self.observations, observation), reward, terminated, truncated, info
