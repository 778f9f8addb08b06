"""Dynamic programming: worked numbers, then laws on random problems."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from policywerk.actors.bellman import (
    Sweeping,
    error_bound,
    evaluate_policy,
    improve_policy,
    in_place_sweep,
    modified_policy_iteration,
    policy_iteration,
    solve_policy,
    sweep_until_still,
    synchronous_sweep,
    value_iteration,
)
from policywerk.actors.undiscounted import (
    average_reward,
    finite_horizon,
    howard_policy_iteration,
)
from policywerk.building_blocks.epsilon_soft import epsilon_soft_model, follow_policy
from policywerk.building_blocks.models import Outcome
from policywerk.building_blocks.policies import uniform_policy
from policywerk.world.gambler import gambler
from policywerk.world.gridworld import GridRewards, GridWorld, open_map
from policywerk.world.sutton_barto import figure_3_2, figure_4_1
from random_models import (
    all_choices,
    best_values,
    distance,
    gammas,
    models,
    models_with_choices,
    models_with_policies,
    one_hot,
    true_values,
)

NAN = float("nan")
ROUNDING = 1e-9

# From 0: stay for 1 a step, or leave for state 1, which pays 3 once and ends.
STAY_OR_LEAVE = [
    [[Outcome(1.0, 0, 1.0, False)], [Outcome(1.0, 1, 0.0, False)]],
    [[Outcome(1.0, 1, 3.0, True)]],
]


# ---------------------------------------------------------------- settings and bounds


@pytest.mark.parametrize(("changes", "message"), [
    ({"gamma": 1.1}, "gamma"), ({"gamma": -0.1}, "gamma"), ({"gamma": NAN}, "gamma"),
    ({"gamma": 0.9, "tolerance": -1.0}, "tolerance"), ({"gamma": 0.9, "tolerance": NAN}, "toler"),
    ({"gamma": 0.9, "limit": 0}, "limit"),
])
def test_settings_that_make_no_sense(changes, message):
    with pytest.raises(ValueError, match=message):
        Sweeping(**changes)


@pytest.mark.parametrize(("change", "gamma", "bound"), [
    (0.1, 0.5, 0.1), (0.1, 0.9, 0.9), (0.1, 0.0, 0.0), (0.1, 1.0, float("inf")),
])
def test_error_bound(change, gamma, bound):
    assert error_bound(change, gamma) == pytest.approx(bound)


# ---------------------------------------------------------------- sweeps


def test_synchronous_looks_at_old_values_in_place_at_new_ones():
    def left_plus_one(state, values):
        return values[state - 1] + 1.0 if state else 0.0

    assert synchronous_sweep(left_plus_one, [5.0, 5.0, 5.0]) == [0.0, 6.0, 6.0]
    assert in_place_sweep(left_plus_one, [5.0, 5.0, 5.0]) == [0.0, 1.0, 2.0]


def test_a_sweep_leaves_the_old_values_alone():
    old = [1.0]
    in_place_sweep(lambda state, values: 2.0, old)
    assert old == [1.0]


def test_sweeping_is_observed():
    seen = []
    values, changes = sweep_until_still(
        lambda state, values: values[0] / 2, [4.0], Sweeping(0.5, tolerance=0.5),
        lambda sweep, values: seen.append((sweep, values)))
    assert seen == [(1, [2.0]), (2, [1.0]), (3, [0.5])]
    assert (values, changes) == ([0.5], [2.0, 1.0, 0.5])  # 0.5 is still enough


@pytest.mark.parametrize("backup", [lambda s, v: v[0] + 1.0, lambda s, v: NAN])
def test_what_never_rests_is_an_error(backup):
    with pytest.raises(ArithmeticError, match=r"still change by .* after 7 sweeps with gamma = 1"):
        sweep_until_still(backup, [0.0], Sweeping(1.0, limit=7))


# ---------------------------------------------------------------- evaluation


def test_evaluation_by_hand():
    # Always stay: 1 + 0.5 v = v, so v = 2.
    found = evaluate_policy(STAY_OR_LEAVE, [[1.0, 0.0], [1.0]], Sweeping(0.5, 1e-12))
    assert found.values == pytest.approx([2.0, 3.0])
    # Half and half: v = 0.5 (1 + 0.5 v) + 0.5 (0.5 * 3), so v = 1.25 / 0.75.
    found = evaluate_policy(STAY_OR_LEAVE, [[0.5, 0.5], [1.0]], Sweeping(0.5, 1e-12))
    assert found.values[0] == pytest.approx(1.25 / 0.75)


def test_evaluation_counts_only_the_actions_that_are_taken():
    lazy = evaluate_policy(STAY_OR_LEAVE, [[1.0, 0.0], [1.0]], Sweeping(0.5))
    mixed = evaluate_policy(STAY_OR_LEAVE, [[0.5, 0.5], [1.0]], Sweeping(0.5))
    assert lazy.backups == 2 * len(lazy.changes)
    assert mixed.backups == 3 * len(mixed.changes)


def test_evaluation_from_the_answer_takes_one_sweep():
    policy, exact = [[1.0, 0.0], [1.0]], [2.0, 3.0]
    assert evaluate_policy(STAY_OR_LEAVE, policy, Sweeping(0.5), exact).changes == [0.0]


@pytest.mark.parametrize("start", [[], [0.0], [0.0, 0.0, 0.0]])
def test_a_start_of_another_length(start):
    with pytest.raises(ValueError, match="need 2 values to start from"):
        evaluate_policy(STAY_OR_LEAVE, [[1.0, 0.0], [1.0]], Sweeping(0.5), start)


def test_a_table_that_is_no_policy():
    with pytest.raises(ValueError, match="state 0"):
        evaluate_policy(STAY_OR_LEAVE, [[1.0, 1.0], [1.0]], Sweeping(0.5))


def test_without_a_discount_a_policy_must_end():
    stay = [[1.0, 0.0], [1.0]]
    with pytest.raises(ArithmeticError, match="lower gamma"):
        evaluate_policy(STAY_OR_LEAVE, stay, Sweeping(1.0, limit=100))
    with pytest.raises(ValueError, match="singular"):
        solve_policy(STAY_OR_LEAVE, [0, 0], 1.0)


def test_without_a_discount_nothing_is_promised():
    found = evaluate_policy(STAY_OR_LEAVE, [[0.0, 1.0], [1.0]], Sweeping(1.0))
    assert found.values == [3.0, 3.0]
    assert found.bound == float("inf")


@given(models_with_policies(), gammas)
def test_evaluation_agrees_with_the_linear_equations(model_and_policy, gamma):
    model, policy = model_and_policy
    found = evaluate_policy(model, policy, Sweeping(gamma, 1e-12))
    assert distance(found.values, true_values(model, policy, gamma)) < ROUNDING


@given(models_with_choices(), gammas)
def test_solving_agrees_with_numpy(model_and_choices, gamma):
    model, choices = model_and_choices
    exact = true_values(model, one_hot(model, choices), gamma)
    assert distance(solve_policy(model, choices, gamma), exact) < ROUNDING


@pytest.mark.parametrize("in_place", [False, True])
@given(model_and_policy=models_with_policies(), gamma=gammas)
def test_the_bound_of_an_evaluation_holds(in_place, model_and_policy, gamma):
    model, policy = model_and_policy
    found = evaluate_policy(model, policy, Sweeping(gamma, 0.01, in_place))
    error = distance(found.values, true_values(model, policy, gamma))
    assert error <= found.bound + ROUNDING


# ---------------------------------------------------------------- value iteration


@pytest.mark.parametrize(("gamma", "choice", "value"), [
    (0.2, 0, 1 / (1 - 0.2)),  # tomorrow hardly counts: stay
    (0.5, 1, 0.5 * 5),  # staying is worth 2
    (0.9, 0, 1 / (1 - 0.9)),  # for ever is long: stay
])
def test_value_iteration_by_hand(gamma, choice, value):
    # 1 a step for ever, 1 / (1 - gamma), or 5 once, one step later: 5 gamma.
    model = [STAY_OR_LEAVE[0], [[Outcome(1.0, 1, 5.0, True)]]]
    plan = value_iteration(model, Sweeping(gamma, 1e-12))
    assert plan.choices == [choice, 0]
    assert plan.values == pytest.approx([value, 5.0])


@given(models(), gammas)
def test_value_iteration_finds_the_best_of_all_policies(model, gamma):
    plan = value_iteration(model, Sweeping(gamma, 1e-12))
    best = best_values(model, gamma)
    assert distance(plan.values, best) < ROUNDING
    assert distance(true_values(model, one_hot(model, plan.choices), gamma), best) < ROUNDING


@given(models(), gammas)
def test_in_place_and_synchronous_agree(model, gamma):
    plans = [value_iteration(model, Sweeping(gamma, 1e-12, in_place)) for in_place in (False, True)]
    assert distance(plans[0].values, plans[1].values) < ROUNDING


@pytest.mark.parametrize("in_place", [False, True])
@given(model=models(), gamma=gammas)
def test_the_bound_holds_after_every_sweep(in_place, model, gamma):
    best, history = best_values(model, gamma), []
    plan = value_iteration(
        model, Sweeping(gamma, 1e-3, in_place), lambda sweep, values: history.append(values))
    for values, change in zip(history, plan.changes, strict=True):
        assert distance(values, best) <= error_bound(change, gamma) + ROUNDING
    assert plan.bound == error_bound(plan.changes[-1], gamma)


def ratio_excess(changes, gamma):
    """How far a change exceeds gamma times the one before, at worst."""
    return max([b - gamma * a for a, b in zip(changes, changes[1:], strict=False)], default=0.0)


@pytest.mark.parametrize("in_place", [False, True])
@given(model=models(), gamma=gammas)
def test_changes_shrink_by_gamma_at_least(in_place, model, gamma):
    # The contraction. Values reach a few hundred here, so rounding is below 1e-12.
    plan = value_iteration(model, Sweeping(gamma, 1e-10, in_place))
    assert ratio_excess(plan.changes, gamma) < 1e-12


@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize("grid", [figure_3_2(), figure_4_1()])
def test_changes_shrink_by_gamma_on_the_grids(in_place, grid):
    planned = value_iteration(grid, Sweeping(0.9, 1e-10, in_place)).changes
    evaluated = evaluate_policy(grid, uniform_policy(grid), Sweeping(0.9, 1e-10, in_place)).changes
    assert ratio_excess(planned, 0.9) < 1e-13
    assert ratio_excess(evaluated, 0.9) < 1e-13
    # As a ratio, above 1e-9 where rounding cannot show:
    ratios = [b / a for a, b in zip(planned, planned[1:], strict=False) if a > 1e-9]
    assert max(ratios, default=0.0) <= 0.9 + 1e-5


def test_a_sweep_costs_one_backup_a_state_and_action():
    plan = value_iteration(STAY_OR_LEAVE, Sweeping(0.5))
    assert plan.backups == 3 * len(plan.changes)
    assert plan.improvements == 0


# ---------------------------------------------------------------- improvement


def test_improvement_by_hand():
    # At v = (2, 3), gamma = .9: stay 1 + 1.8 = 2.8, leave 2.7.
    assert improve_policy(STAY_OR_LEAVE, [1, 0], [2.0, 3.0], 0.9) == ([0, 0], [2.8, 3.0])


def test_a_tie_keeps_the_old_action():
    twins = [STAY_OR_LEAVE[0][:1] * 3]
    assert improve_policy(twins, [1], [0.0], 0.9)[0] == [1]


@pytest.mark.parametrize("unit", [1e-200, 1e-12, 1.0, 1e8, 1e200])
def test_a_gain_below_tiny_is_no_gain(unit):
    # 1 against 1 + 1e-6, of whatever unit: a millionth of the larger.
    model = [[[Outcome(1.0, 0, unit, True)], [Outcome(1.0, 0, unit + 1e-6 * unit, True)]]]
    assert improve_policy(model, [0], [0.0], 0.9)[0] == [1]
    assert improve_policy(model, [0], [0.0], 0.9, tiny=1e-5)[0] == [0]


def test_a_gain_below_the_margin_is_no_gain():
    model = [[[Outcome(1.0, 0, 1.0, True)], [Outcome(1.0, 0, 3.0, True)]]]
    assert improve_policy(model, [0], [0.0], 0.9, margin=2.0)[0] == [0]
    assert improve_policy(model, [0], [0.0], 0.9, margin=1.9)[0] == [1]


def test_what_may_be_rounding_depends_on_the_terms_and_not_on_their_sum():
    # Both actions are worth 1e8 - 1e8 = 0; the second, 1e-8 more, may be rounding only.
    model = [[[Outcome(1.0, 1, 1e8, False)], [Outcome(1.0, 1, 1e8 + 1.5e-8, False)]],
             [[Outcome(1.0, 1, 0.0, True)]]]
    assert improve_policy(model, [0, 0], [0.0, -1e8], 1.0)[0] == [0, 0]


@pytest.mark.parametrize(("choices", "values", "message"), [
    ([-1, -1], [0.0, 0.0], "state 0 has 2 actions, not action -1"),
    ([0, 1], [0.0, 0.0], "state 1 has 1 actions, not action 1"),
    ([0], [0.0, 0.0], "need 2 choices, one a state, got 1"),
    ([0, 0], [0.0], "need 2 values, one a state, got 1"),
    ([0, 0], [0.0, 0.0, 0.0], "need 2 values, one a state, got 3"),
])
def test_improvement_refuses(choices, values, message):
    with pytest.raises(ValueError, match=message):
        improve_policy(STAY_OR_LEAVE, choices, values, 0.9)


@given(models_with_choices(), gammas)
def test_the_improvement_theorem(model_and_choices, gamma):
    # v_pi'(s) >= v_pi(s) in every state.
    model, choices = model_and_choices
    old = solve_policy(model, choices, gamma)
    better, _ = improve_policy(model, choices, old, gamma)
    new = solve_policy(model, better, gamma)
    assert min(np.subtract(new, old)) >= -ROUNDING


# ---------------------------------------------------------------- policy iteration


@pytest.mark.parametrize("exact", [True, False])
@given(model_and_choices=models_with_choices(), gamma=gammas)
def test_policy_iteration_finds_the_best_of_all_policies(exact, model_and_choices, gamma):
    model, choices = model_and_choices
    plan = policy_iteration(model, choices, Sweeping(gamma, 1e-12), exact)
    best = best_values(model, gamma)
    assert distance(plan.values, best) < ROUNDING
    assert distance(true_values(model, one_hot(model, plan.choices), gamma), best) < ROUNDING
    assert plan.improvements < len(list(all_choices(model)))


@given(models_with_choices(), gammas)
def test_the_bound_of_policy_iteration_holds(model_and_choices, gamma):
    model, choices = model_and_choices
    plan = policy_iteration(model, choices, Sweeping(gamma, 0.1))
    assert distance(plan.values, best_values(model, gamma)) <= plan.bound + ROUNDING


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("scale", [1.0, 1e6, 1e12])
def test_policy_iteration_ends_though_actions_tie(exact, scale):
    # The same action three times, its outcomes in another order: equal but for rounding.
    rows = [[Outcome(p, s, scale * p, False) for s, p in enumerate(order)]
            for order in ([0.1, 0.2, 0.7], [0.7, 0.1, 0.2])]
    twins = [[row, row[::-1], row[1:] + row[:1]] for row in (*rows, rows[0])]
    plan = policy_iteration(twins, [2, 1, 0], Sweeping(0.9, 1e-9 * scale, limit=2000), exact)
    assert plan.improvements <= 3


@pytest.mark.parametrize("unit", [2.0 ** -600, 2.0 ** -40, 1.0, 2.0 ** 27, 2.0 ** 600])
@pytest.mark.parametrize("exact", [True, False])
def test_the_unit_of_the_rewards_changes_nothing(exact, unit):
    # Powers of 2 scale without rounding, so every digit of the plan must scale.
    def plan(unit):
        rewards = GridRewards(unit, -unit, -unit / 16)
        model = GridWorld(open_map(5), slip=0.25, rewards=rewards).P
        return policy_iteration(model, [0] * 25, Sweeping(0.99, 1e-6 * unit), exact)

    one, other = plan(1.0), plan(unit)
    assert (other.choices, other.improvements) == (one.choices, one.improvements)
    assert other.values == [unit * value for value in one.values]


@pytest.mark.parametrize("unit", [1e-12, 1e-6, 1.0, 1e6, 1e8, 1e12])
@pytest.mark.parametrize("gamma", [0.9, 0.99, 0.9999])
@pytest.mark.parametrize("epsilon", [0.0, 1.0])
def test_ties_of_any_size_end_and_are_the_best(unit, gamma, epsilon):
    # Up and right tie everywhere; for somebody who only explores, all that can be done ties.
    rewards = GridRewards(unit, -unit, -0.04 * unit)
    model = epsilon_soft_model(GridWorld(open_map(5), slip=0.2, rewards=rewards).P, epsilon)
    plan = policy_iteration(model, [0] * 25, Sweeping(gamma, limit=50), exact=True)
    transition, reward = arrays(model)
    best = (reward + gamma * transition @ np.array(plan.values)).max(axis=1)
    assert distance(best, plan.values) < 1e-11 * unit / (1.0 - gamma)  # the optimality equation
    assert plan.bound < 1e-11 * unit / (1.0 - gamma) / (1.0 - gamma)


def arrays(model):
    """The model as numpy's arrays; what terminates leads nowhere."""
    transition = np.zeros((len(model), max(map(len, model)), len(model)))
    reward = np.zeros(transition.shape[:2])
    for s, actions in enumerate(model):
        for a, outcomes in enumerate(actions):
            for p, s2, r, terminated in outcomes:
                reward[s, a] += p * r
                transition[s, a, s2] += 0.0 if terminated else p
    return transition, reward


