"""Bellman's finite horizon and Howard's gains, with the fractions worked out."""

from __future__ import annotations

from fractions import Fraction

import pytest

from policywerk.actors.undiscounted import (
    average_reward,
    finite_horizon,
    horizon_bounds,
    howard_policy_iteration,
)
from policywerk.building_blocks.models import Outcome
from policywerk.world.gambler import gambler
from policywerk.world.howard import ongoing_model, taxicab, toymaker


def fraction(text):
    return float(Fraction(text))


# ---------------------------------------------------------------- gains


@pytest.mark.parametrize(("make", "choices", "gain", "bias"), [
    (toymaker, [0, 0], "1", ["10", "0"]),
    (toymaker, [1, 1], "2", ["10", "0"]),
    (taxicab, [0, 0, 0], "46/5", ["4/3", "112/15", "0"]),
    (taxicab, [0, 1, 1], "434/33", ["-128/33", "424/33", "0"]),
    (taxicab, [1, 1, 1], "1588/119", ["-20/17", "1506/119", "0"]),
])
def test_gain_and_bias(make, choices, gain, bias):
    found = average_reward(make(), choices)
    assert found.gain == pytest.approx(fraction(gain), abs=1e-12)
    assert found.bias == pytest.approx([fraction(x) for x in bias], abs=1e-12)


def test_gain_by_hand():
    # Back and forth between two states, 0 one way and 4 back: 2 a step; being in 1 is 2 ahead.
    back_and_forth = ongoing_model([[((0.0, 1.0), (0.0, 0.0))], [((1.0, 0.0), (4.0, 0.0))]])
    assert average_reward(back_and_forth, [0, 0])[1:] == (2.0, [-2.0, 0.0])


@pytest.mark.parametrize(("make", "path"), [
    (toymaker, [[0, 0], [1, 1]]),
    (taxicab, [[0, 0, 0], [0, 1, 1], [1, 1, 1]]),
])
def test_howards_improvements(make, path):
    found = howard_policy_iteration(make(), path[0])
    assert [policy.choices for policy in found] == path


@pytest.mark.parametrize(("make", "gains"), [
    (toymaker, [1.0, 2.0]), (taxicab, [9.2, 13.15, 13.34]),
])
def test_howards_printed_gains(make, gains):
    found = howard_policy_iteration(make(), [0] * len(make()))
    assert [round(policy.gain, 2) for policy in found] == gains


@pytest.mark.parametrize("start", [[a, b, c] for a in range(3) for b in range(2) for c in range(3)])
def test_every_start_leads_to_the_best(start):
    found = howard_policy_iteration(taxicab(), start)
    assert found[-1].choices == [1, 1, 1]
    gains = [policy.gain for policy in found]
    assert gains == sorted(gains)


@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e7, 1e12])
def test_twins_do_not_take_turns_for_ever(unit):
    # Each action twice, its outcomes in another order: equal but for rounding. From state 0 on
    # average 0.4 of the steps return; the second pays -1 for ever: gain -1.
    here = [Outcome(0.1, 0, 0.0, False), Outcome(0.3, 0, 0.0, False),
            Outcome(0.6, 1, 2.0 * unit, False)]
    there = [Outcome(0.1, 1, -unit, False), Outcome(0.9, 1, -unit, False)]
    found = howard_policy_iteration([[here, here[::-1]], [there, there[::-1]]], [0, 0])
    assert len(found) <= 2
    # gain + bias = 0.6 * 2 + 0.4 bias, gain = -1: bias = 2.2 / 0.6
    assert found[-1].gain == pytest.approx(-unit)
    assert found[-1].bias[0] == pytest.approx(2.2 / 0.6 * unit)


def test_small_gains_are_gains():
    # Back and forth, paid 0 or 1e-12 for the way out: the second earns half of that a step.
    model = [[[Outcome(1.0, 1, 0.0, False)], [Outcome(1.0, 1, 1e-12, False)]],
             [[Outcome(1.0, 0, 0.0, False)]]]
    found = howard_policy_iteration(model, [0, 0])
    assert [policy.choices for policy in found] == [[0, 0], [1, 0]]
    assert found[-1].gain == pytest.approx(5e-13)


def test_howard_gives_up():
    with pytest.raises(ArithmeticError, match="still improves after 1 improvements"):
        howard_policy_iteration(taxicab(), [0, 0, 0], limit=1)


def test_a_gain_needs_a_task_without_end():
    with pytest.raises(ValueError, match="state 0 can terminate"):
        average_reward(gambler(0.4, 2), [0, 0, 0])


def test_states_that_never_meet_have_no_common_gain():
    apart = [[[Outcome(1.0, s, float(s), False)]] for s in range(2)]
    with pytest.raises(ValueError, match="singular"):
        average_reward(apart, [0, 0])


