"""Planning without a discount: Bellman's finite horizon, and Howard's gain per step."""

from __future__ import annotations

from typing import List, NamedTuple, Set, Tuple

from policywerk.actors.bellman import improve_policy
from policywerk.building_blocks.models import Model, check_model
from policywerk.building_blocks.policies import Choices, check_choices
from policywerk.building_blocks.value_functions import action_values, lookahead, zero_values
from policywerk.primitives.matrix import solve
from policywerk.primitives.vector import Vector, argmax, max_norm_distance


class Stage(NamedTuple):
    """What is best with a given number of steps to go."""

    values: Vector  # f_N: the best expected total reward of the N steps
    choices: Choices  # the first action to take


def finite_horizon(model: Model, steps: int, final_values: Vector) -> List[Stage]:
    """The best total reward of 1, 2, ..., `steps` steps, as Bellman wrote it.

    f_N(i) = max_q [ b_i(q) + sum_j a_ij(q) f_{N-1}(j) ],  f_0 = c   (Bellman 1957, section 2)

    Args:
        final_values: c, what it is worth to end in each state.
    Returns: stage N at index N - 1.
    Raises: ValueError for a model that is none, a negative number of steps or a c of the wrong
        length.
    """
    check_model(model)
    if steps < 0 or len(final_values) != len(model):
        raise ValueError(
            f"need steps >= 0 and {len(model)} final values, got {steps} and {len(final_values)}"
        )
    stages: List[Stage] = []
    values = final_values
    for _ in range(steps):
        worth = [action_values(actions, values, 1.0) for actions in model]
        values = [max(of_state) for of_state in worth]
        stages.append(Stage(values, [argmax(of_state) for of_state in worth]))
    return stages


class Average(NamedTuple):
    """A policy judged by what it earns per step in the long run."""

    choices: Choices
    gain: float  # r in Bellman's paper: reward per step
    bias: Vector  # x in Bellman's paper: head start of each state; the last is 0


def average_reward(model: Model, choices: Choices) -> Average:
    """Gain and bias of a policy whose states all lead to one another.

    gain + bias(i) = b_i + sum_j a_ij bias(j), with bias(last) = 0   (Howard 1960, chapter 4)

    Raises: ValueError for a model that is none, choices it does not have, when the task can
        end, or when the equations have no single solution.
    """
    check_model(model)
    check_choices(model, choices)
    rows, rewards = [], []
    last = len(model) - 1
    for state, choice in enumerate(choices):
        row = [1.0 if other == state else 0.0 for other in range(len(model))]
        for probability, next_state, _, terminated in model[state][choice]:
            if terminated:
                raise ValueError(f"state {state} can terminate; a gain needs a task without end")
            row[next_state] -= probability
        row[last] = 1.0  # the last bias is 0, so its column holds the gain
        rows.append(row)
        rewards.append(lookahead(model[state][choice], zero_values(model), 1.0))
    solution = solve(rows, rewards)
    return Average(choices, solution[last], [*solution[:last], 0.0])


def howard_policy_iteration(
    model: Model, choices: Choices, limit: int = 100_000
) -> List[Average]:
    """Improve a policy by its biases until it stays: the largest gain (Howard 1960).

    Args:
        limit: give up after so many improvements.
    Returns: every policy evaluated, the best one last.
    Raises: ArithmeticError when the limit is reached; ValueError as average_reward does.
    """
    history: List[Average] = []
    seen: Set[Tuple[int, ...]] = set()
    better = choices
    while tuple(better) not in seen:  # no policy comes twice, unless it stays or by rounding
        if len(history) > limit:
            raise ArithmeticError(f"the policy still improves after {limit} improvements")
        seen.add(tuple(better))
        history.append(average_reward(model, better))
        better, _ = improve_policy(model, better, history[-1].bias, 1.0)
    return history


class HorizonBounds(NamedTuple):
    """Where Bellman's theorem says f_N lies: between low and high in every state."""

    low: Vector
    high: Vector


def horizon_bounds(best: Average, steps: int, final_values: Vector) -> HorizonBounds:
    """Bellman's bounds on the best total reward of N steps.

    N r + x_i - k <= f_N(i) <= N r + x_i + k,  k = max_i |c_i - x_i|   (Bellman 1957, section 5)

    Args:
        best: gain r and bias x of the best policy.
        steps: N.
        final_values: c.
    Raises: ValueError for a negative number of steps or a c of another length.
    """
    if steps < 0:
        raise ValueError(f"need steps >= 0, got {steps}")
    k = max_norm_distance(final_values, best.bias)
    centre = [steps * best.gain + bias for bias in best.bias]
    return HorizonBounds([c - k for c in centre], [c + k for c in centre])
