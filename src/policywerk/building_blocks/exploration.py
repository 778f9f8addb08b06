"""Exploration: actions that are mostly good, and now and then something else."""

from __future__ import annotations

from policywerk.primitives.activations import softmax
from policywerk.primitives.random import Stream, integer
from policywerk.primitives.vector import Vector, argmax, ties


def epsilon_greedy_probabilities(values: Vector, epsilon: float) -> Vector:
    """Mostly a best action, now and then any: the probability of each.

    pi(a) = epsilon / n + (1 - epsilon) / m  if a is one of the m best actions
    pi(a) = epsilon / n                      otherwise   (Sutton & Barto 2018, section 2.2)

    Args:
        values: q(a) for each of the n actions of the present state (reward units).
        epsilon: probability of an exploring action, in [0, 1].
    Raises: ValueError as check_epsilon and argmax do.
    """
    check_epsilon(epsilon)
    best = ties(values, tiny=0.0)
    row = [epsilon / len(values)] * len(values)
    for action in best:
        row[action] += (1.0 - epsilon) / len(best)
    return row


def epsilon_greedy(rng: Stream, values: Vector, epsilon: float) -> int:
    """Draw an action from epsilon_greedy_probabilities; equals are drawn by lot.

    Args and errors: as there.
    """
    check_epsilon(epsilon)
    best = ties(values, tiny=0.0)  # before the draw, so that nan is always found
    if rng.random() < epsilon:
        return integer(rng, len(values))
    return best[integer(rng, len(best))]


def check_epsilon(epsilon: float) -> None:
    """Refuse an epsilon that is not a probability.

    Raises: ValueError if epsilon is not in [0, 1].
    """
    if not 0.0 <= epsilon <= 1.0:
        raise ValueError(f"epsilon must be a probability from 0 to 1, got {epsilon!r}")


def softmax_probabilities(preferences: Vector, temperature: float) -> Vector:
    """The softmax policy: the better an action looks, the likelier it is.

    pi(a) = exp(x_a / tau) / (exp(x_0 / tau) + exp(x_1 / tau) + ...)
    (Sutton & Barto 2018, eq. 13.2), with the largest x subtracted from every one first

    Args:
        preferences: x, one finite number an action, in any unit.
        temperature: tau > 0 and finite, in the same unit; small is nearly greedy.
    Raises: ValueError naming the preference or temperature that will not do.
    """
    if not temperature > 0.0 or temperature - temperature != 0.0:  # inf - inf is nan, not 0
        raise ValueError(f"temperature must be positive and finite, got {temperature!r}")
    largest = preferences[argmax(preferences)]
    for action, x in enumerate(preferences):
        if x - x != 0.0:
            raise ValueError(f"preference of action {action} is not finite: {x!r}")
    return softmax([(x - largest) / temperature for x in preferences])
