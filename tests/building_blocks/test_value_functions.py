"""Backups: worked numbers, then laws on random problems."""

from __future__ import annotations

import pytest
from hypothesis import given

from policywerk.actors.bellman import Sweeping, solve_policy, value_iteration
from policywerk.building_blocks.models import Outcome
from policywerk.building_blocks.policies import greedy_choices
from policywerk.building_blocks.value_functions import (
    action_values,
    expected_backup,
    greedy_loss_bound,
    largest_term,
    lookahead,
    optimal_backup,
    zero_values,
)
from random_models import gammas, models, models_with_policies

ROW = [Outcome(0.25, 0, 1.0, False), Outcome(0.75, 1, -2.0, True)]


@pytest.mark.parametrize(("gamma", "worth"), [
    (0.5, 0.25 * (1 + 0.5 * 8) - 0.75 * 2),
    (0.0, 0.25 * 1 - 0.75 * 2),  # only the reward
    (1.0, 0.25 * (1 + 8) - 0.75 * 2),  # the 100 after the end never counts
])
def test_lookahead(gamma, worth):
    assert lookahead(ROW, [8.0, 100.0], gamma) == worth


def test_action_values_keep_the_order():
    right = [Outcome(1.0, 1, 0.0, False)]
    assert action_values([ROW, right], [8.0, 100.0], 0.5) == [-0.25, 50.0]
    assert optimal_backup([ROW, right], [8.0, 100.0], 0.5) == 50.0


def test_expected_backup():
    right = [Outcome(1.0, 1, 0.0, False)]
    # 0.2 * -0.25 + 0.8 * 50
    assert expected_backup([ROW, right], [0.2, 0.8], [8.0, 100.0], 0.5) == pytest.approx(39.95)


def test_an_action_never_taken_is_not_looked_at():
    assert expected_backup([ROW, None], [1.0, 0.0], [8.0, 100.0], 0.5) == -0.25


@given(models(), gammas)
def test_nothing_ahead_is_worth_its_reward(model, gamma):
    for actions in model:
        for outcomes in actions:
            paid = sum(p * r for p, _, r, _ in outcomes)
            assert lookahead(outcomes, zero_values(model), gamma) == pytest.approx(paid, abs=1e-12)


@given(models(), gammas)
def test_the_best_is_one_of_the_lookaheads_and_none_is_better(model, gamma):
    values = [float(state) for state in range(len(model))]
    for actions in model:
        assert optimal_backup(actions, values, gamma) == max(action_values(actions, values, gamma))


def test_a_nan_is_not_hidden_by_a_better_action():
    good, bad = [Outcome(1.0, 0, 5.0, True)], [Outcome(1.0, 1, 0.0, False)]
    for actions in ([good, bad], [bad, good], [good, bad, good]):
        assert optimal_backup(actions, [0.0, float("nan")], 0.9) != 5.0


def test_no_action_is_not_the_best():
    with pytest.raises(ValueError, match="without actions"):
        optimal_backup([], [0.0], 0.9)


@pytest.mark.parametrize("backup", [
    lambda values: lookahead(ROW, values, 0.9),
    lambda values: action_values([ROW], values, 0.9),
    lambda values: optimal_backup([ROW], values, 0.9),
    lambda values: expected_backup([ROW], [1.0], values, 0.9),
    lambda values: largest_term([ROW], values, 0.9),
])
def test_a_state_without_a_value(backup):
    with pytest.raises(ValueError, match="leads to state 0, which has none of the 0 values"):
        backup([])


@pytest.mark.parametrize(("gamma", "largest"), [(0.5, 4.0), (1.0, 8.0), (0.0, 2.0)])
def test_the_largest_term(gamma, largest):
    # |1|, |gamma 8| and |-2|; the 100 after the end never counts.
    assert largest_term([ROW], [8.0, 100.0], gamma) == largest
    assert largest_term([ROW], [-8.0, 100.0], gamma) == largest


@given(models_with_policies(), gammas)
def test_the_best_is_no_worse_than_the_average(model_and_policy, gamma):
    model, policy = model_and_policy
    values = [float(state) for state in range(len(model))]
    for actions, row in zip(model, policy, strict=True):
        assert (expected_backup(actions, row, values, gamma)
                <= optimal_backup(actions, values, gamma) + 1e-12)


@given(models(), gammas)
def test_higher_values_ahead_never_lower_a_backup(model, gamma):
    low = zero_values(model)
    high = [1.0 + state for state in range(len(model))]
    assert all(optimal_backup(actions, low, gamma) <= optimal_backup(actions, high, gamma)
               for actions in model)


def tempting(error, gamma):
    """Stay for nothing, or go where every step pays 2 gamma error: two wrong values tie."""
    pay = 2.0 * gamma * error
    model = [[[Outcome(1.0, 0, 0.0, False)], [Outcome(1.0, 1, pay, False)]],
             [[Outcome(1.0, 1, pay, False)]]]
    worth = pay / (1.0 - gamma)
    return model, [worth, worth], [worth + error, worth - error]


@pytest.mark.parametrize(("error", "gamma"), [(1.0, 0.75), (2.0, 0.5), (0.25, 0.9375)])
def test_a_world_that_attains_the_bound(error, gamma):
    # stay: gamma (V + e); go: 2 gamma e + gamma (V - e): the same, and the first is taken
    model, best, wrong = tempting(error, gamma)
    assert value_iteration(model, Sweeping(gamma, 1e-14)).values == pytest.approx(best, abs=1e-11)
    choices = greedy_choices(model, wrong, gamma)
    assert choices == [0, 0]
    loss = best[0] - solve_policy(model, choices, gamma)[0]
    assert abs(loss - greedy_loss_bound(error, gamma)) < 1e-12


def test_the_bound_by_hand():
    assert greedy_loss_bound(1.0, 0.75) == 2 * 0.75 / 0.25 == 6.0
    assert greedy_loss_bound(0.0, 0.9) == 0.0
    assert greedy_loss_bound(3.0, 0.0) == 0.0  # only the reward counts, and it is known


@given(models(), gammas)
def test_no_wrong_values_cost_more_than_the_bound(model, gamma):
    if gamma > 0.95:
        return
    best = value_iteration(model, Sweeping(gamma, 1e-12)).values
    wrong = [value + (0.5 if state % 2 else -0.5) for state, value in enumerate(best)]
    earned = solve_policy(model, greedy_choices(model, wrong, gamma), gamma)
    assert max(b - e for b, e in zip(best, earned)) <= greedy_loss_bound(0.5, gamma) + 1e-9


@pytest.mark.parametrize(("error", "gamma", "words"), [
    (-0.1, 0.5, "at least 0, got -0.1"), (float("nan"), 0.5, "got nan"),
    (1.0, 1.0, "below 1, got 1.0"), (1.0, -0.5, "got -0.5")])
def test_a_bound_that_there_is_not(error, gamma, words):
    with pytest.raises(ValueError, match=words):
        greedy_loss_bound(error, gamma)
