"""Learning to predict by temporal differences, beside learning from outcomes (Sutton 1988)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, List, NamedTuple, Optional, Sequence, Tuple

from policywerk.building_blocks.acting import Episode
from policywerk.building_blocks.returns import td_error
from policywerk.primitives.matrix import Matrix, solve
from policywerk.primitives.scalar import INFINITY
from policywerk.primitives.vector import LARGEST_SIZE, Vector


class Experience(NamedTuple):
    """What an episode that terminated has to teach: where it went, and what it paid."""

    states: List[int]  # s_0, ..., s_{T-1}: those in which a prediction was made
    rewards: Vector  # r_1, ..., r_T: rewards[t] followed states[t]


def experience_of(episode: Episode) -> Experience:
    """The experience of an episode that was played to its end.

    Raises: ValueError if it did not terminate: then its outcome is not known.
    """
    if not episode.terminated:
        raise ValueError("the episode did not terminate, so nobody knows its outcome")
    return Experience([step.observation for step in episode.steps], episode.rewards)


def with_outcome(states: List[int], outcome: float) -> Experience:
    """An experience that pays nothing on the way and an outcome z at the end.

    Raises: ValueError if there is no state.
    """
    if not states:
        raise ValueError("an experience needs at least one state")
    return Experience(states, [0.0] * (len(states) - 1) + [outcome])


@dataclass(frozen=True)
class Learning:
    """How far to move, and how credit is shared and discounted."""

    alpha: float  # step size, >= 0
    lam: float = 0.0  # trace decay, in [0, 1]
    gamma: float = 1.0  # discount per step, in [0, 1]

    def __post_init__(self) -> None:
        if not self.alpha >= 0.0:
            raise ValueError(f"alpha must not be negative, got {self.alpha}")
        for name, number in (("lam", self.lam), ("gamma", self.gamma)):
            if not 0.0 <= number <= 1.0:
                raise ValueError(f"{name} must lie in [0, 1], got {number}")


# ---------------------------------------------------------------- what to learn from a step


def next_prediction(seen: Experience, t: int, values: Vector, gamma: float) -> float:
    """Target of TD(0): the reward, and the prediction made one step later.

    r_{t+1} + gamma v(s_{t+1}), with v = 0 after the last step   (Sutton & Barto 2018, eq. 6.2)
    """
    following = values[seen.states[t + 1]] if t + 1 < len(seen.states) else 0.0
    return seen.rewards[t] + gamma * following


def outcome(seen: Experience, t: int, values: Vector, gamma: float) -> float:
    """Target of the Widrow-Hoff rule and of Monte Carlo: what really came, G_t.

    G_t = r_{t+1} + gamma G_{t+1}   (Sutton & Barto 2018, eq. 3.9); the values are not used.
    """
    following = 0.0
    for reward in reversed(seen.rewards[t:]):
        following = reward + gamma * following
    return following


def check_experience(seen: Experience, states: int) -> None:
    """Refuse what no rule could learn from, before a value has changed.

    Raises: ValueError unless there is a finite reward for each state, and each state is one of
        0 to states - 1.
    """
    if len(seen.states) != len(seen.rewards):
        raise ValueError(f"{len(seen.states)} states need as many rewards, "
                         f"got {len(seen.rewards)}")
    for t, state in enumerate(seen.states):
        if not isinstance(state, int) or not 0 <= state < states:
            raise ValueError(f"state {state!r} at step {t} is none of 0 to {states - 1}")
        if not abs(seen.rewards[t]) < INFINITY:
            raise ValueError(f"reward {seen.rewards[t]!r} at step {t} is not finite")


def _check_room(seen: Experience, read: Vector, write: Vector) -> None:
    """check_experience; and write must have as many places as read."""
    if len(write) != len(read):
        raise ValueError(f"{len(read)} values need as many places to write, got {len(write)}")
    check_experience(seen, len(read))


Target = Callable[[Experience, int, Vector, float], float]  # what v(s_t) should have been
Rule = Callable[[Experience, Learning, Vector, Vector], None]  # (seen, how, read, write)
Observer = Callable[[int, float, Vector], None]  # called with (t, TD error, trace)


def move_towards(target: Target) -> Rule:
    """The rule that moves the value of every state passed towards its target.

    write(s_t) <- write(s_t) + alpha [target_t - read(s_t)]

    The rule raises ValueError as check_experience does; nothing has changed then.
    """

    def rule(seen: Experience, how: Learning, read: Vector, write: Vector) -> None:
        _check_room(seen, read, write)
        for t, state in enumerate(seen.states):
            error = target(seen, t, read, how.gamma) - read[state]
            write[state] += how.alpha * error

    return rule


td_zero = move_towards(next_prediction)
widrow_hoff = move_towards(outcome)


def td_lambda(
    seen: Experience,
    how: Learning,
    read: Vector,
    write: Vector,
    observe: Optional[Observer] = None,
) -> None:
    """TD(lambda) with an accumulating trace: at each step fade, mark, credit.

    z <- gamma lam z + x_t,  write <- write + alpha delta_t z   (Sutton 1988, eqs. 4 and 5)
    where x_t is 1 in the place of s_t and 0 elsewhere.

    Raises: ValueError as check_experience does; nothing has changed then.
    """
    _check_room(seen, read, write)
    trace = [0.0] * len(read)
    for t, state in enumerate(seen.states):
        following = read[seen.states[t + 1]] if t + 1 < len(seen.states) else 0.0
        delta = td_error(seen.rewards[t], read[state], following, how.gamma)
        _fade_mark_credit(trace, how.gamma * how.lam, state, write, how.alpha * delta)
        if observe:
            observe(t, delta, trace)


def _fade_mark_credit(
    trace: Vector, decay: float, state: int, write: Vector, amount: float
) -> None:
    """traces.fade, accumulate and credit for one state, in one pass; the numbers are the same."""
    before = write[state]
    for i in range(len(trace)):
        trace[i] = mark = trace[i] * decay
        write[i] += amount * mark
    trace[state] += 1.0
    write[state] = before + amount * trace[state]  # once more, now with its mark


# ---------------------------------------------------------------- when to change the values


def learn_after(rule: Rule, seen: Experience, how: Learning, values: Vector) -> None:
    """Collect the changes of a whole sequence, then make them, in place (Sutton 1988)."""
    changes = [0.0] * len(values)
    rule(seen, how, values, changes)
    for state, change in enumerate(changes):
        values[state] += change


def learn_within(rule: Rule, seen: Experience, how: Learning, values: Vector) -> None:
    """Make every change at once, in place, so that the next step reads it already."""
    rule(seen, how, values, values)


# ---------------------------------------------------------------- what a batch teaches


class System(NamedTuple):
    """What a batch of experience teaches, whichever values the learner has: linear equations.

    TD(lambda) would change the values v of `states` by alpha (right - matrix v). It leaves
    the values of other states alone.
    """

    states: List[int]  # those that were passed, rising
    matrix: Matrix  # one row and one column for each of them
    right: Vector


def system_of(batch: Sequence[Experience], lam: float, gamma: float = 1.0) -> System:
    """Sum up what TD(lambda) learns from a batch while the values stand still.

    matrix = sum_t z_t (x_t - gamma x_{t+1})^T,  right = sum_t z_t r_{t+1}
    (Sutton 1988, eq. 4 summed over the batch; Boyan 2002 calls the same sums A and b)

    Raises: ValueError if lam or gamma lies outside [0, 1], or an experience has not a finite
        reward for each state.
    """
    Learning(alpha=0.0, lam=lam, gamma=gamma)  # refuses what lies outside
    for seen in batch:
        check_experience(seen, LARGEST_SIZE)
    states = sorted({state for seen in batch for state in seen.states})
    size, place = len(states), {state: i for i, state in enumerate(states)}
    matrix, right = [[0.0] * size for _ in states], [0.0] * size
    for seen in batch:
        at = [place[state] for state in seen.states]
        trace = [0.0] * size
        for t, here in enumerate(at):
            for i in range(size):
                trace[i] *= gamma * lam
            trace[here] += 1.0
            for i, mark in enumerate(trace):
                matrix[i][here] += mark
                if t + 1 < len(at):
                    matrix[i][at[t + 1]] -= gamma * mark
                right[i] += mark * seen.rewards[t]
    return System(states, matrix, right)


def _check_system(system: System, values: Vector) -> None:
    """Raise ValueError unless every state of the system has a value."""
    if system.states and not 0 <= min(system.states) <= max(system.states) < len(values):
        raise ValueError(f"states {min(system.states)} to {max(system.states)} need values of "
                         f"their own, got {len(values)}")


def present(system: System, alpha: float, values: Vector) -> float:
    """Learn once from what the system sums up, in place: v <- v + alpha (right - matrix v).

    Returns: the largest change of a value.
    Raises: ValueError if there is a state without a value.
    """
    _check_system(system, values)
    old, largest = [values[state] for state in system.states], 0.0
    for state, row, change in zip(system.states, system.matrix, system.right):
        for weight, value in zip(row, old):
            change -= weight * value
        values[state] += alpha * change
        largest = max(largest, abs(alpha * change))
    return largest


def present_until_still(
    system: System, alpha: float, values: Vector, tolerance: float, limit: int = 1_000_000
) -> Tuple[Vector, int]:
    """Present a batch again and again, until it changes no value by more than the tolerance.

    Returns: the values, and how often the batch was presented.
    Raises: ArithmeticError when the values do not come to rest, as when alpha is large.
    """
    values = list(values)
    for presentations in range(1, limit + 1):
        change = present(system, alpha, values)
        if change <= tolerance:
            return values, presentations
        if not change <= 1e9:
            break
    raise ArithmeticError(f"with alpha = {alpha:g} the values do not come to rest")


def resting_point(system: System, values: Vector) -> Vector:
    """Where presenting a batch for ever leads: to the values that it does not change.

    matrix v = right for the states that were passed; the others keep their values.

    Raises: ValueError if there is a state without a value, or as solve.
    """
    _check_system(system, values)
    resting = list(values)
    for state, value in zip(system.states, solve(system.matrix, system.right)):
        resting[state] = value
    return resting
