"""Models: what may happen in a world, how likely it is and what it pays, as a table."""

from __future__ import annotations

from operator import index
from typing import Any, List, NamedTuple, Sequence

from policywerk.building_blocks.spaces import as_int
from policywerk.primitives.vector import total


class Outcome(NamedTuple):
    """One thing that may happen after an action, and how likely it is.

    Gymnasium's tables hold the same four, as tuples (p, s', r, terminated).
    """

    probability: float
    next_state: int
    reward: float
    terminated: bool


Outcomes = Sequence[Outcome]  # everything one action may lead to; probabilities sum to 1
Model = Sequence[Sequence[Outcomes]]  # model[state][action]; a state may have few actions or many


def check_model(model: Model) -> None:
    """Refuse a model that is not a Markov decision process.

    Raises: ValueError naming the state and action at fault: no state, a state without
        actions, an outcome that is not four things or leads nowhere, a reward that is not
        finite, or probabilities that are negative or do not sum to 1 within 1e-9.
    """
    if not _is_list(model):
        raise ValueError(f"a model is a list of states; as_model reads {type(model).__name__}")
    if not model:
        raise ValueError("a model needs at least one state")
    for state, actions in enumerate(model):
        if not _is_list(actions):
            raise ValueError(f"state {state} needs a list of actions, got {actions!r}")
        if not actions:
            raise ValueError(f"state {state} has no action; a terminal state needs one, to itself")
        for action, outcomes in enumerate(actions):
            problem = "" if _is_sound(outcomes, len(model)) else _fault(outcomes, len(model))
            if problem:
                raise ValueError(f"state {state}, action {action}: {problem}")


def _is_list(x: Any) -> bool:
    return isinstance(x, (list, tuple))


def _is_sound(outcomes: Outcomes, states: int) -> bool:
    """Whether nothing can be wrong here, found out fast, for tables have many rows."""
    sum_of_all = 0.0
    try:
        for p, next_state, reward, _ in outcomes:
            if not (type(next_state) is int and 0 <= next_state < states and 0.0 <= p <= 1.0
                    and reward - reward == 0.0):  # false of infinity and NaN alone
                return False
            sum_of_all += p
    except (TypeError, ValueError):
        return False
    return abs(sum_of_all - 1.0) <= 1e-9


def _fault(outcomes: Outcomes, states: int) -> str:
    if not _is_list(outcomes):
        return f"needs a list of outcomes, got {outcomes!r}"
    for outcome in outcomes:
        if not _is_list(outcome) or len(outcome) != 4:
            return f"an outcome is (p, next state, reward, terminated), got {outcome!r}"
    try:
        return _fault_of_numbers(outcomes, states)
    except TypeError:
        return f"something here is no number: {outcomes!r}"


def _fault_of_numbers(outcomes: Outcomes, states: int) -> str:
    probabilities = [outcome[0] for outcome in outcomes]
    if any(not 0.0 <= p <= 1.0 for p in probabilities):
        return f"a probability lies outside [0, 1]: {probabilities}"
    if abs(total(probabilities) - 1.0) > 1e-9:
        return f"probabilities sum to {total(probabilities)}, not 1"
    for _, next_state, reward, _ in outcomes:
        if type(as_int(next_state)) is not int or not 0 <= next_state < states:
            return f"next state {next_state} is not one of the {states} states"
        if reward - reward != 0.0:  # true of infinity and NaN alone
            return f"reward {reward} is not finite"
    return ""


def as_model(table: Any) -> Model:
    """Copy a P[state][action] table, of lists or Gymnasium's dictionaries, and check it.

    Raises: ValueError as check_model does, also for a state or action that is missing.
    """
    model: List[List[List[Outcome]]] = []
    for state in range(len(table)):
        model.append([])
        try:
            actions = table[state]
            for action in range(len(actions)):
                model[-1].append([_outcome(*row) for row in actions[action]])
        except (TypeError, KeyError, ValueError) as problem:
            raise ValueError(
                f"state {state}, action {len(model[-1])}: not a list of "
                f"(p, next state, reward, terminated): {problem}"
            ) from None
    check_model(model)
    return model


def _outcome(probability: Any, next_state: Any, reward: Any, terminated: Any) -> Outcome:
    """An outcome of Python's own numbers, whatever numbers the table was written in."""
    return Outcome(float(probability), index(next_state), float(reward), bool(terminated))
