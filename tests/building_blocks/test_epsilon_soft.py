"""Planning for somebody who explores, against hand-made cases and independent numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policywerk.actors.bellman import (
    Sweeping,
    evaluate_policy,
    policy_iteration,
    solve_policy,
    value_iteration,
)
from policywerk.building_blocks.epsilon_soft import epsilon_soft_model, follow_policy, mixture
from policywerk.building_blocks.exploration import epsilon_greedy_probabilities
from policywerk.building_blocks.models import Outcome, check_model
from policywerk.building_blocks.policies import uniform_policy
from policywerk.building_blocks.value_functions import action_values
from policywerk.world.cliff import Cliff
from policywerk.world.sutton_barto import figure_4_1

VALUES = Path(__file__).parents[1] / "data" / "cliff_values.json"
CLIFF = json.loads(VALUES.read_text())["optimal_goal_minus1"]
WORLD = Cliff()


@pytest.fixture(scope="module")
def best():
    plan = value_iteration(WORLD.P, Sweeping(1.0, 0.0))
    assert len(plan.changes) - 1 == CLIFF["vi_sync_sweeps_until_fixed"]
    return [action_values(actions, plan.values, 1.0) for actions in WORLD.P]


def test_a_mixture_by_hand():
    here, there = Outcome(1.0, 0, -1.0, False), Outcome(1.0, 1, 5.0, True)
    assert mixture([[here], [there]], [0.25, 0.75]) == [
        Outcome(0.25, 0, -1.0, False), Outcome(0.75, 1, 5.0, True)]
    assert mixture([[here], [there]], [0.0, 1.0]) == [there]


def test_following_a_policy_is_worth_what_its_evaluation_says():
    grid = figure_4_1()
    policy = uniform_policy(grid)
    solved = solve_policy(follow_policy(grid, policy), [0] * 16, 1.0)
    swept = evaluate_policy(grid, policy, Sweeping(1.0, 1e-13)).values
    assert solved == pytest.approx(swept, abs=1e-9)
    assert solved[1] == pytest.approx(-14.0)


def test_a_softened_model_is_a_model_and_epsilon_0_changes_nothing():
    check_model(epsilon_soft_model(WORLD.P, 0.1))
    assert epsilon_soft_model(WORLD.P, 0.0) == WORLD.P


def test_with_epsilon_1_all_actions_are_one():
    softened = epsilon_soft_model(WORLD.P, 1.0)
    worth = action_values(softened[20], [float(s) for s in range(48)], 1.0)
    assert worth == pytest.approx([worth[0]] * 4)


@pytest.mark.parametrize("epsilon", [-0.1, 1.1])
def test_epsilon_is_a_probability(epsilon):
    with pytest.raises(ValueError, match="epsilon"):
        epsilon_soft_model(WORLD.P, epsilon)


# ------------------------------------------------------------- the cliff, exactly


def test_the_best_values_of_the_cliff(best):
    for state, row in CLIFF["Q_URDL"].items():
        assert best[int(state)] == pytest.approx(row, abs=1e-9)
    assert best[36] == [-13.0, -113.0, -14.0, -14.0]


def test_what_the_best_policy_earns_while_it_explores(best):
    policy = [epsilon_greedy_probabilities(row, 0.1) for row in best]
    published = CLIFF["eps_greedy_Qstar_start_uniform_ties"]
    assert published == -50.80004766676947
    solved = solve_policy(follow_policy(WORLD.P, policy), [0] * 48, 1.0)
    assert solved[36] == pytest.approx(published, abs=1e-9)
    swept = evaluate_policy(WORLD.P, policy, Sweeping(1.0, 1e-13))
    assert swept.values[36] == pytest.approx(published, abs=1e-9)


@pytest.mark.parametrize(("place", "order"), [(0, "URDL"), (1, "RDUL"), (2, "DRUL")])
def test_the_order_of_ties_matters(best, place, order):
    policy = []
    for row in best:
        first = max(order, key=lambda letter: row["URDL".index(letter)])  # the first of equals
        chosen = "URDL".index(first)
        policy.append([0.025 + (0.9 if a == chosen else 0.0) for a in range(4)])
    solved = solve_policy(follow_policy(WORLD.P, policy), [0] * 48, 1.0)
    assert solved[36] == pytest.approx(CLIFF["tie_orders_URDL_RDUL_DRUL"][place], abs=1e-9)


def test_the_best_that_an_explorer_can_do():
    model = epsilon_soft_model(WORLD.P, 0.1)
    plan = policy_iteration(model, [1] * 48, Sweeping(1.0, limit=1000), exact=True)
    assert plan.values[36] == pytest.approx(-20.70767739866937, abs=1e-9)
    drawn = ["".join("URDL"[plan.choices[12 * row + column]] for column in range(12))
             for row in range(3)]
    assert drawn == CLIFF["best_eps_soft_policy_URDL"][:3]
    assert "URDL"[plan.choices[36]] == "U"
    for row in range(3):
        expected = CLIFF["best_eps_soft_V"][row]
        assert plan.values[12 * row:12 * row + 12] == pytest.approx(expected, abs=1e-9)