def test_small_rewards_are_rewards():
    # For ever 0, or for ever 1e-9: the second is worth 2e-9.
    model = [[[Outcome(1.0, 0, 0.0, False)], [Outcome(1.0, 0, 1e-9, False)]]]
    for exact in (True, False):
        plan = policy_iteration(model, [0], Sweeping(0.5, 1e-18), exact)
        assert (plan.choices, plan.values) == ([1], [pytest.approx(2e-9, rel=1e-6)])


def test_a_large_reward_elsewhere_hides_no_small_one():
    # State 1 earns 1e12 for ever; state 0 chooses between 1 and 1.001, as if alone.
    model = [[[Outcome(1.0, 0, 1.0, False)], [Outcome(1.0, 0, 1.001, False)]],
             [[Outcome(1.0, 1, 1e12, False)]]]
    plan = policy_iteration(model, [0, 0], Sweeping(0.9), exact=True)
    assert plan.choices == [1, 0]
    assert plan.values[0] == pytest.approx(10.01)


def test_a_circle_of_policies_is_rounding(monkeypatch):
    # Were every difference a gain, up and right would change places for ever.
    plain = improve_policy.__defaults__
    monkeypatch.setattr(improve_policy, "__defaults__", (0.0, *plain[1:]))
    model = GridWorld(open_map(6), slip=0.1).P
    plan = policy_iteration(model, [0] * 36, Sweeping(0.99, limit=1000), exact=True)
    monkeypatch.undo()
    steady = policy_iteration(model, [0] * 36, Sweeping(0.99), exact=True)
    assert steady.improvements < plan.improvements < 50
    assert distance(plan.values, steady.values) < 1e-12


