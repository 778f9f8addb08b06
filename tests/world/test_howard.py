"""Howard's tables, row by row."""

from __future__ import annotations

import pytest

from policywerk.building_blocks.models import check_model
from policywerk.building_blocks.value_functions import lookahead
from policywerk.world.howard import ongoing_model, taxicab, toymaker


@pytest.mark.parametrize(("make", "expected_rewards"), [
    (toymaker, [[6, 4], [-3, -5]]),
    (taxicab, [[8, 2.75, 4.25], [16, 15], [7, 4, 4.5]]),  # the last column of Howard's table
])
def test_expected_rewards(make, expected_rewards):
    model = make()
    check_model(model)
    found = [[lookahead(outcomes, [0.0] * len(model), 1.0) for outcomes in actions]
             for actions in model]
    assert found == [pytest.approx(row) for row in expected_rewards]


@pytest.mark.parametrize("make", [toymaker, taxicab])
def test_they_never_end(make):
    assert not any(o.terminated for actions in make() for outcomes in actions for o in outcomes)


def test_the_toymaker_meets_bellmans_condition():
    # Every state can be reached from every state in one step, whatever is done.
    smallest = min(o.probability for actions in toymaker() for row in actions for o in row)
    assert smallest == 0.2
    assert all(len(row) == 2 for actions in toymaker() for row in actions)


def test_the_taxicab_does_not():
    # Cruising from town B never leads back to B.
    assert [o.next_state for o in taxicab()[1][0]] == [0, 2]


def test_ongoing_model_leaves_out_what_cannot_happen():
    assert ongoing_model([[((0.0, 1.0), (9.0, 2.0))], [((1.0, 0.0), (3.0, 9.0))]]) == [
        [[(1.0, 1, 2.0, False)]], [[(1.0, 0, 3.0, False)]]]


@pytest.mark.parametrize("row", [((1.0,), (0.0, 0.0)), ((0.5, 0.5), (1.0,)), ((1.0,), (1.0,))])
def test_a_row_that_is_too_short(row):
    with pytest.raises(ValueError, match="state 1, action 0: need 2 probabilities and as many"):
        ongoing_model([[((0.5, 0.5), (1.0, 1.0))], [row]])


@pytest.mark.parametrize("row", [(), ((1.0,),), ((1.0,), (0.0,), (0.0,)), ((1.0, 0.0), (0.0,))])
def test_a_row_is_probabilities_and_rewards(row):
    with pytest.raises(ValueError, match="state 0, action 0: need 1 probabilities and as many"):
        ongoing_model([[row]])