@pytest.mark.parametrize("choices", [[0], [0, 0, 0], [0, 2], [-1, 0]])
def test_choices_the_toymaker_does_not_have(choices):
    with pytest.raises(ValueError, match=r"need 2 choices|not action"):
        average_reward(toymaker(), choices)


# ---------------------------------------------------------------- the finite horizon


@pytest.mark.parametrize(("make", "values", "choices"), [
    (toymaker,
     [[6, -3], [8.2, -1.7], [10.22, 0.23], [12.222, 2.223]],
     [[0, 0], [1, 1], [1, 1], [1, 1]]),
    (taxicab,
     [[8, 16, 7], [17.75, 29.9375, 17.875], [29.6640625, 43.421875, 30.90625]],
     [[0, 0, 0], [0, 1, 1], [1, 1, 1]]),
])
def test_stages(make, values, choices):
    stages = finite_horizon(make(), len(values), [0.0] * len(make()))
    assert [stage.values for stage in stages] == [pytest.approx(row, abs=1e-12) for row in values]
    assert [stage.choices for stage in stages] == choices


@pytest.mark.parametrize(("make", "last"), [(toymaker, [1, 1]), (taxicab, [1, 1, 1])])
def test_the_policy_settles(make, last):
    stages = finite_horizon(make(), 50, [0.0] * len(make()))
    assert all(stage.choices == last for stage in stages[2:])


def test_the_end_counts():
    # One step to go, and ending in state 1 is worth 100: advertising no longer pays.
    assert finite_horizon(toymaker(), 1, [0.0, 100.0])[0].values == pytest.approx([56.0, 57.0])
    assert finite_horizon(toymaker(), 0, [0.0, 0.0]) == []


def test_what_terminates_collects_no_more():
    bet = finite_horizon(gambler(0.4, 2), 3, [0.0, 0.0, 9.0])
    assert [stage.values[1] for stage in bet] == [0.4, 0.4, 0.4]


@pytest.mark.parametrize(("steps", "final"), [(-1, [0.0, 0.0]), (1, [0.0]), (1, [0.0] * 3)])
def test_what_is_no_horizon(steps, final):
    with pytest.raises(ValueError, match="need steps >= 0 and 2 final values"):
        finite_horizon(toymaker(), steps, final)


# ---------------------------------------------------------------- Bellman's theorem


def richer_toymaker():
    """The toymaker with 5 more for every step, so that no reward is negative."""
    return [[[o._replace(reward=o.reward + 5.0) for o in row] for row in actions]
            for actions in toymaker()]


@pytest.mark.parametrize("make", [toymaker, richer_toymaker, taxicab])
@pytest.mark.parametrize("end", [0.0, 7.0])
def test_bellmans_theorem(make, end):
    # N r + x - k <= f_N <= N r + x + k for every N.
    model = make()
    final = [end] * len(model)
    best = howard_policy_iteration(model, [0] * len(model))[-1]
    stages = [final] + [stage.values for stage in finite_horizon(model, 200, final)]
    for steps, values in enumerate(stages):
        low, high = horizon_bounds(best, steps, final)
        assert all(a - 1e-9 <= f <= b + 1e-9 for a, f, b in zip(low, values, high, strict=True))


@pytest.mark.parametrize(("make", "gain", "k"), [
    (toymaker, "2", "10"), (richer_toymaker, "7", "10"), (taxicab, "1588/119", "1506/119"),
])
def test_the_bound_is_attained_at_the_start(make, gain, k):
    # With c = 0, k = max |x|, and f_0 = 0 touches it.
    model = make()
    best = howard_policy_iteration(model, [0] * len(model))[-1]
    assert best.gain == pytest.approx(fraction(gain), abs=1e-12)
    low, high = horizon_bounds(best, 0, [0.0] * len(model))
    assert (high[0] - low[0]) / 2 == pytest.approx(fraction(k), abs=1e-12)
    assert min(min(map(abs, low)), min(map(abs, high))) < 1e-12


@pytest.mark.parametrize(("make", "offset"), [
    (toymaker, -52 / 9), (richer_toymaker, -52 / 9), (taxicab, -9.2516418332041),
])
def test_the_offset_settles(make, offset):
    # f_N - N r - x tends to one number, the same in every state.
    model = make()
    best = howard_policy_iteration(model, [0] * len(model))[-1]
    values = finite_horizon(model, 200, [0.0] * len(model))[-1].values
    left = [f - 200 * best.gain - x for f, x in zip(values, best.bias, strict=True)]
    assert left == pytest.approx([offset] * len(model), abs=1e-9)