def test_policy_iteration_stays_with_the_best():
    best = value_iteration(figure_3_2(), Sweeping(0.9)).choices
    plan = policy_iteration(figure_3_2(), best, Sweeping(0.9), exact=True)
    assert (plan.choices, plan.improvements) == (best, 0)


def test_policy_iteration_shows_every_policy():
    seen = []
    policy_iteration(STAY_OR_LEAVE, [1, 0], Sweeping(0.9), exact=True,
                     observe=lambda choices, values: seen.append((choices, values[0])))
    assert seen == [([1, 0], pytest.approx(2.7)), ([0, 0], pytest.approx(10.0))]


def test_policy_iteration_gives_up():
    with pytest.raises(ArithmeticError, match="after 1 improvements"):
        policy_iteration(STAY_OR_LEAVE, [1, 0], Sweeping(0.9, limit=1), exact=True)


@pytest.mark.parametrize("choices", [[0], [0, 0, 0], [2, 0], [0, 1], [-1, 0]])
@pytest.mark.parametrize("plan", [
    lambda choices: solve_policy(STAY_OR_LEAVE, choices, 0.9),
    lambda choices: policy_iteration(STAY_OR_LEAVE, choices, Sweeping(0.9)),
    lambda choices: policy_iteration(STAY_OR_LEAVE, choices, Sweeping(0.9), exact=True),
    lambda choices: modified_policy_iteration(STAY_OR_LEAVE, choices, 2, Sweeping(0.9)),
])
def test_choices_the_model_does_not_have(plan, choices):
    with pytest.raises(ValueError, match=r"need 2 choices|not action"):
        plan(choices)


