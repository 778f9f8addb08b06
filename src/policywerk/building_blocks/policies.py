"""Policies of a finite problem: rows of action probabilities."""

from __future__ import annotations

from typing import List

from policywerk.building_blocks.mdp import Model
from policywerk.building_blocks.value_functions import action_values
from policywerk.primitives.vector import Vector, argmax, ties, total

Policy = List[Vector]  # policy[state][action] = pi(action | state); each row sums to 1
Choices = List[int]  # one action a state: a deterministic policy in short


def uniform_policy(model: Model) -> Policy:
    """Every action of a state equally likely: the policy that knows nothing."""
    return [[1.0 / len(actions)] * len(actions) for actions in model]


def deterministic_policy(model: Model, choices: Choices) -> Policy:
    """The policy that always takes choices[state], written as probabilities.

    Raises: ValueError as check_choices does.
    """
    check_choices(model, choices)
    return [
        [1.0 if action == choice else 0.0 for action in range(len(actions))]
        for actions, choice in zip(model, choices)
    ]


def check_choices(model: Model, choices: Choices) -> None:
    """Refuse choices that are not one action of each state.

    Raises: ValueError naming the state whose choice it does not have.
    """
    if len(choices) != len(model):
        raise ValueError(f"need {len(model)} choices, one a state, got {len(choices)}")
    for state, (actions, choice) in enumerate(zip(model, choices)):
        if not 0 <= choice < len(actions):
            raise ValueError(f"state {state} has {len(actions)} actions, not action {choice}")


def greedy_choices(model: Model, values: Vector, gamma: float) -> Choices:
    """In each state the first action whose lookahead is largest."""
    return [argmax(action_values(actions, values, gamma)) for actions in model]


def greedy_ties(model: Model, values: Vector, gamma: float, tiny: float = 1e-9) -> List[List[int]]:
    """In each state all the actions whose lookahead is within `tiny` of the largest."""
    return [ties(action_values(actions, values, gamma), tiny) for actions in model]


def check_policy(model: Model, policy: Policy) -> None:
    """Refuse a table that is not a policy for this model.

    Raises: ValueError naming the state: a row of the wrong length, a negative
        probability, or a row that does not sum to 1 within 1e-9.
    """
    if len(policy) != len(model):
        raise ValueError(f"need {len(model)} rows, one a state, got {len(policy)}")
    for state, (row, actions) in enumerate(zip(policy, model)):
        if len(row) != len(actions):
            raise ValueError(f"state {state}: {len(actions)} actions but {len(row)} probabilities")
        if min(row) < 0.0 or not abs(total(row) - 1.0) <= 1e-9:
            raise ValueError(f"state {state}: {row} is not a probability distribution")
