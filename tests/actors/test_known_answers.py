"""Bellman's methods on the problems whose answers are in print."""

from __future__ import annotations

from itertools import pairwise

import pytest

from policywerk.actors.bellman import (
    Sweeping,
    evaluate_policy,
    modified_policy_iteration,
    policy_iteration,
    solve_policy,
    value_iteration,
)
from policywerk.building_blocks.policies import greedy_ties, uniform_policy
from policywerk.data.published import published
from policywerk.world.howard import taxicab
from policywerk.world.sutton_barto import figure_3_2, figure_4_1
from random_models import CLASSIC

BOOK = CLASSIC["sutton_barto"]
GRID, CORNERS = figure_3_2(), figure_4_1()


def flat(rows):
    return [x for row in rows for x in row]


def as_printed(values):
    return [round(v, 1) + 0.0 for v in values]  # + 0.0 makes 0.0 of -0.0


# ---------------------------------------------------------------- figures 3.2 and 3.5


def test_figure_3_2():
    values = evaluate_policy(GRID, uniform_policy(GRID), Sweeping(0.9, 1e-13)).values
    assert values == pytest.approx(flat(BOOK["fig3_2"]), abs=1e-9)
    assert as_printed(values) == flat(published("figure_3_2").value)


def all_plans():
    tight, north = Sweeping(0.9, 1e-12), [0] * 25
    return {
        "value iteration": value_iteration(GRID, tight),
        "in place": value_iteration(GRID, Sweeping(0.9, 1e-12, in_place=True)),
        "policy iteration": policy_iteration(GRID, north, tight),
        "policy iteration, exact": policy_iteration(GRID, north, tight, exact=True),
        "modified policy iteration": modified_policy_iteration(GRID, north, 10, tight),
    }


@pytest.mark.parametrize("plan", all_plans().values(), ids=all_plans())
def test_figure_3_5(plan):
    assert plan.values == pytest.approx(flat(BOOK["fig3_5"]), abs=1e-9)
    assert as_printed(plan.values) == flat(published("figure_3_5").value)
    assert solve_policy(GRID, plan.choices, 0.9) == pytest.approx(plan.values, abs=1e-9)


def test_figure_3_5_by_hand():
    # From A: 10 now, then four steps back up to A; from B: 5 now, then the values from B' on.
    values = all_plans()["policy iteration, exact"].values
    assert values[1] == pytest.approx(10 / (1 - 0.9**5), abs=1e-12)
    assert values[3] == pytest.approx(values[1] - 5, abs=1e-12)


UP, RIGHT, DOWN, LEFT = range(4)
ANY = [UP, RIGHT, DOWN, LEFT]


def test_the_arrows_of_figure_3_5():
    values = all_plans()["policy iteration, exact"].values
    below = [[UP, RIGHT], [UP], [UP, LEFT], [UP, LEFT], [UP, LEFT]]
    assert [sorted(best) for best in greedy_ties(GRID, values, 0.9)] == [
        [RIGHT], ANY, [LEFT], ANY, [LEFT],
        [UP, RIGHT], [UP], [UP, LEFT], [LEFT], [LEFT],
        *[sorted(best) for best in 3 * below]]


@pytest.mark.parametrize(("tolerance", "sweeps"), [
    (1e-2, 67), (1e-4, 111), (1e-6, 154), (1e-8, 198),
])
def test_sweeps_of_figure_3_5(tolerance, sweeps):
    assert len(value_iteration(GRID, Sweeping(0.9, tolerance)).changes) == sweeps


def test_policy_iteration_of_figure_3_5_evaluates_three_policies():
    assert policy_iteration(GRID, [UP] * 25, Sweeping(0.9), exact=True).improvements == 3 - 1


def test_the_largest_ratio_of_figure_3_5():
    # Above gamma by rounding alone, and only where the changes are below 1e-9.
    changes = value_iteration(GRID, Sweeping(0.9, 1e-12)).changes
    ratios = [(b / a, b) for a, b in pairwise(changes)]
    assert max(ratio for ratio, change in ratios if change > 1e-9) < 0.9 + 1e-6
    assert max(ratio for ratio, change in ratios if change > 1e-4) <= 0.9 + 1e-11


# ---------------------------------------------------------------- figure 4.1


@pytest.fixture(scope="module")
def sweeps():
    history = []
    evaluate_policy(CORNERS, uniform_policy(CORNERS), Sweeping(1.0, 1e-13),
                    observe=lambda sweep, values: history.append(values))
    return history


@pytest.mark.parametrize("k", [1, 2, 3, 10])
def test_figure_4_1_sweep_by_sweep(sweeps, k):
    exact = flat(BOOK["fig4_1"]["snap"][str(k)])
    assert sweeps[k - 1] == pytest.approx(exact, abs=1e-12)
    if k > 1:
        printed = flat(published(f"figure_4_1_k{k}").value)
        assert sweeps[k - 1] == pytest.approx(printed, abs=0.05 + 1e-9)


def test_what_the_book_prints_as_minus_1_7(sweeps):
    assert sweeps[1][1] == -1.75  # exactly: (-1 - 2 - 2 - 2) / 4
    assert published("figure_4_1_k2").value[0][1] == -1.7


def test_figure_4_1_in_the_limit(sweeps):
    limit = flat(published("figure_4_1_limit").value)
    assert sweeps[-1] == pytest.approx(limit, abs=1e-9)
    assert {-v for v in limit} == {0, 14, 18, 20, 22}


@pytest.mark.parametrize(("tolerance", "in_place", "sweeps_needed"), [
    (1e-2, False, 89), (1e-2, True, 62), (1e-4, False, 173), (1e-4, True, 114),
])
def test_sweeps_of_figure_4_1(tolerance, in_place, sweeps_needed):
    settings = Sweeping(1.0, tolerance, in_place)
    assert len(evaluate_policy(CORNERS, uniform_policy(CORNERS), settings).changes) == sweeps_needed


def test_one_improvement_of_the_random_policy_is_best():
    # Figure 4.1, right column: greedy for the random policy's values is optimal.
    limit = flat(published("figure_4_1_limit").value)
    first = [best[0] for best in greedy_ties(CORNERS, limit, 1.0)]
    plan = policy_iteration(CORNERS, first, Sweeping(1.0), exact=True)
    assert plan.improvements == 0
    assert plan.values == [-min(r + c, 6 - r - c) for r in range(4) for c in range(4)]


# ---------------------------------------------------------------- Howard's taxicab, discounted


@pytest.mark.parametrize(("switch", "before", "after"), [
    (0.13913043478262, [0, 0, 0], [0, 1, 0]),
    (0.52431832140757, [0, 1, 0], [0, 1, 1]),
    (0.78883249949980, [0, 1, 1], [1, 1, 1]),
])
@pytest.mark.parametrize("exact", [True, False])
def test_where_the_cab_drivers_policy_changes(switch, before, after, exact):
    for gamma, best in [(switch - 1e-7, before), (switch + 1e-7, after)]:
        plan = policy_iteration(taxicab(), [0, 0, 0], Sweeping(gamma, 1e-13), exact)
        assert plan.choices == best
        assert value_iteration(taxicab(), Sweeping(gamma, 1e-13)).choices == best


def test_the_cab_drivers_values():
    plan = policy_iteration(taxicab(), [0, 0, 0], Sweeping(0.9), exact=True)
    assert plan.values == pytest.approx(
        [121.65347112259354, 135.30627552296022, 122.83690307525627], abs=1e-9)
    assert plan.improvements == 3 - 1  # three evaluations, the third confirms