# ---------------------------------------------------------------- modified policy iteration


@given(models_with_choices(), gammas)
def test_without_extra_sweeps_it_is_value_iteration(model_and_choices, gamma):
    model, choices = model_and_choices
    modified = modified_policy_iteration(model, choices, 0, Sweeping(gamma, 1e-10))
    plain = value_iteration(model, Sweeping(gamma, 1e-10))
    assert modified.values == plain.values  # to the last bit
    assert modified.changes == plain.changes
    assert modified.backups == plain.backups


@given(models_with_choices(), gammas)
@settings(max_examples=30)
def test_with_many_extra_sweeps_it_is_policy_iteration(model_and_choices, gamma):
    # It begins by improving the values 0, so policy iteration begins with that policy.
    model, choices = model_and_choices
    first, _ = improve_policy(model, choices, [0.0] * len(model), gamma, tiny=0.0)
    howard = policy_iteration(model, first, Sweeping(gamma, 1e-9), exact=True)
    modified = modified_policy_iteration(model, choices, 3000, Sweeping(gamma, 1e-9))
    assert distance(modified.values, howard.values) < 1e-6
    assert modified.improvements <= howard.improvements + 2


@pytest.mark.parametrize("extra_sweeps", [0, 1, 5, 40])
@given(model_and_choices=models_with_choices(), gamma=gammas)
def test_the_bound_of_modified_policy_iteration_holds(extra_sweeps, model_and_choices, gamma):
    model, choices = model_and_choices
    plan = modified_policy_iteration(model, choices, extra_sweeps, Sweeping(gamma, 1e-3))
    assert distance(plan.values, best_values(model, gamma)) <= plan.bound + ROUNDING


