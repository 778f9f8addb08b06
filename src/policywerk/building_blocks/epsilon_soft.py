"""Models as somebody meets them who cannot choose freely, or cannot help but stumble."""

from __future__ import annotations

from typing import Sequence

from policywerk.building_blocks.exploration import check_epsilon
from policywerk.building_blocks.models import Model, Outcome, Outcomes, check_model
from policywerk.building_blocks.policies import Policy, check_policy
from policywerk.primitives.vector import Vector


def mixture(actions: Sequence[Outcomes], probabilities: Vector) -> Outcomes:
    """What may happen when the action itself is drawn: all outcomes, weighted.

    p(s', r | s) = sum_a pi(a | s) p(s', r | s, a)

    Raises: ValueError if there is not one probability an action.
    """
    if len(probabilities) != len(actions):
        raise ValueError(f"{len(actions)} actions but {len(probabilities)} probabilities")
    return [
        Outcome(weight * p, next_state, reward, terminated)
        for weight, outcomes in zip(probabilities, actions)
        for p, next_state, reward, terminated in outcomes
        if weight > 0.0
    ]


def follow_policy(model: Model, policy: Policy) -> Model:
    """The model of somebody who can do nothing but follow a policy: one action a state.

    Raises: ValueError as check_model and check_policy do.
    """
    check_model(model)
    check_policy(model, policy)
    return [[mixture(actions, row)] for actions, row in zip(model, policy)]


def epsilon_soft_model(model: Model, epsilon: float) -> Model:
    """The model of somebody whose every action is, with probability epsilon, drawn by lot.

    Its best policy is the best of all epsilon-soft policies of the model (Sutton & Barto
    2018, section 5.4).

    Raises: ValueError if epsilon is not in [0, 1], or as check_model does.
    """
    check_epsilon(epsilon)
    check_model(model)
    softened = []
    for actions in model:
        share = epsilon / len(actions)
        options = []
        for action in range(len(actions)):
            row = [share] * len(actions)
            row[action] += 1.0 - epsilon
            options.append(mixture(actions, row))
        softened.append(options)
    return softened
