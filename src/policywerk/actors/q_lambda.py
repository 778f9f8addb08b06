"""Q(lambda) as Watkins cut it: credit for the steps before, up to the last exploration."""

from __future__ import annotations

from typing import Callable

from policywerk.actors.q_learner import NO_ACTION, Table, Tuning, Update
from policywerk.building_blocks.acting import Step
from policywerk.building_blocks.exploration import epsilon_greedy
from policywerk.building_blocks.returns import td_error
from policywerk.building_blocks.traces import Active, SparseTrace, accumulate, credit, fade
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector, check_size, ties

Mark = Callable[[SparseTrace, Active], None]  # accumulate, or replace


class TraceLearner:
    """Q-learning whose every error is shared with the steps that led there.

    The values stand in one row, entry `state * actions + action`, so that a trace can mark
    them as features that are 0 or 1.
    """

    def __init__(
        self, states: int, actions: int, learning: Tuning, lam: float, cut: bool = True,
        mark: Mark = accumulate,
    ) -> None:
        """Begin with zeros everywhere.

        Args:
            lam: how much of a mark is kept at each step, beside gamma, in [0, 1].
            cut: wipe out all marks at an action that is not a best one, as Watkins does.
        Raises: ValueError without a state or an action, for another lam, or as check_size does.
        """
        if states < 1 or actions < 1 or not 0.0 <= lam <= 1.0:
            raise ValueError(f"need states and actions >= 1 and lam in [0, 1], "
                             f"got {states}, {actions} and {lam}")
        check_size("a table", states, actions)
        self.weights: Vector = [0.0] * (states * actions)
        self.visits = [0] * (states * actions)
        self.trace = SparseTrace()
        self.actions, self.learning, self.cut, self.mark = actions, learning, cut, mark
        self.decay = learning.gamma * lam

    def values(self, state: int) -> Vector:
        """q(s, .), copied out of the row of all.

        Raises: ValueError for a state that the table has not.
        """
        of_state = self.weights[state * self.actions:(state + 1) * self.actions]
        if not of_state:
            raise ValueError(f"the table has no state {state!r}")
        return of_state

    @property
    def table(self) -> Table:
        """All values, one row a state."""
        return [self.values(state) for state in range(len(self.weights) // self.actions)]

    def act(self, state: int, rng: Stream) -> int:
        """An epsilon-greedy action; equals are drawn by lot."""
        return epsilon_greedy(rng, self.values(state), self.learning.epsilon)

    def learn(self, step: Step, rng: Stream) -> Update:
        """Q-learning's error, credited to every pair in proportion to its mark.

        z <- gamma lam z if a is a best action of s, else 0;  z(s, a) <- z(s, a) + 1
        delta = r + gamma max_a' q(s', a') - q(s, a);  q <- q + alpha delta z  (Watkins 1989)

        Raises: ValueError for a state or action that the table has not.
        """
        place = step.observation * self.actions + step.action
        if not (0 <= step.action < self.actions and 0 <= place < len(self.weights)):
            raise ValueError(
                f"the table has no state {step.observation!r} with an action {step.action!r}"
            )
        future = 0.0 if step.terminated else max(self.values(step.next_observation))
        error = td_error(step.reward, self.weights[place], future, self.learning.gamma)
        if self.cut and step.action not in ties(self.values(step.observation), tiny=0.0):
            self.trace.clear()
        fade(self.trace, self.decay)
        self.mark(self.trace, [(place, 1.0)])
        credit(self.weights, self.learning.alpha(self.visits[place]) * error, self.trace)
        self.visits[place] += 1
        if step.terminated or step.truncated:
            self.trace.clear()
        return Update(step, NO_ACTION, future, error, self.weights[place])
