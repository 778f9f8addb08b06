"""Two states that fool a maximum (Sutton & Barto 2018, example 6.7)."""

from __future__ import annotations

from typing import Optional, Tuple

from policywerk.building_blocks.environments import Info, check_options, reseeded
from policywerk.building_blocks.spaces import Discrete, as_int
from policywerk.primitives.random import Stream, normal

A, B, END = 0, 1, 2  # the states
LEFT, RIGHT = 0, 1  # the actions of A


class MaximisationBias:
    """Right ends the episode for nothing; left leads where every action costs a little.

    From A, RIGHT ends the episode with reward 0, and LEFT leads to B with reward 0. In B
    every action ends the episode and pays a draw from the normal distribution with mean
    -0.1 and standard deviation 1: now a gain, now a loss, on average a loss.
    """

    def __init__(self, actions: int = 10, mean: float = -0.1, sd: float = 1.0) -> None:
        if actions < 2:
            raise ValueError(f"B needs at least 2 actions, got {actions}")
        if mean - mean != 0.0 or not 0.0 <= sd < float("inf"):
            raise ValueError(f"need a finite mean and a finite sd >= 0, got {mean!r} and {sd!r}")
        self.actions = (2, actions)  # how many there are in A, and in B
        self.mean, self.sd = mean, sd
        self.observation_space = Discrete(3)
        self.action_space = Discrete(2)  # what can be done in A and in B alike
        self._rng: Optional[Stream] = None
        self._state = END

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[int, Info]:
        """Start in A; with a seed, start the environment's random stream afresh too.

        Raises: ValueError for options: there are none.
        """
        check_options(options)
        self._rng = reseeded(self._rng, seed, "environment")
        self._state = A
        return A, {}

    def step(self, action: int) -> Tuple[int, float, bool, bool, Info]:
        """Take an action; return next state, reward, terminated, truncated, info.

        Raises: RuntimeError when no episode is under way; ValueError for an action that the
            state does not have.
        """
        if self._state == END or self._rng is None:
            raise RuntimeError("no episode is under way: call reset() first")
        there_are, number = self.actions[self._state], as_int(action)
        if type(number) is not int or not 0 <= number < there_are:
            raise ValueError(
                f"action {action!r} is not one of the {there_are} actions of {'AB'[self._state]}"
            )
        if self._state == A and number == LEFT:
            self._state = B
            return B, 0.0, False, False, {}
        reward = normal(self._rng, self.mean, self.sd) if self._state == B else 0.0
        self._state = END
        return END, reward, True, False, {}