def test_modified_policy_iteration_counts_its_backups():
    plan = modified_policy_iteration(STAY_OR_LEAVE, [0, 0], 5, Sweeping(0.9))
    # Improving looks at 3 actions, a sweep at 2; the last round ends before its sweeps.
    assert plan.backups == 3 * plan.improvements + 5 * 2 * (plan.improvements - 1)


def test_a_hair_between_two_actions_does_not_keep_it_from_rest():
    # They differ by less than improve_policy's usual tiny, and it starts on the worse one.
    model = [[[Outcome(1.0, 0, 1.0, False)], [Outcome(1.0, 0, 1.0 + 5e-13, False)]]]
    plan = modified_policy_iteration(model, [0], 5, Sweeping(0.9, 1e-14, limit=1000))
    assert plan.choices == [1]


@pytest.mark.parametrize(("extra_sweeps", "limit", "error"), [
    (-1, 10, ValueError), (0, 2, ArithmeticError),
])
def test_modified_policy_iteration_refuses(extra_sweeps, limit, error):
    with pytest.raises(error):
        modified_policy_iteration(STAY_OR_LEAVE, [0, 0], extra_sweeps, Sweeping(0.9, limit=limit))


# ---------------------------------------------------------------- models that are none

PLANNING = {
    "value iteration": lambda model: value_iteration(model, Sweeping(0.9)),
    "policy iteration": lambda model: policy_iteration(model, [0, 0], Sweeping(0.9)),
    "exact": lambda model: policy_iteration(model, [0, 0], Sweeping(0.9), exact=True),
    "modified": lambda model: modified_policy_iteration(model, [0, 0], 1, Sweeping(0.9)),
    "evaluation": lambda model: evaluate_policy(model, [[1.0], [1.0]], Sweeping(0.9)),
    "equations": lambda model: solve_policy(model, [0, 0], 0.9),
    "improvement": lambda model: improve_policy(model, [0, 0], [0.0, 0.0], 0.9),
    "horizon": lambda model: finite_horizon(model, 2, [0.0, 0.0]),
    "gain": lambda model: average_reward(model, [0, 0]),
    "Howard": lambda model: howard_policy_iteration(model, [0, 0]),
    "epsilon-soft": lambda model: epsilon_soft_model(model, 0.1),
    "following": lambda model: follow_policy(model, [[1.0], [1.0]]),
}


