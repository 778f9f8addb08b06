"""Deep Q-networks: Q-learning with a network, which learns from replayed steps.

The algorithm of 2013, what was added to it in 2015, and Double DQN are one loop; they differ
in where the value of the next state comes from, and in the loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, NamedTuple, Sequence

from policywerk.building_blocks.exploration import epsilon_greedy
from policywerk.building_blocks.frames import Stack, pixels_of
from policywerk.building_blocks.grad import (
    Node,
    backward,
    constant,
    gather,
    mean,
    multiply,
    scale,
    subtract,
    zero_grads,
)
from policywerk.building_blocks.loss_nodes import huber
from policywerk.building_blocks.network import Network, copy_values
from policywerk.building_blocks.optimizers import Optimizer, check_parameters
from policywerk.building_blocks.replay_buffer import ReplayBuffer
from policywerk.building_blocks.schedules import Schedule
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector, argmax, max_norm


class Transition(NamedTuple):
    """A step as it is replayed. Its states are bytes: nothing that comes later changes them."""

    state: Stack
    action: int
    reward: float  # clipped to -1, 0 or 1
    next_state: Stack  # the true one, never that of the next start
    terminated: bool  # the task ended; a clock that ended does not count


class Diverged(ArithmeticError):
    """Learning has run away; the message names the step and the quantity."""


def clipped_reward(reward: float) -> float:
    """The sign of a reward: -1, 0 or 1 (Mnih et al. 2013, section 5)."""
    return float((reward > 0.0) - (reward < 0.0))


# ---------------------------------------------------------------- three ways to look ahead


def online_values(online: Network, frozen: Network, states: Matrix) -> Vector:
    """max over a' of Q(s', a'), from the network that learns (Mnih et al. 2013)."""
    return [row[argmax(row)] for row in online.predict(states)]


def frozen_values(online: Network, frozen: Network, states: Matrix) -> Vector:
    """max over a' of Q(s', a'), from an older copy of the network (Mnih et al. 2015)."""
    return [row[argmax(row)] for row in frozen.predict(states)]


def double_values(online: Network, frozen: Network, states: Matrix) -> Vector:
    """Q(s', a') of the older copy, for the a' that the present network likes best.

    (van Hasselt, Guez & Silver 2016, eq. 4)
    """
    return [values[argmax(choices)] for choices, values
            in zip(online.predict(states), frozen.predict(states))]


def half_square(errors: Node) -> Node:
    """e^2 / 2, whose slope is e."""
    return scale(0.5, multiply(errors, errors))


NextValues = Callable[[Network, Network, Matrix], Vector]
Loss = Callable[[Node], Node]


class Algorithm(NamedTuple):
    """What the variants differ in."""

    next_values: NextValues
    loss: Loss


ALGORITHMS: Dict[str, Algorithm] = {
    "2013": Algorithm(online_values, half_square),
    "2015": Algorithm(frozen_values, huber),
    "double": Algorithm(double_values, huber),
    "no target network": Algorithm(online_values, huber),
}


# ---------------------------------------------------------------- the agent


