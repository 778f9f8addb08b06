"""Clipped actions: a world whose actions may go too far, because it sees what is allowed."""

from __future__ import annotations

from typing import Any, Optional, Tuple

from policywerk.building_blocks.environments import Environment, Info
from policywerk.building_blocks.spaces import Box, Space, as_vector
from policywerk.primitives.scalar import clip


class ClippedActions:
    """An environment behind which every entry of an action is brought to the nearest allowed.

    Who acts may keep what was drawn, which no world has clipped. Actions that are no vectors
    of a Box pass through.
    """

    def __init__(self, environment: Environment) -> None:
        """Stand between an agent and this environment."""
        self.environment = environment

    @property
    def observation_space(self) -> Space:
        """What can be seen."""
        return self.environment.observation_space

    @property
    def action_space(self) -> Space:
        """What is allowed; others are made so."""
        return self.environment.action_space

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Any, Info]:
        """Start an episode, as the environment does."""
        return self.environment.reset(seed=seed, options=options)

    def step(self, action: Any) -> Tuple[Any, float, bool, bool, Info]:
        """Act once, with the allowed action that is nearest."""
        space = self.environment.action_space
        entries = as_vector(action)
        if isinstance(space, Box) and entries is not None:
            action = [clip(entry, space.low, space.high) for entry in entries]
        return self.environment.step(action)