@pytest.mark.parametrize("name", PLANNING)
@pytest.mark.parametrize("outcome", [
    (1.0, 2, 0.0, False), (1.0, -1, 0.0, False), (1.0, 0, 0.0), (1.0, 0, NAN, False),
    (0.5, 0, 0.0, False), (1.0, 0.0, 0.0, False), None,
])
def test_a_model_that_is_none_is_named(name, outcome):
    model = [[[Outcome(1.0, 1, 0.0, False)]], [[outcome]]]
    with pytest.raises(ValueError, match="state 1, action 0: "):
        PLANNING[name](model)


@pytest.mark.parametrize("choices", [[-1, 0], [True, 0], [0.0, 0], [None, 0], ["0", 0]])
def test_choices_that_are_no_numbers_of_actions(choices):
    with pytest.raises(ValueError, match=r"^state 0.*(whole number|not action -1)"):
        improve_policy(STAY_OR_LEAVE, choices, [0.0, 0.0], 0.9)
    assert improve_policy(STAY_OR_LEAVE, [np.int64(1), 0], [0.0, 0.0], 0.9)[0] == [0, 0]


@pytest.mark.parametrize("row", [None, 1.0, "10", ["1", "0"]])
def test_rows_that_are_no_probabilities(row):
    with pytest.raises(ValueError, match=r"^state 0: .* is not a row of probabilities"):
        evaluate_policy(STAY_OR_LEAVE, [row, [1.0]], Sweeping(0.9))


