"""Planning state by state: worked numbers, then what every order and every world must keep."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policywerk.actors.bellman import Sweeping, value_iteration
from policywerk.actors.prioritised import ordered_iteration, predecessors, prioritised_sweeping
from policywerk.building_blocks.models import Outcome
from policywerk.building_blocks.value_functions import optimal_backup
from policywerk.world.gridworld import GridWorld, open_map
from random_models import best_values, distance, gammas, models

CORRIDOR = GridWorld("S . . G").P
WITH_PIT = open_map(20).splitlines()
WITH_PIT[10] = " ".join(["."] * 10 + ["X"] + ["."] * 9)
discounts = gammas.filter(lambda gamma: gamma < 1.0)


def numbered(model):
    return lambda round: range(len(model))


def test_a_corridor_by_hand():
    seen = []
    plan = prioritised_sweeping(CORRIDOR, Sweeping(0.9),
                                observe=lambda state, values: seen.append((state, values[state])))
    assert seen[:4] == [(2, 1.0), (1, pytest.approx(0.86)), (2, 1.0), (0, pytest.approx(0.734))]
    assert plan.values == pytest.approx([0.734, 0.86, 1.0, 0.0])
    assert plan.choices[:3] == [1, 1, 1]


def test_who_leads_where_and_how_likely():
    model = [
        [[Outcome(0.5, 1, 0.0, False), Outcome(0.5, 0, 0.0, False)], [Outcome(1.0, 1, 0.0, True)]],
        [[Outcome(0.3, 0, 0.0, False), Outcome(0.3, 0, 1.0, False), Outcome(0.4, 1, 0.0, False)]],
    ]
    assert predecessors(model) == [[(0, 0.5), (1, 0.6)], [(0, 0.5), (1, 0.4)]]


@settings(deadline=None)
@given(model=models(), gamma=discounts)
def test_no_value_is_further_off_than_promised(model, gamma):
    exact = best_values(model, gamma)
    for plan in (prioritised_sweeping(model, Sweeping(gamma, 1e-4)),
                 ordered_iteration(model, Sweeping(gamma, 1e-4), numbered(model))):
        assert distance(plan.values, exact) <= plan.bound + 1e-9


@settings(deadline=None)
@given(model=models(), gamma=discounts)
def test_when_it_stops_no_backup_moves_more_than_the_tolerance(model, gamma):
    values = prioritised_sweeping(model, Sweeping(gamma, 1e-4)).values
    assert all(abs(optimal_backup(actions, values, gamma) - value) <= 1e-4 + 1e-9
               for actions, value in zip(model, values, strict=True))


@settings(deadline=None)
@given(model=models(), gamma=discounts, data=st.data())
def test_every_order_arrives(model, gamma, data):
    states = data.draw(st.permutations(range(len(model))))
    found = ordered_iteration(model, Sweeping(gamma, 1e-10), lambda round: [*states, states[0]])
    assert distance(found.values, best_values(model, gamma)) <= found.bound + 1e-9


def test_in_the_numbered_order_it_is_the_in_place_sweep():
    model = GridWorld(slip=0.2).P
    swept = value_iteration(model, Sweeping(0.9, in_place=True))
    assert ordered_iteration(model, Sweeping(0.9), numbered(model)) == swept


@pytest.mark.parametrize(("slip", "swept", "urgent"), [(0.0, 3200, 1604), (0.2, 14400, 2720)])
def test_a_change_in_one_place_costs_little(slip, swept, urgent):
    # The numbers of the page Where the news is.
    how = Sweeping(0.9, 1e-6)
    old = value_iteration(GridWorld(open_map(20), slip).P, how).values
    model = GridWorld("\n".join(WITH_PIT), slip).P
    assert ordered_iteration(model, how, numbered(model), old).backups == swept
    assert prioritised_sweeping(model, how, old).backups == pytest.approx(urgent, rel=0.02)


def test_what_begins_right_is_left_alone():
    plan = value_iteration(CORRIDOR, Sweeping(0.9))
    assert prioritised_sweeping(CORRIDOR, Sweeping(0.9), plan.values).changes == []
    assert plan.values == value_iteration(CORRIDOR, Sweeping(0.9)).values  # not written into


@pytest.mark.parametrize("plan", [
    prioritised_sweeping, lambda model, how, start=None: ordered_iteration(
        model, how, numbered(model), start)], ids=["by urgency", "in order"])
def test_what_it_refuses(plan):
    with pytest.raises(ValueError, match=r"needs gamma < 1, got 1\.0"):
        plan(CORRIDOR, Sweeping(1.0))
    with pytest.raises(ValueError, match="need 4 values, one a state, got 1"):
        plan(CORRIDOR, Sweeping(0.9), [0.0])
    with pytest.raises(ArithmeticError, match="still change"):
        plan(GridWorld(slip=0.2).P, Sweeping(0.9, 0.0, limit=2))


def test_an_order_leaves_out_no_state():
    with pytest.raises(ValueError, match=r"round 0 must have each of the 4 states, got \[0"):
        ordered_iteration(CORRIDOR, Sweeping(0.9), lambda round: [0, 1, 3])
