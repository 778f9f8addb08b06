"""Q-learning with a weighted sum of features in the place of the table."""

from __future__ import annotations

from typing import Callable, Dict, Hashable, Mapping

from policywerk.actors.dqn import Transition
from policywerk.building_blocks.exploration import epsilon_greedy
from policywerk.building_blocks.frames import Stack
from policywerk.building_blocks.returns import td_error
from policywerk.building_blocks.schedules import Schedule
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector, add_scaled

Features = Callable[[Stack], Mapping[Hashable, float]]  # x(s); what it does not name is 0


class LinearQ:
    """q(s, a) = sum over i of w_i(a) x_i(s): for each feature, one weight an action.

    With one feature a state, {s: 1.0}, it is a table.
    """

    def __init__(
        self, features: Features, actions: int, alpha: float, gamma: float, epsilon: Schedule
    ) -> None:
        """All weights are 0; a feature gets its own when it is first met."""
        self.features, self.actions = features, actions
        self.alpha, self.gamma, self.epsilon = alpha, gamma, epsilon
        self.weights: Dict[Hashable, Vector] = {}
        self.step = 0

    def values(self, state: Stack) -> Vector:
        """q(s, a) for every action."""
        found = [0.0] * self.actions
        for feature, x in self.features(state).items():
            if feature in self.weights:
                add_scaled(found, x, self.weights[feature])
        return found

    def act(self, state: Stack, rng: Stream) -> int:
        """An epsilon-greedy action, with the epsilon of the present step."""
        return epsilon_greedy(rng, self.values(state), self.epsilon(self.step))

    def observe(self, step: Transition, rng: Stream) -> None:
        """Learn from one step, and forget it; nothing is drawn.

        w_i(a) <- w_i(a) + alpha delta x_i(s),  delta = r + gamma max_a' q(s', a') - q(s, a)
        (semi-gradient Q-learning; Sutton & Barto 2018, section 11.1)
        """
        future = 0.0 if step.terminated else max(self.values(step.next_state))
        delta = td_error(step.reward, self.values(step.state)[step.action], future, self.gamma)
        for feature, x in self.features(step.state).items():
            self.weights.setdefault(feature, [0.0] * self.actions)
            self.weights[feature][step.action] += self.alpha * delta * x
        self.step += 1