@dataclass(frozen=True)
class DQNSettings:
    """How an agent learns; steps are those of the environment, one an action."""

    algorithm: Algorithm
    gamma: float  # discount per step
    epsilon: Schedule  # probability of an exploring action, by steps
    alpha: Schedule  # step size, by steps
    batch: int  # transitions an update learns from
    start: int  # steps before the first update
    every: int  # steps from one update to the next
    copy_every: int  # steps from one copy of the network to the next

    def __post_init__(self) -> None:
        """Raises: ValueError naming the setting that will not do."""
        if not 0.0 <= self.gamma < 1.0:
            raise ValueError(f"gamma must be at least 0 and below 1, got {self.gamma!r}")
        for name in ("batch", "start", "every", "copy_every"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, got {getattr(self, name)!r}")
        if self.start < self.batch:
            raise ValueError(f"start must be at least the batch of {self.batch}, "
                             f"got {self.start}")


def targets(
    transitions: Sequence[Transition], next_values: Vector, gamma: float
) -> Vector:
    """What the network should have said: y = r if the task ended, else r + gamma v(s').

    (Mnih et al. 2013, algorithm 1)

    Args: next_values: v(s') of each transition, in units of clipped rewards.
    """
    return [step.reward if step.terminated else step.reward + gamma * value
            for step, value in zip(transitions, next_values)]


def q_errors(q: Node, actions: Sequence[int], wanted: Vector) -> Node:
    """Q(s, a) - y, one row a transition, of the actions that were taken; y has no slope."""
    return subtract(gather(q, actions), constant([[y] for y in wanted]))


class DQN:
    """A network that learns, an older copy of it, and a memory of steps."""

    def __init__(
        self, settings: DQNSettings, online: Network, frozen: Network,
        memory: ReplayBuffer[Transition], optimizer: Optimizer,
    ) -> None:
        """An agent at step 0; `frozen` becomes a copy of `online`.

        Raises: ValueError if the two share a parameter, or differ in shape.
        """
        for p, q in zip(online.parameters(), frozen.parameters()):
            if p is q:
                raise ValueError(f"{p.name!r} is in both networks: the older copy needs "
                                 "parameters of its own")
        self.settings = settings
        self.online, self.frozen = online, frozen
        self.memory = memory
        self.optimizer = optimizer
        self.step = 0  # of the environment
        self.updates = 0
        copy_values(online.parameters(), frozen.parameters())

    def values(self, state: Stack) -> Vector:
        """Q(s, a) for every action, by the network that learns."""
        return self.online.predict([pixels_of(state)])[0]

    def act(self, state: Stack, rng: Stream) -> int:
        """An action: epsilon-greedy, with the epsilon of the present step.

        Raises: Diverged if a value is not a finite number of a sensible size.
        """
        values = self.values(state)
        self._check("Q", max_norm(values))
        return epsilon_greedy(rng, values, self.settings.epsilon(self.step))

    def observe(self, transition: Transition, rng: Stream) -> None:
        """Remember a step; then learn and copy, if it is time to.

        Raises: Diverged as `act` does, or if a slope has become infinite or nan.
        """
        settings = self.settings
        self.memory.add(transition)
        self.step += 1
        if self.step < settings.start:
            return
        if self.step % settings.every == 0:
            self.learn(self.memory.sample(rng, settings.batch))
        if self.step % settings.copy_every == 0:
            copy_values(self.online.parameters(), self.frozen.parameters())

    def learn(self, transitions: List[Transition]) -> float:
        """One update from a batch of steps; returns the loss before it."""
        settings, parameters = self.settings, self.online.parameters()
        q = self.online(constant([pixels_of(step.state) for step in transitions]))
        self._check("Q", max_norm([max_norm(row) for row in q.values]))
        wanted = targets(transitions, self._ahead(transitions), settings.gamma)
        self._check("target", max_norm(wanted))
        loss = mean(settings.algorithm.loss(
            q_errors(q, [step.action for step in transitions], wanted)))
        zero_grads(parameters)
        backward(loss)
        self._move()
        self.updates += 1
        return loss.values[0][0]

    def _ahead(self, transitions: List[Transition]) -> Vector:
        """v(s') of each transition; a nan, which has no place in an order, ends the run."""
        states = [pixels_of(step.next_state) for step in transitions]
        try:
            return self.settings.algorithm.next_values(self.online, self.frozen, states)
        except ValueError as problem:
            raise Diverged(f"step {self.step}: Q of the next states: {problem}") from problem

    def _move(self) -> None:
        """A step of the optimiser; a slope that no step can be taken with ends the run."""
        parameters = self.online.parameters()
        try:
            check_parameters(parameters)
        except ValueError as problem:
            raise Diverged(f"step {self.step}: {problem}") from problem
        self.optimizer.step(parameters, self.settings.alpha(self.step))

    def _check(self, quantity: str, size: float) -> None:
        """Refuse values that no policy can earn.

        Rewards of at most 1 add up to 1 / (1 - gamma) at most; 100 times that is no estimate.
        """
        limit = 100.0 / (1.0 - self.settings.gamma)
        if not size <= limit:
            raise Diverged(f"step {self.step}: the largest |{quantity}| is {size:.3g}, but no "
                           f"return is above {limit / 100.0:.3g}: take smaller steps, or use "
                           "a target network")