# ---------------------------------------------------------------- without a discount

def loop(state):
    """To stay, for nothing."""
    return [Outcome(1.0, state, 0.0, False)]


def to(state, reward=0.0, terminated=False):
    return [Outcome(1.0, state, reward, terminated)]


CIRCLES = {  # name: (model, its best values without a discount, what earns them)
    "one loop": ([[loop(0), to(1, 1.0, True)], [to(1, 0.0, True)]], [1.0, 0.0], [1, 0]),
    "two loops": (
        [[to(1), to(2), to(3)], [to(2), to(0)], [to(0), to(1)], [loop(3), to(4, 2.0, True)],
         [to(4, 0.0, True)]],
        [2.0, 2.0, 2.0, 2.0, 0.0], None),
    "worth nothing": ([[loop(0), to(1, 0.0, True)], [to(1, 0.0, True)]], [0.0, 0.0], [1, 0]),
    "by chance": (
        [[loop(0), [Outcome(0.5, 0, 0.0, False), Outcome(0.5, 1, 1.0, True)]],
         [to(1, 0.0, True)]],
        [1.0, 0.0], [1, 0]),
    "a large reward": (
        [[loop(0), to(1, 1e9, True)], [to(1, 0.0, True)]], [1e9, 0.0], [1, 0]),
    "a small one": (
        [[to(1), to(2, 1e-300, True)], [to(0), loop(1)], [to(2, 0.0, True)]],
        [1e-300, 1e-300, 0.0], [1, 0, 0]),
}
PLANNERS = {
    "synchronous": lambda model: value_iteration(model, Sweeping(1.0, 0.0, limit=3000)),
    "in place": lambda model: value_iteration(model, Sweeping(1.0, 0.0, True, limit=3000)),
    "modified": lambda model: modified_policy_iteration(
        model, [0] * len(model), 3, Sweeping(1.0, 0.0, limit=3000)),
}


