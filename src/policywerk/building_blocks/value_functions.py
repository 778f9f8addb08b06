"""Value functions of a finite problem, and the backups that improve them."""

from __future__ import annotations

from typing import NoReturn, Sequence

from policywerk.building_blocks.models import Model, Outcomes
from policywerk.primitives.scalar import INFINITY
from policywerk.primitives.vector import Vector


def zero_values(model: Model) -> Vector:
    """The value function that knows nothing: 0 for every state."""
    return [0.0] * len(model)


def check_values(model: Model, values: Vector) -> None:
    """Refuse values that are not one number a state.

    Raises: ValueError naming both lengths.
    """
    if len(values) != len(model):
        raise ValueError(f"need {len(model)} values, one a state, got {len(values)}")


def lookahead(outcomes: Outcomes, values: Vector, gamma: float) -> float:
    """What one action is worth, if `values` is right about the states it leads to.

    q(s, a) = sum over s', r of p(s', r | s, a) [r + gamma v(s')]
    (Sutton & Barto 2018, eq. 4.6), with v(s') = 0 where the outcome terminates.

    Args:
        outcomes: what the action may lead to.
        values: v, one number a state (reward units).
        gamma: discount per step, in [0, 1].
    Raises: ValueError naming a next state that has no value.
    """
    expected = 0.0
    try:
        for probability, next_state, reward, terminated in outcomes:
            future = 0.0 if terminated else gamma * values[next_state]
            expected += probability * (reward + future)
    except LookupError:
        _refuse_state(next_state, values)
    return expected


def _refuse_state(state: int, values: Vector) -> NoReturn:
    raise ValueError(
        f"an outcome leads to state {state!r}, which has none of the {len(values)} values"
    ) from None


def action_values(actions: Sequence[Outcomes], values: Vector, gamma: float) -> Vector:
    """The lookahead of every action of one state, in order."""
    return [lookahead(outcomes, values, gamma) for outcomes in actions]


def largest_term(actions: Sequence[Outcomes], values: Vector, gamma: float) -> float:
    """The largest of all |r| and |gamma v(s')| that the lookaheads of one state are made of.

    Rounding leaves an error in proportion to it, however small the lookahead itself is: in
    100000000.1 - 100000000.0 it is not 0.1 that counts.

    Raises: ValueError naming a next state that has no value.
    """
    largest = 0.0
    try:
        for outcomes in actions:
            for _, next_state, reward, terminated in outcomes:
                future = 0.0 if terminated else gamma * values[next_state]
                largest = max(largest, abs(reward), abs(future))
    except LookupError:
        _refuse_state(next_state, values)
    return largest


def optimal_backup(actions: Sequence[Outcomes], values: Vector, gamma: float) -> float:
    """Bellman's optimality backup of one state: the best lookahead.

    v(s) <- max over a of q(s, a)   (Bellman 1957; Sutton & Barto 2018, eq. 4.10)

    Planning spends most of its time here, so the lookahead is repeated inline.

    Raises: ValueError if there is no action, or naming a next state that has no value.
    """
    if not actions:
        raise ValueError("a state without actions has no best one")
    best = -INFINITY
    try:
        for outcomes in actions:
            expected = 0.0
            for probability, next_state, reward, terminated in outcomes:
                if terminated:
                    expected += probability * reward
                else:
                    expected += probability * (reward + gamma * values[next_state])
            if expected > best or expected != expected:  # a nan is never hidden
                best = expected
    except LookupError:
        _refuse_state(next_state, values)
    return best


def expected_backup(
    actions: Sequence[Outcomes], probabilities: Vector, values: Vector, gamma: float
) -> float:
    """The backup of one state under a policy: its lookaheads, weighted.

    v(s) <- sum over a of pi(a | s) q(s, a)   (Sutton & Barto 2018, eq. 4.5)

    Args:
        probabilities: pi(a | s) for each action. For speed they are not checked here, and an
            entry that is missing or nan drops its action: call check_policy first.
    """
    expected = 0.0
    for probability, outcomes in zip(probabilities, actions):
        if probability > 0.0:
            expected += probability * lookahead(outcomes, values, gamma)
    return expected


def greedy_loss_bound(error: float, gamma: float) -> float:
    """What acting greedily can cost, if no value is wrong by more than `error`.

    v*(s) - v_pi(s) <= 2 gamma error / (1 - gamma)  for every s, where pi takes the best
    lookahead of the wrong values   (Singh & Yee 1994)

    Args:
        error: at least 0, in reward units.
        gamma: discount per step, in [0, 1).
    Raises: ValueError naming the argument that will not do.
    """
    if not error >= 0.0:
        raise ValueError(f"an error must be at least 0, got {error!r}")
    if not 0.0 <= gamma < 1.0:
        raise ValueError(f"the bound needs gamma from 0 to below 1, got {gamma!r}")
    return 2.0 * gamma * error / (1.0 - gamma)
