"""Policies as tables of probabilities, and as choices."""

from __future__ import annotations

import pytest
from hypothesis import given

from policywerk.building_blocks.models import Outcome
from policywerk.building_blocks.policies import (
    check_choices,
    check_policy,
    deterministic_policy,
    greedy_choices,
    greedy_ties,
    uniform_policy,
)
from policywerk.building_blocks.value_functions import optimal_backup, zero_values
from random_models import gammas, models, models_with_choices, models_with_policies


def pays(reward):
    return [Outcome(1.0, 0, reward, True)]


MODEL = [[pays(1.0), pays(3.0), pays(3.0)], [pays(0.0)]]
NAN = float("nan")


def test_uniform_policy():
    assert uniform_policy(MODEL) == [[1 / 3, 1 / 3, 1 / 3], [1.0]]
    with pytest.raises(ValueError, match="state 1 has no action"):
        uniform_policy([MODEL[0], []])


def test_deterministic_policy():
    assert deterministic_policy(MODEL, [2, 0]) == [[0.0, 0.0, 1.0], [1.0]]


@pytest.mark.parametrize(("choices", "message"), [
    ([0], "need 2 choices, one a state, got 1"),
    ([0, 0, 0], "got 3"),
    ([3, 0], "state 0 has 3 actions, not action 3"),
    ([0, 1], "state 1 has 1 actions, not action 1"),
    ([-1, 0], "not action -1"),  # Python would count from the end
])
@pytest.mark.parametrize("check", [check_choices, deterministic_policy])
def test_choices_the_model_does_not_have(check, choices, message):
    with pytest.raises(ValueError, match=message):
        check(MODEL, choices)


def test_greedy_takes_the_first_of_equals():
    assert greedy_choices(MODEL, [0.0, 0.0], 0.9) == [1, 0]
    assert greedy_ties(MODEL, [0.0, 0.0], 0.9) == [[1, 2], [0]]


def test_greedy_looks_ahead():
    # Now 1, or nothing now and 5 a step later: at gamma = 0.1 waiting is worth 0.5.
    model = [[pays(1.0), [Outcome(1.0, 1, 0.0, False)]], [pays(5.0)]]
    assert greedy_choices(model, [0.0, 5.0], 0.1) == [0, 0]
    assert greedy_choices(model, [0.0, 5.0], 0.5) == [1, 0]


def test_ties_are_within_tiny():
    model = [[pays(1.0), pays(1.0 - 1e-6)]]
    assert greedy_ties(model, [0.0], 0.9) == [[0]]
    assert greedy_ties(model, [0.0], 0.9, tiny=1e-5) == [[0, 1]]


@pytest.mark.parametrize("unit", [1e-200, 1e-12, 1.0, 1e8, 1e200])
def test_ties_are_of_the_unit_of_the_rewards(unit):
    # 0.1 + 0.2 + 0.7, added in two orders, and a third action that is worse by a millionth.
    rows = [[Outcome(p, 0, unit, True) for p in order]
            for order in ([0.1, 0.2, 0.7], [0.7, 0.2, 0.1])]
    model = [[*rows, pays(unit - 1e-6 * unit)]]
    assert greedy_ties(model, [0.0], 0.9) == [[0, 1]]


def test_ties_look_at_the_terms_and_not_at_their_sum():
    # 1e8 - 1e8: a difference of one unit in the last place of 1e8 is rounding.
    model = [[[Outcome(1.0, 1, 1e8, False)], [Outcome(1.0, 1, 1e8 + 1.5e-8, False)]],
             [pays(0.0)]]
    assert greedy_ties(model, [0.0, -1e8], 1.0)[0] == [0, 1]


@pytest.mark.parametrize(("policy", "message"), [
    ([[1.0, 0.0, 0.0]], "need 2 rows, one a state, got 1"),
    ([[0.5, 0.5], [1.0]], "state 0: 3 actions but 2 probabilities"),
    ([[0.5, 0.5, 0.5], [1.0]], "state 0: .* is not a probability distribution"),
    ([[1.0, 0.0, 0.0], [0.5]], "state 1: .* is not a probability distribution"),
    ([[1.5, -0.5, 0.0], [1.0]], "not a probability distribution"),
    ([[NAN, 0.5, 0.5], [1.0]], "not a probability distribution"),
    ([[0.5, NAN, 0.5], [1.0]], "not a probability distribution"),
])
def test_what_is_not_a_policy(policy, message):
    with pytest.raises(ValueError, match=message):
        check_policy(MODEL, policy)


@given(models_with_policies(), models_with_choices())
def test_policies_pass_the_check(with_policy, with_choices):
    check_policy(*with_policy)
    check_policy(with_policy[0], uniform_policy(with_policy[0]))
    check_policy(with_choices[0], deterministic_policy(*with_choices))


@given(models(), gammas)
def test_the_greedy_choice_is_among_the_ties_and_attains_the_best(model, gamma):
    values = zero_values(model)
    choices = greedy_choices(model, values, gamma)
    for actions, choice, tied in zip(model, choices, greedy_ties(model, values, gamma),
                                     strict=True):
        assert choice in tied
        assert optimal_backup([actions[choice]], values, gamma) == optimal_backup(
            actions, values, gamma)
