"""Learning what actions are worth by trying them: Q-learning (Watkins 1989) and its kin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, NamedTuple, Optional, Protocol, Sequence, Tuple

from policywerk.building_blocks.acting import Step
from policywerk.building_blocks.environments import Environment
from policywerk.building_blocks.exploration import (
    check_epsilon,
    epsilon_greedy,
    epsilon_greedy_probabilities,
)
from policywerk.building_blocks.returns import td_error
from policywerk.building_blocks.schedules import Schedule
from policywerk.primitives.random import Stream, integer, random_argmax
from policywerk.primitives.vector import Vector, add, check_size, dot

Table = List[Vector]  # table[state][action]: estimate of q(s, a), in reward units


@dataclass(frozen=True)
class Tuning:
    """How to learn and how to explore."""

    alpha: Schedule  # step size of the n-th update of a state and action, n = 0, 1, ...
    gamma: float = 1.0  # discount per step, in [0, 1]
    epsilon: float = 0.1  # probability of an exploring action, in [0, 1]

    def __post_init__(self) -> None:
        check_epsilon(self.epsilon)
        if not 0.0 <= self.gamma <= 1.0:
            raise ValueError(f"gamma must lie in [0, 1], got {self.gamma}")


NO_ACTION = -1  # none chosen yet, or none left to choose


class Ahead(NamedTuple):
    """What is known of the state that a step led to."""

    values: Vector  # q(s', .) by the table that is being updated
    judged: Vector  # q(s', .) by the other table; the same one where there is only one
    action: int  # a', if the method has committed itself to it; else NO_ACTION
    epsilon: float  # how it explores


NextValue = Callable[[Ahead, Stream], float]  # what a next state is worth


def greedy_backup(ahead: Ahead, rng: Stream) -> float:
    """Q-learning: the value of the best action, whatever is done next.

    max_a q(s', a)   (Watkins 1989; Sutton & Barto 2018, eq. 6.8)
    """
    return max(ahead.values)


def sampled_backup(ahead: Ahead, rng: Stream) -> float:
    """Sarsa: the value of the action that is really taken next.

    q(s', a')   (Rummery & Niranjan 1994; Sutton & Barto 2018, eq. 6.7)
    """
    return ahead.values[ahead.action]


def averaged_backup(ahead: Ahead, rng: Stream) -> float:
    """Expected Sarsa: the value of what may be done next, on average.

    sum_a pi(a | s') q(s', a), pi epsilon-greedy   (Sutton & Barto 2018, eq. 6.9)
    """
    return dot(epsilon_greedy_probabilities(ahead.values, ahead.epsilon), ahead.values)


def crossed_backup(ahead: Ahead, rng: Stream) -> float:
    """Double Q-learning: one table names the best action, the other says what it is worth.

    q2(s', argmax_a q1(s', a))   (van Hasselt 2010; Sutton & Barto 2018, eq. 6.10)
    """
    return ahead.judged[random_argmax(rng, ahead.values, tiny=0.0)]


class Method(NamedTuple):
    """One way of learning."""

    backup: NextValue
    tables: int = 1
    commits: bool = False  # whether the next action is chosen before the update


METHODS: Dict[str, Method] = {
    "Q-learning": Method(greedy_backup),
    "Sarsa": Method(sampled_backup, commits=True),
    "Expected Sarsa": Method(averaged_backup),
    "Double Q-learning": Method(crossed_backup, tables=2),
}


class Update(NamedTuple):
    """One update of one entry, for those who watch."""

    step: Step
    next_action: int  # a', if the method has committed itself to it; else NO_ACTION
    future: float  # what the backup says the next state is worth; 0.0 after the end
    error: float  # the TD error
    value: float  # q(s, a) after the update


UpdateObserver = Callable[[Update], None]


class TableLearner:
    """A table of action values, or two, improved by every step."""

    def __init__(self, actions: Sequence[int], method: Method, learning: Tuning) -> None:
        """Begin with zeros everywhere.

        Args:
            actions: how many actions each state has, at least 1.
        Raises: ValueError for a state that has none, for a method that has not one table or
            two, or as check_size does.
        """
        if not actions or min(actions) < 1:
            raise ValueError(f"every state needs at least 1 action, got {actions!r}")
        if method.tables not in (1, 2):
            raise ValueError(f"a method has 1 table or 2, got {method.tables!r}")
        check_size("a table", len(actions), max(actions))
        self.tables: List[Table] = [
            [[0.0] * n for n in actions] for _ in range(method.tables)
        ]
        self.visits: List[List[int]] = [[0] * n for n in actions]
        self.method = method
        self.learning = learning

    def values(self, state: int) -> Vector:
        """q(s, .) as the agent acts on it: of two tables, the sum.

        Raises: ValueError for a state that the table has not.
        """
        try:
            if len(self.tables) == 1:
                return self.tables[0][state]
            return add(self.tables[0][state], self.tables[1][state])
        except IndexError:
            raise ValueError(f"the table has no state {state!r}") from None

    def act(self, state: int, rng: Stream) -> int:
        """An epsilon-greedy action; equals are drawn by lot."""
        return epsilon_greedy(rng, self.values(state), self.learning.epsilon)

    def learn(self, step: Step, rng: Stream) -> Update:
        """Move one entry a part of the way to what the step says it should be.

        q(s, a) <- q(s, a) + alpha [r + gamma backup(s') - q(s, a)]

        After the end of the task backup(s') is 0; after the end of the clock it is not.

        Raises: ValueError for a state or action that the table has not.
        """
        table, other = self.tables[0], self.tables[-1]
        if len(self.tables) == 2 and integer(rng, 2) == 1:
            table, other = other, table
        state, action, after = step.observation, step.action, step.next_observation
        if not (0 <= state < len(table) and 0 <= action < len(table[state])):
            raise ValueError(f"the table has no state {state!r} with an action {action!r}")
        future, next_action = 0.0, NO_ACTION
        if not step.terminated:
            if self.method.commits:
                next_action = self.act(after, rng)
            try:
                ahead = Ahead(table[after], other[after], next_action, self.learning.epsilon)
            except IndexError:
                raise ValueError(f"the table has no state {after!r}") from None
            future = self.method.backup(ahead, rng)
        error = td_error(step.reward, table[state][action], future, self.learning.gamma)
        table[state][action] += self.learning.alpha(self.visits[state][action]) * error
        self.visits[state][action] += 1
        return Update(step, next_action, future, error, table[state][action])


class Learns(Protocol):
    """Whatever can act in an episode and learn from its steps."""

    def act(self, state: int, rng: Stream) -> int:
        """Choose an action."""

    def learn(self, step: Step, rng: Stream) -> Update:
        """Learn from one step."""


def learn_episode(
    world: Environment, learner: Learns, rng: Stream, observe: Optional[UpdateObserver] = None
) -> float:
    """Act for one episode, and learn from every step of it; return the sum of its rewards.

    Where learning did not commit itself to the next action, it is chosen afterwards, by the
    values that have just been improved.
    """
    state, _ = world.reset()
    chosen, earned, over = NO_ACTION, 0.0, False
    while not over:
        action = learner.act(state, rng) if chosen == NO_ACTION else chosen
        after, reward, terminated, truncated, _ = world.step(action)
        update = learner.learn(
            Step(state, action, reward, after, terminated, truncated), rng
        )
        if observe:
            observe(update)
        earned += reward
        state, chosen, over = after, update.next_action, terminated or truncated
    return earned


def greedy_walk(
    world: Environment, values: Callable[[int], Vector], rng: Stream, limit: int
) -> Tuple[float, List[int]]:
    """One episode of best actions, equals drawn by lot: the sum of rewards, and the path.

    Args:
        values: values(s) is q(s, .).
        limit: give up after so many steps, since a greedy walk may go in circles.
    """
    state, _ = world.reset()
    path, earned, over = [state], 0.0, False
    while not over and len(path) <= limit:
        action = random_argmax(rng, values(state), tiny=0.0)
        state, reward, terminated, truncated, _ = world.step(action)
        path.append(state)
        earned += reward
        over = terminated or truncated
    return earned, path
