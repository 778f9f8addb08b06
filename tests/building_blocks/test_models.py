"""Models: what is one, and what is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from policywerk.building_blocks.models import Outcome, as_model, check_model
from random_models import models

NAN, INF = float("nan"), float("inf")
STAY = [[Outcome(1.0, 0, 0.0, False)]]  # the one action of a state


@pytest.mark.parametrize(("model", "message"), [
    ([], "at least one state"),
    ([[]], "state 0 has no action"),
    ([[[]]], "state 0, action 0: probabilities sum to 0"),
    ([[[(0.5, 0, 0.0, False)]]], "sum to 0.5"),
    ([[[(0.6, 0, 0.0, False)] * 2]], "sum to 1.2"),
    ([[[(1.5, 0, 0.0, False), (-0.5, 0, 0.0, False)]]], r"outside \[0, 1\]: \[1.5, -0.5\]"),
    ([[[(NAN, 0, 0.0, False)]]], "outside"),
    ([STAY, [[(1.0, 2, 0.0, False)]]], "state 1, action 0: next state 2"),
    ([[[(1.0, -1, 0.0, False)]]], "next state -1"),  # Python would count from the end
    ([[[(1.0, 0, NAN, False)]]], "reward nan"),
    ([[[(1.0, 0, -INF, False)]]], "reward -inf"),
    ([[[(1.0, 0.0, 0.0, False)]]], "state 0, action 0: next state 0.0 is not one of the 1"),
    ([[[(1.0, False, 0.0, False)]]], "next state False"),
    ([STAY, [[(1.0, 0, 0.0)]]], r"state 1, action 0: an outcome is .* got \(1.0, 0, 0.0\)"),
    ([[[(1.0, 0, 0.0, False, 5)]]], "state 0, action 0: an outcome is"),
    ([[Outcome(1.0, 0, 0.0, False)]], "state 0, action 0: an outcome is .* got 1.0"),
    ([[[[1.0], [0], [0.0], [False]]]], "state 0, action 0: an outcome is"),
    ([[[("1", 0, 0.0, False)]]], "state 0, action 0: something here is no number"),
    ([[[(1.0, 0, None, False)]]], "state 0, action 0: something here is no number"),
    ([STAY, [None]], "state 1, action 0: needs a list of outcomes, got None"),
    ([STAY, 0], "state 1 needs a list of actions, got 0"),
    ({0: {0: [(1.0, 0, 0.0, False)]}}, "as_model reads dict"),
    (None, "a model is a list of states"),
])
def test_what_is_not_a_model(model, message):
    with pytest.raises(ValueError, match=message):
        check_model(model)


def test_rounding_is_forgiven():
    check_model([[[Outcome(1 / 49, 0, 0.0, False)] * 49]])  # 49 * (1/49) < 1 in floats


@given(models())
def test_random_models_are_models(model):
    check_model(model)


def test_as_model_reads_gymnasiums_dictionaries_into_plain_numbers():
    table = {0: {0: [(0.25, 0, 0, False), (0.75, np.int64(1), np.float64(3), np.bool_(True))]},
             1: {0: [(1, 1, -1, False)]}}
    model = as_model(table)
    assert model == [[[Outcome(0.25, 0, 0.0, False), Outcome(0.75, 1, 3.0, True)]],
                     [[Outcome(1.0, 1, -1.0, False)]]]
    assert [type(x) for x in model[0][0][1]] == [float, int, float, bool]


@pytest.mark.parametrize(("table", "message"), [
    ({0: {0: [(0.5, 0, 0, False)]}}, "state 0, action 0: probabilities sum to 0.5"),
    ({0: {0: [(1.0, 0.5, 0, False)]}}, "state 0, action 0: .*float"),  # there is no half state
    ({0: {1: [(1.0, 0, 0, False)]}}, "state 0, action 0: .*: 0"),  # number actions from 0
    ({1: {0: [(1.0, 0, 0, False)]}}, "state 0, action 0: .*: 0"),
    ([[[(1.0, 0, 0, False)], [(1.0, 0, 0)]]], "state 0, action 1: .*terminated"),
    ([[[(1.0, 0, 0, False)], 7]], "state 0, action 1: .*not iterable"),
    ([[[("x", 0, 0, False)]]], "state 0, action 0: .*'x'"),
])
def test_as_model_refuses(table, message):
    with pytest.raises(ValueError, match=message):
        as_model(table)


def test_as_model_copies():
    table = [[[(1.0, 0, 0.0, False)]]]
    model = as_model(table)
    table[0][0].clear()
    assert len(model[0][0]) == 1
