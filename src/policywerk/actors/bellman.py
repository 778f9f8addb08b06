"""Dynamic programming: planning in a model that is known (Bellman 1957)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, NamedTuple, Optional, Set, Tuple

from policywerk.building_blocks.models import Model, check_model
from policywerk.building_blocks.policies import (
    Choices,
    Policy,
    arriving_choices,
    check_choices,
    check_policy,
    deterministic_policy,
    greedy_choices,
)
from policywerk.building_blocks.value_functions import (
    action_values,
    check_values,
    expected_backup,
    largest_term,
    lookahead,
    optimal_backup,
    zero_values,
)
from policywerk.primitives.matrix import solve
from policywerk.primitives.vector import Vector, max_norm_distance

Backup = Callable[[int, Vector], float]  # (state, values) -> a better value for that state
SweepObserver = Callable[[int, Vector], None]  # called with (sweeps done, values)
PolicyObserver = Callable[[Choices, Vector], None]  # called with (policy, its values)


@dataclass(frozen=True)
class Sweeping:
    """How to sweep, and when to stop."""

    gamma: float  # discount per step, in [0, 1]
    tolerance: float = 1e-8  # stop after a sweep that changes no value by more than this
    in_place: bool = False  # use new values as soon as they are known
    limit: int = 100_000  # give up after this many sweeps

    def __post_init__(self) -> None:
        if not 0.0 <= self.gamma <= 1.0:
            raise ValueError(f"gamma must lie in [0, 1], got {self.gamma}")
        if not self.tolerance >= 0.0:
            raise ValueError(f"tolerance must not be negative, got {self.tolerance}")
        if self.limit < 1:
            raise ValueError(f"limit must be at least 1 sweep, got {self.limit}")


@dataclass(frozen=True)
class Plan:
    """What planning found, how sure it is, and what it cost."""

    values: Vector  # the last values
    choices: Choices  # the policy that belongs to them, one action a state
    changes: Vector  # the largest change of each sweep that ended in a new set of values
    improvements: int  # how often the policy was improved
    backups: int  # lookaheads computed, each of one action in one state
    bound: float  # no value is further than this from the true one, rounding apart


def error_bound(change: float, gamma: float) -> float:
    """How far values can be from the fixed point after a sweep that changed them this much.

    ||v_k - v*|| <= gamma / (1 - gamma) ||v_k - v_{k-1}||   (max norm; Puterman 1994, thm 6.3.1)

    Infinite without a discount: then the size of a change promises nothing.
    """
    return gamma / (1.0 - gamma) * change if gamma < 1.0 else float("inf")


def synchronous_sweep(backup: Backup, values: Vector) -> Vector:
    """Back up every state from the old values; return the new ones."""
    return [backup(state, values) for state in range(len(values))]


def in_place_sweep(backup: Backup, values: Vector) -> Vector:
    """Back up every state in order, each from the newest values there are."""
    newest = list(values)
    for state in range(len(newest)):
        newest[state] = backup(state, newest)
    return newest


def sweep_until_still(
    backup: Backup, values: Vector, settings: Sweeping, observe: Optional[SweepObserver] = None
) -> Tuple[Vector, Vector]:
    """Sweep until the values change no more than the tolerance.

    Returns: the last values, and the largest change of each sweep.
    Raises: ArithmeticError when the limit of sweeps is reached first.
    """
    sweep = in_place_sweep if settings.in_place else synchronous_sweep
    changes: Vector = []
    while not changes or not changes[-1] <= settings.tolerance:  # a nan is not stillness
        if len(changes) == settings.limit:
            raise ArithmeticError(
                f"values still change by {changes[-1]:g} after {settings.limit} sweeps with "
                f"gamma = {settings.gamma:g}; lower gamma or allow a larger tolerance"
            )
        newer = sweep(backup, values)
        changes.append(max_norm_distance(newer, values))
        values = newer
        if observe:
            observe(len(changes), values)
    return values, changes


class Evaluation(NamedTuple):
    """The values of one policy, and how sure we are of them."""

    values: Vector
    changes: Vector  # the largest change of each sweep
    backups: int
    bound: float


def evaluate_policy(
    model: Model,
    policy: Policy,
    settings: Sweeping,
    start: Optional[Vector] = None,
    observe: Optional[SweepObserver] = None,
) -> Evaluation:
    """Iterative policy evaluation: sweep with the policy's own backup until still.

    v_{k+1}(s) = sum_a pi(a|s) sum_{s',r} p(s',r|s,a) [r + gamma v_k(s')]
    (Sutton & Barto 2018, eq. 4.5)

    Args:
        start: the values to begin with; zeros if not given. With gamma = 1, what a policy
            keeps up in a circle for nothing stays as it began, so begin with zeros there.
    Raises: ValueError for a model that is none, a table that is no policy of it, or a start
        of another length; ArithmeticError when the values do not come to rest, as when
        gamma = 1 and the policy never ends an episode.
    """
    check_model(model)
    check_policy(model, policy)
    values = zero_values(model) if start is None else start
    if len(values) != len(model):
        raise ValueError(f"need {len(model)} values to start from, got {len(values)}")

    def backup(state: int, values: Vector) -> float:
        return expected_backup(model[state], policy[state], values, settings.gamma)

    values, changes = sweep_until_still(backup, values, settings, observe)
    per_sweep = sum(1 for row in policy for probability in row if probability > 0.0)
    bound = error_bound(changes[-1], settings.gamma)
    return Evaluation(values, changes, per_sweep * len(changes), bound)


def solve_policy(model: Model, choices: Choices, gamma: float) -> Vector:
    """Exact values of a deterministic policy, from its linear equations.

    v(s) - gamma sum_{s'} p(s'|s, a) v(s') = sum_{s',r} p(s',r|s, a) r,  a = choices[s]
    (Sutton & Barto 2018, eq. 4.4, one equation a state)

    Raises: ValueError for a model that is none, choices it does not have, or when the
        equations have no single solution (gamma = 1 and an episode that never ends).
    """
    check_model(model)
    check_choices(model, choices)
    rows, rewards = [], []
    for state, choice in enumerate(choices):
        row = [1.0 if other == state else 0.0 for other in range(len(model))]
        for probability, next_state, _, terminated in model[state][choice]:
            if not terminated:
                row[next_state] -= gamma * probability
        rows.append(row)
        rewards.append(lookahead(model[state][choice], zero_values(model), gamma))
    return solve(rows, rewards)


def value_iteration(
    model: Model, settings: Sweeping, observe: Optional[SweepObserver] = None
) -> Plan:
    """Sweep with Bellman's optimality backup until still, then act greedily.

    v_{k+1}(s) = max_a sum_{s',r} p(s',r|s,a) [r + gamma v_k(s')]
    (Bellman 1957, with a discount; Sutton & Barto 2018, eq. 4.10)

    Raises: ValueError for a model that is none; ArithmeticError when the values do not come
        to rest, or when gamma = 1 and no choices earn them.
    """
    check_model(model)

    def backup(state: int, values: Vector) -> float:
        return optimal_backup(model[state], values, settings.gamma)

    values, changes = sweep_until_still(backup, zero_values(model), settings, observe)
    choices = greedy_choices(model, values, settings.gamma)
    if settings.gamma == 1.0:
        choices = arriving_choices(model, choices, values, 2.0 * changes[-1])
    return Plan(
        values=values,
        choices=choices,
        changes=changes,
        improvements=0,
        backups=count_actions(model) * len(changes),
        bound=error_bound(changes[-1], settings.gamma),
    )


def count_actions(model: Model) -> int:
    """How many state-action pairs there are: the lookaheads of one full sweep."""
    return sum(len(actions) for actions in model)


def improve_policy(
    model: Model,
    choices: Choices,
    values: Vector,
    gamma: float,
    tiny: float = 1e-12,
    margin: float = 0.0,
) -> Tuple[Choices, Vector]:
    """Policy improvement: in each state take the best action, keeping the old one in a tie.

    pi'(s) = argmax_a q(s, a)   (Sutton & Barto 2018, eq. 4.9)

    Args:
        tiny: an action replaces the old one if it is better by more than this share of the
            largest number in the state's lookaheads; less may be rounding.
        margin: and by more than this, in the unit of the rewards.
    Returns: the improved choices, and the best lookahead of each state.
    Raises: ValueError for a model that is none, choices it does not have, or values of
        another length.
    """
    check_model(model)
    check_choices(model, choices)
    check_values(model, values)
    return _improve(model, choices, values, gamma, tiny, margin)


def _improve(
    model: Model, choices: Choices, values: Vector, gamma: float, tiny: float, margin: float
) -> Tuple[Choices, Vector]:
    better, best_values = [], []
    for actions, choice in zip(model, choices):
        worth = action_values(actions, values, gamma)
        best = max(worth)
        best_values.append(best)
        gain = best - worth[choice]
        improves = gain > margin and gain > tiny * largest_term(actions, values, gamma)
        better.append(worth.index(best) if improves else choice)
    return better, best_values


def policy_iteration(
    model: Model,
    choices: Choices,
    settings: Sweeping,
    exact: bool = False,
    observe: Optional[PolicyObserver] = None,
) -> Plan:
    """Evaluate the policy, improve it, and repeat until there is nothing to improve.

    (Howard 1960; Sutton & Barto 2018, section 4.3)

    Args:
        choices: the policy to start from.
        exact: evaluate by solving the linear equations, not by sweeping.
    Raises: ArithmeticError when it still improves after settings.limit improvements, and
        whatever the evaluation of a policy raises.
    """
    values, changes, backups = zero_values(model), [], 0
    margin = 0.0 if exact else settings.tolerance / 1000.0  # sweeps leave errors of their own
    seen: Set[Tuple[Tuple[int, ...], Tuple[float, ...]]] = set()
    for improvements in range(settings.limit):
        if exact:
            values = solve_policy(model, choices, settings.gamma)
        else:
            policy = deterministic_policy(model, choices)
            values, _, spent, _ = evaluate_policy(model, policy, settings, start=values)
            backups += spent
        if observe:
            observe(choices, values)
        better, best_values = improve_policy(
            model, choices, values, settings.gamma, margin=margin
        )
        backups += count_actions(model)
        changes.append(max_norm_distance(best_values, values))
        here = tuple(choices), tuple(values)
        if better == choices or here in seen:  # no policy comes twice but by rounding
            bound = error_bound(changes[-1], settings.gamma)
            return Plan(best_values, choices, changes, improvements, backups, bound)
        seen.add(here)
        choices = better
    raise ArithmeticError(f"the policy still improves after {settings.limit} improvements")


def modified_policy_iteration(
    model: Model, choices: Choices, extra_sweeps: int, settings: Sweeping
) -> Plan:
    """Improve the policy, evaluate it for a few sweeps only, and repeat.

    (Puterman & Shin 1978.) Without extra sweeps this is value iteration; with ever more
    of them it becomes policy iteration.

    Args:
        choices: the policy that wins ties until a better one is found.
        extra_sweeps: sweeps with the improved policy's own backup after each improvement.
    Raises: ValueError for a negative number of sweeps, a model that is none or choices that it
        does not have; ArithmeticError when the values still change by more than the tolerance after
        settings.limit improvements, or when gamma = 1 and no choices earn them.
    """
    check_model(model)
    check_choices(model, choices)
    if extra_sweeps < 0:
        raise ValueError(f"extra_sweeps must not be negative, got {extra_sweeps}")
    values, changes, backups = zero_values(model), [], 0

    def backup(state: int, values: Vector) -> float:
        return lookahead(model[state][choices[state]], values, settings.gamma)

    for improvements in range(1, settings.limit + 1):
        choices, newer = _improve(model, choices, values, settings.gamma, tiny=0.0, margin=0.0)
        backups += count_actions(model)
        changes.append(max_norm_distance(newer, values))
        if changes[-1] <= settings.tolerance:
            if settings.gamma == 1.0:
                choices = arriving_choices(model, choices, newer, 2.0 * changes[-1])
            bound = error_bound(changes[-1], settings.gamma)
            return Plan(newer, choices, changes, improvements, backups, bound)
        for _ in range(extra_sweeps):
            newer = synchronous_sweep(backup, newer)
            backups += len(model)
        values = newer
    raise ArithmeticError(
        f"values still change by {changes[-1]:g} after {settings.limit} improvements"
    )
