"""Learning a policy by the slope of its mean return: REINFORCE, and actor with critic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from policywerk.building_blocks.acting import Episode
from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    backward,
    constant,
    multiply,
    scale,
    take_rows,
    total,
    zero_grads,
)
from policywerk.building_blocks.optimizers import SGD
from policywerk.building_blocks.returns import gae, stretch
from policywerk.primitives.activations import softmax
from policywerk.primitives.matrix import zeros
from policywerk.primitives.random import Stream, categorical
from policywerk.primitives.vector import Vector


def policy_loss(log_probabilities: Node, weights: Vector) -> Node:
    """A loss whose slope, with the sign turned, is an estimate of the slope of the mean return.

    L = -sum_t w_t log pi(a_t | s_t)   (Williams 1992, section 4, with w_t = G_t - b)

    Args:
        log_probabilities: of the actions that were taken, one row a step.
        weights: w_t, what each step was worth (reward units); no slope goes to them.
    Raises: ValueError unless there is one weight for each step.
    """
    return scale(-1.0, total(multiply(log_probabilities, constant([[w] for w in weights]))))


class SoftmaxTable:
    """A policy that is a table: a row of logits for each state, all 0.0 at first.

    pi(a | s) = softmax(logits of s)_a   (Sutton & Barto 2018, eq. 13.2)
    """

    def __init__(self, states: int, actions: int) -> None:
        self.logits = Parameter("logits", zeros(states, actions))

    def act(self, state: int, rng: Stream) -> int:
        """Draw an action.

        Raises: ValueError for a state that is not there.
        """
        self.check([state])
        return categorical(rng, softmax(self.logits.values[state]))

    def choices(self, states: Sequence[int]) -> Categorical:
        """The choice in each of these states, a row each, with slopes to the logits."""
        return Categorical(take_rows(self.logits, states))

    def check(self, states: Sequence[int]) -> None:
        """Raises: ValueError naming the first state that the table has no row for."""
        for state in states:
            if not 0 <= state < len(self.logits.values):
                raise ValueError(f"state {state!r} is none of the {len(self.logits.values)} "
                                 "states of the table, which are numbered from 0")


@dataclass(frozen=True)
class Ascent:
    """How to climb: as REINFORCE, with a baseline (beta > 0), with a critic (and lam < 1)."""

    alpha: float  # step size of the policy
    beta: float = 0.0  # step size of the values; 0.0 leaves them all at 0.0
    lam: float = 1.0  # trace decay of the advantages
    gamma: float = 1.0  # discount per step


class PolicyGradient:
    """A policy that is moved along its slope, and values that say what is usual."""

    def __init__(self, states: int, actions: int, settings: Ascent) -> None:
        self.policy = SoftmaxTable(states, actions)
        self.values: Vector = [0.0] * states
        self.settings = settings
        self.optimizer = SGD()

    def advantages(self, episode: Episode) -> Vector:
        """How much better each step went than its state's value said.

        A_t = G_t^lambda - v(s_t); with lam = 1 and values of 0.0 the return from there on.
        """
        self.policy.check(episode.observations)
        values = [self.values[state] for state in episode.observations]
        rollout = stretch(episode.rewards, values, episode.terminated, episode.truncated)
        return gae(rollout, self.settings.gamma, self.settings.lam)

    def slope(self, episode: Episode) -> None:
        """Add to the grads of the logits: minus the slope that one episode suggests.

        sum_t A_t dlog pi(a_t | s_t) / dtheta   (Williams 1992; Sutton et al. 2000, theorem 1)
        """
        choices = self.policy.choices(episode.observations[:-1])
        taken = choices.log_probability(episode.actions)
        backward(policy_loss(taken, self.advantages(episode)))

    def learn(self, episode: Episode) -> None:
        """Move the policy once, then move the values of the states that were passed.

        theta <- theta + alpha sum_t A_t dlog pi(a_t | s_t) / dtheta
        v(s_t) <- v(s_t) + beta [G_t^lambda - v(s_t)]   for one t after the other
        """
        states, values = episode.observations[:-1], self.values
        targets = [a + values[state] for a, state in zip(self.advantages(episode), states)]
        self.slope(episode)
        self.optimizer.step([self.policy.logits], self.settings.alpha)
        zero_grads([self.policy.logits])
        for state, target in zip(states, targets):
            values[state] += self.settings.beta * (target - values[state])
