"""Policies: which action in which state, as tables, and those that values suggest."""

from __future__ import annotations

from typing import List

from policywerk.building_blocks.models import Model, check_model
from policywerk.building_blocks.spaces import as_int
from policywerk.building_blocks.value_functions import action_values, check_values, largest_term
from policywerk.primitives.vector import Vector, argmax, ties, total

Policy = List[Vector]  # policy[state][action] = pi(action | state); each row sums to 1
Choices = List[int]  # one action a state: a deterministic policy in short


def uniform_policy(model: Model) -> Policy:
    """Every action of a state equally likely: the policy that knows nothing.

    Raises: ValueError naming a state without actions.
    """
    for state, actions in enumerate(model):
        if not actions:
            raise ValueError(f"state {state} has no action to choose from")
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
        if type(as_int(choice)) is not int:
            raise ValueError(f"state {state}: a choice is a whole number, got {choice!r}")
        if not 0 <= choice < len(actions):
            raise ValueError(f"state {state} has {len(actions)} actions, not action {choice}")


def check_policy(model: Model, policy: Policy) -> None:
    """Refuse a table that is not a policy for this model.

    Raises: ValueError naming the state: a row of the wrong length, a negative
        probability, or a row that does not sum to 1 within 1e-9.
    """
    if len(policy) != len(model):
        raise ValueError(f"need {len(model)} rows, one a state, got {len(policy)}")
    for state, (row, actions) in enumerate(zip(policy, model)):
        if not isinstance(row, (list, tuple)) or any(isinstance(p, str) for p in row):
            raise ValueError(f"state {state}: {row!r} is not a row of probabilities")
        if len(row) != len(actions):
            raise ValueError(f"state {state}: {len(actions)} actions but {len(row)} probabilities")
        if min(row) < 0.0 or not abs(total(row) - 1.0) <= 1e-9:
            raise ValueError(f"state {state}: {row} is not a probability distribution")


def greedy_choices(model: Model, values: Vector, gamma: float) -> Choices:
    """In each state the first action whose lookahead is largest."""
    return [argmax(action_values(actions, values, gamma)) for actions in model]


def greedy_ties(model: Model, values: Vector, gamma: float, tiny: float = 1e-9) -> List[List[int]]:
    """In each state all the actions that are as good as the best, but for a tiny difference.

    Args:
        tiny: the difference, as a share of the largest number in the state's lookaheads.
    """
    return [
        ties(
            action_values(actions, values, gamma),
            tiny * largest_term(actions, values, gamma),
        )
        for actions in model
    ]


def arriving_choices(
    model: Model, choices: Choices, values: Vector, slack: float
) -> Choices:
    """Choices as good as the greedy ones given, that reach an end as well: for gamma = 1.

    Without a discount a way round in a circle, for nothing, looks as good as the way out:
    r + v(s') is v(s) on both. Only the way out earns it. So states are settled from the end
    backwards: those whose choice may lead to a settled state; then those that have another
    action as good that may; and last, where no way leads out, those that are worth 0 and can
    stay for ever for 0, with all that leads to them.

    Args:
        choices: greedy with respect to the values.
        slack: an action is as good as the best if it is worse by no more than this, in reward
            units, or by no more than 1e-9 of the largest number in the state's lookaheads.
    Raises: ArithmeticError naming a state whose value cannot be earned so; ValueError for a
        model that is none, or for choices or values that are not one a state.
    """
    check_model(model)
    check_choices(model, choices)
    check_values(model, values)
    slacks = [max(slack, 1e-9 * largest_term(actions, values, 1.0)) for actions in model]
    tied = [ties(action_values(actions, values, 1.0), least)
            for actions, least in zip(model, slacks)]
    found, settled = list(choices), [False] * len(model)
    _settle_backwards(model, found, tied, settled)
    worthless = [abs(value) <= least for value, least in zip(values, slacks)]
    _settle_resting(model, found, tied, settled, worthless)
    _settle_backwards(model, found, tied, settled)
    if not all(settled):
        state = settled.index(False)
        raise ArithmeticError(
            f"state {state} is valued {values[state]:g}, but what looks best there never ends "
            "and does not earn it; lower gamma, or use policy_iteration from choices that end"
        )
    return found


def _settle_backwards(
    model: Model, found: Choices, tied: List[List[int]], settled: List[bool]
) -> None:
    """Settle, in place, all states that may come to an end or a settled state."""
    grows = True
    while grows:
        own = [[choice] for choice in found]
        grows = _settle_once(model, found, own, settled) or _settle_once(
            model, found, tied, settled
        )


def _settle_once(
    model: Model, found: Choices, options: List[List[int]], settled: List[bool]
) -> bool:
    """Settle, in place, the states with an option that leads on; whether there were any."""
    grows = False
    for state, actions in enumerate(options):
        if settled[state]:
            continue
        for action in actions:
            if any(p > 0.0 and (terminated or settled[next_state])
                   for p, next_state, _, terminated in model[state][action]):
                found[state], settled[state], grows = action, True, True
                break
    return grows


def _settle_resting(
    model: Model,
    found: Choices,
    tied: List[List[int]],
    settled: List[bool],
    worthless: List[bool],
) -> None:
    """Settle, in place, the states of no worth that can stay among themselves for 0."""
    resting = [zero and not done for zero, done in zip(worthless, settled)]
    staying: List[List[int]] = [[] for _ in model]
    shrinks = True
    while shrinks:
        shrinks = False
        for state in [s for s, rests in enumerate(resting) if rests]:
            staying[state] = [
                action for action in [found[state], *tied[state]]
                if all(p == 0.0 or (reward == 0.0 and resting[next_state])
                       for p, next_state, reward, _ in model[state][action])
            ]
            if not staying[state]:
                resting[state], shrinks = False, True
    for state in [s for s, rests in enumerate(resting) if rests]:
        found[state], settled[state] = staying[state][0], True
