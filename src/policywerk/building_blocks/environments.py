"""Environments: worlds to act in, and the one that draws its steps from a model."""

from __future__ import annotations

from typing import Any, Dict, Optional, Protocol, Tuple

from policywerk.building_blocks.models import Model, check_model
from policywerk.building_blocks.spaces import Discrete, Space, as_int, check_whole
from policywerk.primitives.random import Stream, fresh_seed, stream
from policywerk.primitives.vector import Vector, cumulative_sum, total

Info = Dict[str, Any]  # whatever an environment wants to say beside the observation


class Environment(Protocol):
    """A task to act in, with Gymnasium's interface (Towers et al. 2024)."""

    @property
    def observation_space(self) -> Space:
        """What can be seen."""

    @property
    def action_space(self) -> Space:
        """What can be done."""

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Any, Info]:
        """Start an episode; return the first observation and an info dictionary."""

    def step(self, action: Any) -> Tuple[Any, float, bool, bool, Info]:
        """Act once; return observation, reward, terminated, truncated, info."""


def check_options(options: Optional[Info]) -> None:
    """Refuse options for a start, for worlds that know none.

    Raises: ValueError naming them.
    """
    if options:
        names = ", ".join(repr(name) for name in options)
        raise ValueError(f"this environment knows no options for reset, got {names}")


def reseeded(rng: Optional[Stream], seed: Optional[int], name: str) -> Stream:
    """The random stream of an environment: afresh with a seed, or where there is none yet."""
    if rng is not None and seed is None:
        return rng
    return stream(fresh_seed() if seed is None else as_int(seed), name)


def drawn(rng: Stream, sums: Vector) -> int:
    """What categorical draws, from the sums of the probabilities: c_i = p_0 + ... + p_i.

    For rows that are drawn from often: they were checked and summed once, beforehand.
    """
    u, i = rng.random() * sums[-1], 0
    while sums[i] <= u:
        i += 1
    return i


class TabularEnvironment:
    """An environment that draws its steps from a known model.

    The model stays open to view as `P[state][action]`, a list of outcomes. It is a copy, and
    steps are drawn from another, so writing into either list changes no step.

    The action space holds the actions that every state has, so that whoever draws from it
    never errs. Where a state has more, as `P` shows, they can be taken there too.
    """

    def __init__(self, model: Model, start: Vector, time_limit: Optional[int] = None) -> None:
        """Check the model and the start; no episode is under way yet.

        Args:
            model: what may happen.
            start: start[s] is the probability that an episode begins in state s.
            time_limit: steps after which an episode is truncated; None for never.
        """
        check_model(model)
        if len(start) != len(model):
            raise ValueError(f"need {len(model)} start probabilities, got {len(start)}")
        if min(start) < 0.0 or not abs(total(start) - 1.0) <= 1e-9:
            raise ValueError(f"start is not a probability distribution: {start}")
        if time_limit is not None:
            check_whole("time_limit", time_limit)
        self.P = [[list(outcomes) for outcomes in actions] for actions in model]
        self.start = list(start)
        self.time_limit = time_limit
        self.observation_space = Discrete(len(model))
        self.action_space = Discrete(min(len(actions) for actions in model))
        self._starts = cumulative_sum(start)
        self._draws = [
            [(tuple(outcomes), cumulative_sum([outcome[0] for outcome in outcomes]))
             for outcomes in actions]
            for actions in model
        ]  # what step looks up: outcomes, and the sums of their probabilities
        self._rng: Optional[Stream] = None
        self._state: Optional[int] = None  # None between episodes
        self._steps = 0

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[int, Info]:
        """Start an episode; with a seed, start the environment's random stream afresh too.

        Raises: ValueError for options: there are none.
        """
        check_options(options)
        self._rng = reseeded(self._rng, seed, "environment")
        self._state, self._steps = drawn(self._rng, self._starts), 0
        return self._state, {}

    def step(self, action: int) -> Tuple[int, float, bool, bool, Info]:
        """Take an action; return next state, reward, terminated, truncated, info.

        Raises: RuntimeError when no episode is under way; ValueError for an action that
            the state does not have.
        """
        state, rng = self._state, self._rng
        if state is None or rng is None:
            raise RuntimeError("no episode is under way: call reset() first")
        draws, number = self._draws[state], as_int(action)
        if type(number) is not int or not 0 <= number < len(draws):
            raise ValueError(
                f"action {action!r} is not one of the {len(draws)} actions of state {state}"
            )
        outcomes, sums = draws[number]
        _, next_state, reward, terminated = outcomes[drawn(rng, sums)]
        self._steps += 1
        truncated = self.time_limit is not None and self._steps >= self.time_limit
        self._state = None if terminated or truncated else next_state
        return next_state, reward, terminated, truncated, {}
