"""Planning state by state: in an order of one's own, or where the news is largest."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from policywerk.actors.bellman import Plan, Sweeping, count_actions, error_bound
from policywerk.building_blocks.models import Model, check_model
from policywerk.building_blocks.policies import greedy_choices
from policywerk.building_blocks.value_functions import check_values, optimal_backup, zero_values
from policywerk.primitives.scalar import INFINITY
from policywerk.primitives.vector import Vector

Order = Callable[[int], Sequence[int]]  # number of a round -> states, in the order of their backups
StateObserver = Callable[[int, Vector], None]  # called with (state backed up, values)


def _beginning(model: Model, settings: Sweeping, start: Optional[Vector]) -> Vector:
    check_model(model)
    if settings.gamma == 1.0:
        raise ValueError("planning state by state needs gamma < 1, got 1.0")
    if start is None:
        return zero_values(model)
    check_values(model, start)
    return list(start)


def ordered_iteration(
    model: Model, settings: Sweeping, order: Order, start: Optional[Vector] = None
) -> Plan:
    """Asynchronous value iteration: each state from the newest values, in any order.

    v(s) <- max_a sum_{s',r} p(s',r|s,a) [r + gamma v(s')], for one s after another
    (Bertsekas 1982; Sutton & Barto 2018, section 4.5)

    Args:
        order: the states of a round, counted from 0: all of them, some more than once if it likes.
        start: the values to begin with; zeros if not given.
    Raises: ValueError for a round that leaves out a state, a model that is none, another number of
        values, or gamma = 1; ArithmeticError when the limit of rounds is reached.
    """
    values, backups = _beginning(model, settings, start), 0
    changes: Vector = []
    while not changes or not changes[-1] <= settings.tolerance:  # a nan is not stillness
        if len(changes) == settings.limit:
            raise ArithmeticError(f"values still change by {changes[-1]:g} after {settings.limit} "
                                  "rounds; lower gamma or allow a larger tolerance")
        states, largest = order(len(changes)), 0.0
        if set(states) != set(range(len(model))):
            raise ValueError(f"round {len(changes)} must have each of the {len(model)} states, "
                             f"got {states!r:.60}")
        for state in states:
            newer = optimal_backup(model[state], values, settings.gamma)
            backups += len(model[state])
            largest = max(largest, abs(newer - values[state]))
            values[state] = newer
        changes.append(largest)
    bound = error_bound(changes[-1], settings.gamma)
    return Plan(values, greedy_choices(model, values, settings.gamma), changes, 0, backups, bound)


def predecessors(model: Model) -> List[List[Tuple[int, float]]]:
    """For each state the states that may lead there, each by its likeliest action.

    Returns: for each s' pairs (s, max_a p(s'|s,a)), outcomes that end an episode left out: they
        take nothing from the value of s'.
    Raises: ValueError for a model that is none.
    """
    check_model(model)
    found: List[Dict[int, float]] = [{} for _ in model]
    for state, actions in enumerate(model):
        for outcomes in actions:
            reached: Dict[int, float] = {}
            for probability, next_state, _, terminated in outcomes:
                if not terminated and probability > 0.0:
                    reached[next_state] = reached.get(next_state, 0.0) + probability
            for next_state, probability in reached.items():
                before = found[next_state].get(state, 0.0)
                found[next_state][state] = max(before, probability)
    return [list(sources.items()) for sources in found]


def prioritised_sweeping(
    model: Model, settings: Sweeping, start: Optional[Vector] = None,
    observe: Optional[StateObserver] = None,
) -> Plan:
    """Back up the state that may be most wrong, mark those that lead to it, and repeat.

    u(s) >= |max_a q_v(s,a) - v(s)|, kept by  u(s) += gamma max_a p(s'|s,a) |change of v(s')|
    (Moore & Atkeson 1993; Peng & Williams 1993. They keep the largest share, we add up.)

    Args:
        start: the values to begin with, such as those of a world that has changed since.
    Returns: a plan; its changes are those of single states.
    Raises: ValueError for a model that is none, another number of values, or gamma = 1;
        ArithmeticError after settings.limit backups a state.
    """
    gamma, values = settings.gamma, _beginning(model, settings, start)
    sources, backups = predecessors(model), count_actions(model)
    changes: Vector = []
    urgency = [abs(optimal_backup(actions, values, gamma) - value)
               for actions, value in zip(model, values)]
    queue = [(-urgent, state) for state, urgent in enumerate(urgency)]
    heapify(queue)
    while queue and -queue[0][0] > settings.tolerance:
        known, state = heappop(queue)
        if -known != urgency[state]:
            continue  # an older entry: the state has become more urgent, or has had its turn
        newer = optimal_backup(model[state], values, gamma)
        change, values[state], urgency[state] = abs(newer - values[state]), newer, 0.0
        backups += len(model[state])
        changes.append(change)
        if not change < INFINITY or len(changes) > settings.limit * len(model):
            raise ArithmeticError(f"the value of state {state} still changes by {change:g} after "
                                  f"{len(changes)} backups of states")
        for source, probability in sources[state]:
            urgency[source] += gamma * probability * change
            heappush(queue, (-urgency[source], source))
        if observe:
            observe(state, values)
    bound = max(urgency) / (1.0 - gamma)
    return Plan(values, greedy_choices(model, values, gamma), changes, 0, backups, bound)