@pytest.mark.parametrize("planner", PLANNERS)
@pytest.mark.parametrize("name", CIRCLES)
def test_without_a_discount_the_choices_arrive(name, planner):
    model, values, choices = CIRCLES[name]
    plan = PLANNERS[planner](model)
    assert plan.values == pytest.approx(values, rel=1e-12)
    assert solve_policy(model, plan.choices, 1.0) == pytest.approx(values, rel=1e-12)
    assert choices in (None, plan.choices)


@pytest.mark.parametrize("planner", PLANNERS)
def test_where_nothing_ends_it_may_rest(planner):
    # 5 on the way from 0 to 1, and 1 offers nothing but to stay, or to pay 5 and go back.
    model = [[loop(0), to(1, 5.0)], [loop(1), to(0, -5.0)]]
    plan = PLANNERS[planner](model)
    assert (plan.values, plan.choices) == ([5.0, 0.0], [1, 0])


@pytest.mark.parametrize("planner", ["synchronous", "in place"])
def test_a_value_that_nothing_earns_is_an_error(planner):
    # 1 for the step to state 1, which costs 1 to leave: 0 in all. The loop keeps the 1 alive.
    model = [[loop(0), to(1, 1.0)], [to(1, -1.0, True)]]
    with pytest.raises(ArithmeticError, match=r"state 0 is valued 1, but .* does not earn it"):
        PLANNERS[planner](model)
    assert PLANNERS["modified"](model).values == [0.0, -1.0]
    assert policy_iteration(model, [1, 0], Sweeping(1.0), exact=True).values == [0.0, -1.0]


@pytest.mark.parametrize("heads", [0.25, 0.4, 0.5])
@pytest.mark.parametrize("planner", ["synchronous", "in place"])
def test_the_gamblers_choices_earn_their_values(heads, planner):
    game = gambler(heads)
    idle = [[*actions, loop(s)] if 0 < s < 100 else actions for s, actions in enumerate(game)]
    for model in (game, idle, [actions[::-1] for actions in idle]):  # idle: to stake nothing
        plan = PLANNERS[planner](model)
        assert solve_policy(model, plan.choices, 1.0) == pytest.approx(plan.values, abs=1e-10)
        assert plan.values[50] == pytest.approx(heads, abs=1e-10)
