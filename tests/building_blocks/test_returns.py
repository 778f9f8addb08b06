"""Returns: worked examples, published numbers, then each against its definition."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import returns_bits
from hypothesis import given
from hypothesis import strategies as st

from interpreters import interpreters, run_python
from policywerk.building_blocks.returns import (
    ReturnScale,
    Rollout,
    bootstraps,
    carries,
    discounted_returns,
    gae,
    join,
    lambda_returns,
    mixed_returns,
    n_step_returns,
    stretch,
    td_error,
    td_errors,
)

VALUES = json.loads((Path(__file__).parents[1] / "data" / "returns_values.json").read_text())
EPISODE = stretch([1.0, 0.0, 2.0], [2.0, 3.0, 1.0, 7.0], terminated=True, truncated=False)
CUT = stretch([1.0, 0.0, 2.0], [2.0, 3.0, 1.0, 4.0], terminated=False, truncated=True)


def test_td_error():
    assert td_error(1.0, 2.0, 3.0, gamma=0.5) == 0.5  # 1 + 1.5 - 2


@pytest.mark.parametrize(("rollout", "errors", "returns"), [
    (EPISODE, [0.5, -2.5, 1.0], [1.5, 1.0, 2.0]),  # the 7 after the end counts nowhere
    (CUT, [0.5, -2.5, 3.0], [2.0, 2.0, 4.0]),  # 2 + 0.5*4 in place of 2
])
def test_one_episode(rollout, errors, returns):
    assert td_errors(rollout, 0.5) == errors
    assert discounted_returns(rollout, 0.5) == returns


@pytest.mark.parametrize(("n", "returns"), [
    (1, [2.5, 0.5, 2.0]),  # 1 + 3/2, 0 + 1/2, 2
    (2, [1.25, 1.0, 2.0]),  # 1 + 0 + 1/4, 0 + 2/2
    (3, [1.5, 1.0, 2.0]),
    (1000, [1.5, 1.0, 2.0]),
])
def test_n_steps(n, returns):
    assert n_step_returns(EPISODE, 0.5, n) == returns


def test_one_step_looks_at_the_value_that_came_with_the_step():
    # In mid-rollout too, v(s') is next_values: 1 + 7, and 1 and nothing more at the end.
    rollout = Rollout([1.0, 1.0], [0.0, 5.0], [7.0, 0.0], [False, True], [False, False])
    assert n_step_returns(rollout, 1.0, 1) == lambda_returns(rollout, 1.0, 0.0) == [8.0, 1.0]
    assert n_step_returns(rollout, 1.0, 2) == lambda_returns(rollout, 1.0, 1.0) == [2.0, 1.0]
    longer = Rollout([1.0, 2.0, 4.0], [0.0] * 3, [10.0, 20.0, 30.0], [False] * 3, [False] * 3)
    assert n_step_returns(longer, 1.0, 2) == [1.0 + 2.0 + 20.0, 2.0 + 4.0 + 30.0, 4.0 + 30.0]


def test_lambda_and_advantages():
    # backwards: 2; 0 + (0.5*1 + 0.5*2)/2; 1 + (0.5*3 + 0.5*0.75)/2
    assert lambda_returns(EPISODE, 0.5, 0.5) == [1.9375, 0.75, 2.0]
    # the definition of the first: 0.5*2.5 + 0.25*1.25 + 0.25*1.5
    assert 0.5 * 2.5 + 0.25 * 1.25 + 0.25 * 1.5 == 1.9375
    assert gae(EPISODE, 0.5, 0.5) == [-0.0625, -2.25, 1.0]


def test_a_last_value_that_is_not_a_number_does_not_matter_after_a_termination():
    nan = stretch([1.0], [2.0, math.nan], terminated=True, truncated=False)
    assert td_errors(nan, 0.5) == [-1.0]
    assert discounted_returns(nan, 0.5) == lambda_returns(nan, 0.5, 0.3) == [1.0]
    assert math.isnan(discounted_returns(nan._replace(terminated=[False]), 0.5)[0])


def test_both_flags_mean_terminated():
    both = CUT._replace(terminated=[False, False, True])
    assert discounted_returns(both, 0.5) == discounted_returns(EPISODE, 0.5)


def flags(ones):
    return [one == 1 for one in ones]


@pytest.mark.parametrize("lam", [0.0, 1.0])
def test_generalised_advantages_at_both_ends(lam):
    case = VALUES["gae_lambda1"]
    rollout = stretch(case["rewards"], case["values"], False, False)
    expected = case["advantages"][f"{lam:.0f}"]
    assert gae(rollout, case["gamma"], lam) == pytest.approx(expected, rel=1e-12)
    returns = discounted_returns(rollout, case["gamma"])
    if lam == 1.0:
        whole = [g - v for g, v in zip(returns, rollout.values, strict=True)]
        assert whole == pytest.approx(expected, rel=1e-12)


def test_generalised_advantages_across_ends():
    case = VALUES["gae"]
    rollout = Rollout(case["rewards"], case["values"], case["next_values"],
                      flags(case["terminated"]), flags(case["truncated"]))
    found = gae(rollout, case["gamma"], case["lam"])
    assert found == pytest.approx(case["advantages"], rel=1e-12)
    wrong = rollout._replace(terminated=[False, False, True, False, True, False])
    assert gae(wrong, case["gamma"], case["lam"])[3:5] == pytest.approx(
        case["wrong_truncation_as_termination_at_3_and_4"], rel=1e-12)  # the sign flips
    leaking = rollout._replace(truncated=[False] * 6, next_values=[0.6, 0.4, 0, 0.9, 0.7, 0.8])
    assert gae(leaking, case["gamma"], case["lam"])[3:5] == pytest.approx(
        case["wrong_leak_across_the_reset_at_3_and_4"], rel=1e-12)


@pytest.mark.parametrize(("lam", "gamma", "expected"), [
    (0.95, VALUES["lambda_return"]["gamma"], VALUES["lambda_return"]["returns"]["0.95"]),
    (0.0, VALUES["lambda_return"]["gamma"], VALUES["lambda_return"]["returns"]["0"]),
    (1.0, VALUES["lambda_return"]["gamma"], VALUES["lambda_return"]["returns"]["1"]),
    (0.95, 0.99, VALUES["lambda_return"]["returns_gamma_0.99_lam_0.95"]),
])
def test_lambda_returns_with_probabilities_of_going_on(lam, gamma, expected):
    case = VALUES["lambda_return"]
    discounts = [gamma * c for c in case["continues"]]
    shares = [lam] * (len(discounts) - 1) + [0.0]
    found = mixed_returns(case["rewards"], case["next_values"], discounts, shares)
    assert found == pytest.approx(expected, rel=1e-12)


def test_replayed_returns_bootstrap_from_estimates_of_their_own():
    """Returns over a replayed stream of rows, as DreamerV3's critic uses them.

    A row holds the reward that arrives with its state, and a bootstrap made elsewhere; rows
    2 and 5 are the last of an episode, 2 by termination, 5 by truncation. The definition:
    R_t = r_{t+1} + gamma (1 - terminal_{t+1}) [(1 - c) b_{t+1} + c R_{t+1}], with
    c = lam (1 - last_{t+1}). Steps 2 and 5 lead across a reset, and have weight 0.
    """
    rewards = [0, 1, -1, 0, Fraction(1, 2), 2, 0, 1]
    boot = [Fraction(k, 8) for k in (4, 7, 3, 9, 12, 6, 5, 10)]
    terminal, last = [2], [2, 5]
    gamma, lam = Fraction(15, 16), Fraction(3, 4)
    exact = [None] * 7
    following = boot[7]
    for t in range(6, -1, -1):
        carry = 0 if t + 1 in last else lam
        live = 0 if t + 1 in terminal else gamma
        following = rewards[t + 1] + live * ((1 - carry) * boot[t + 1] + carry * following)
        exact[t] = following
    rollout = Rollout([float(r) for r in rewards[1:]], [0.0] * 7, [float(b) for b in boot[1:]],
                      [t + 1 in terminal for t in range(7)],
                      [t + 1 in last and t + 1 not in terminal for t in range(7)])
    found = lambda_returns(rollout, float(gamma), float(lam))
    for t in (0, 1, 3, 4, 6):
        assert found[t] == pytest.approx(float(exact[t]), rel=1e-12)
    assert found[1] == -1.0  # terminated: the reward alone
    assert found[4] == 2.0 + 15 / 16 * 0.75  # truncated: the row's own bootstrap, 6/8


numbers = st.integers(-64, 64).map(lambda k: k / 16)
fractions = st.integers(0, 16).map(lambda k: k / 16)


@st.composite
def rollouts(draw, most=12):
    """A few episodes, ended in either way, and perhaps one that goes on."""
    pieces = []
    for i in range(pieces_drawn := draw(st.integers(1, 3))):
        steps = draw(st.integers(1, most // 3))
        rewards = draw(st.lists(numbers, min_size=steps, max_size=steps))
        values = draw(st.lists(numbers, min_size=steps + 1, max_size=steps + 1))
        ends = [(True, False), (False, True)]
        ends += [(False, False)] if i == pieces_drawn - 1 else []
        pieces.append(stretch(rewards, values, *draw(st.sampled_from(ends))))
    return join(pieces)


def exact_n_step(rollout, t, n, gamma):
    """The n-step return from its definition, and whether the end came before."""
    result, factor = Fraction(0), Fraction(1)
    for k in range(n):
        at = t + k
        result += factor * Fraction(rollout.rewards[at])
        factor *= Fraction(gamma)
        if rollout.terminated[at]:
            return result, True
        if rollout.truncated[at] or at == len(rollout.rewards) - 1:
            return result + factor * Fraction(rollout.next_values[at]), True
    return result + factor * Fraction(rollout.next_values[t + n - 1]), False


def exact_lambda(rollout, t, gamma, lam):
    """The forward view, term by term: all n-step returns to the end, weighted."""
    result, weight, n = Fraction(0), Fraction(1), 1
    while True:
        n_step, ended = exact_n_step(rollout, t, n, gamma)
        if ended:
            return result + weight * n_step
        result += (1 - Fraction(lam)) * weight * n_step
        weight *= Fraction(lam)
        n += 1


def close(found, exact):
    assert [float(x) for x in found] == pytest.approx([float(x) for x in exact],
                                                      rel=1e-12, abs=1e-12)


@given(rollouts(), fractions, st.integers(1, 14))
def test_n_step_returns_are_their_definition(rollout, gamma, n):
    close(n_step_returns(rollout, gamma, n),
          [exact_n_step(rollout, t, n, gamma)[0] for t in range(len(rollout.rewards))])


@given(rollouts(), fractions, fractions)
def test_lambda_returns_are_their_definition(rollout, gamma, lam):
    close(lambda_returns(rollout, gamma, lam),
          [exact_lambda(rollout, t, gamma, lam) for t in range(len(rollout.rewards))])


@given(rollouts(), fractions, fractions)
def test_lambda_returns_are_mixed_returns_to_the_last_bit(rollout, gamma, lam):
    discounts = [gamma] * len(rollout.rewards)
    assert lambda_returns(rollout, gamma, lam) == mixed_returns(
        rollout.rewards, bootstraps(rollout), discounts, carries(rollout, lam))


@given(rollouts(), fractions, fractions)
def test_advantages_are_lambda_returns_less_values(rollout, gamma, lam):
    returns = lambda_returns(rollout, gamma, lam)
    close(gae(rollout, gamma, lam),
          [g - v for g, v in zip(returns, rollout.values, strict=True)])


@given(rollouts(), fractions)
def test_the_ends_of_lambda(rollout, gamma):
    close(lambda_returns(rollout, gamma, 0.0), n_step_returns(rollout, gamma, 1))
    assert gae(rollout, gamma, 0.0) == td_errors(rollout, gamma)
    assert discounted_returns(rollout, gamma) == n_step_returns(rollout, gamma, 99)


@given(rollouts(), rollouts(), fractions, fractions)
def test_what_another_episode_does_changes_nothing(first, second, gamma, lam):
    if not (first.terminated[-1] or first.truncated[-1]):
        first.truncated[-1] = True
    both = join([first, second])
    for method in (lambda r: td_errors(r, gamma), lambda r: discounted_returns(r, gamma),
                   lambda r: n_step_returns(r, gamma, 2), lambda r: gae(r, gamma, lam),
                   lambda r: lambda_returns(r, gamma, lam)):
        assert method(both) == method(first) + method(second)


@given(rollouts(), fractions, fractions)
def test_rollouts_are_not_changed(rollout, gamma, lam):
    copy = Rollout(*[list(entries) for entries in rollout])
    gae(rollout, gamma, lam)
    n_step_returns(rollout, gamma, 2)
    join([rollout])
    assert rollout == copy


def test_long_rollouts_take_time_in_proportion():
    # One pass whatever n is: a million reads would take the quadratic way 10**11 steps.
    steps = 20_000
    long = stretch([1.0] * steps, [0.0] * (steps + 1), True, False)
    assert n_step_returns(long, 1.0, steps // 2)[0] == steps // 2
    assert lambda_returns(long, 1.0, 1.0)[0] == steps


@pytest.mark.parametrize(("change", "message"), [
    ({"values": [1.0]}, "3 rewards need as many values, got 1"),
    ({"next_values": []}, "as many next_values, got 0"),
    ({"terminated": [True] * 4}, "as many terminated, got 4"),
    ({"truncated": [True] * 2}, "as many truncated, got 2"),
    ({"rewards": []}, "at least one step"),
])
@pytest.mark.parametrize("method", [
    lambda r: td_errors(r, 0.9), lambda r: discounted_returns(r, 0.9),
    lambda r: n_step_returns(r, 0.9, 1), lambda r: lambda_returns(r, 0.9, 0.5),
    lambda r: gae(r, 0.9, 0.5), lambda r: join([r])])
def test_bad_rollouts_are_named(method, change, message):
    with pytest.raises(ValueError, match=message):
        method(EPISODE._replace(**change))


@pytest.mark.parametrize("number", [-0.1, 1.1, math.nan, math.inf])
def test_gamma_and_lam_lie_between_0_and_1(number):
    for method in (td_errors, discounted_returns):
        with pytest.raises(ValueError, match=r"gamma must lie in \[0, 1\], got"):
            method(EPISODE, number)
    for method in (lambda_returns, gae):
        with pytest.raises(ValueError, match="gamma must lie"):
            method(EPISODE, number, 0.5)
        with pytest.raises(ValueError, match="lam must lie"):
            method(EPISODE, 0.5, number)
    with pytest.raises(ValueError, match="gamma must lie"):
        n_step_returns(EPISODE, number, 1)


@pytest.mark.parametrize(("work", "message"), [
    (lambda: stretch([1.0], [1.0], True, False), "1 rewards need 2 values, got 1"),
    (lambda: stretch([], [1.0], True, False), "at least one step"),
    (lambda: join([]), "at least one step"),
    (lambda: join([EPISODE._replace(terminated=[False] * 3), CUT]), "rollout 0 stops"),
    (lambda: n_step_returns(EPISODE, 0.5, 0), "n >= 1, got 0"),
    (lambda: mixed_returns([], [], [], []), r"one length, at least 1, got \[0, 0, 0, 0\]"),
    (lambda: mixed_returns([1.0], [1.0], [1.0], [0.0, 0.0]), r"got \[1, 1, 1, 2\]"),
    (lambda: mixed_returns([1.0], [1.0], [1.5], [0.0]), r"discounts\[0\] must lie .*, got 1.5"),
    (lambda: mixed_returns([1.0] * 2, [1.0] * 2, [1.0] * 2, [math.nan, 0.0]),
     r"shares\[0\] must lie .*, got nan"),
    (lambda: mixed_returns([1.0], [1.0], [1.0], [0.5]), "last share must be 0.0, got 0.5"),
])
def test_bad_input_is_named(work, message):
    with pytest.raises(ValueError, match=message):
        work()


# --- the scale of returns


def test_the_scale_of_returns_by_hand():
    # P5 = -2 and P95 = 8 of each batch: 1 % of it in the first, 0.99 % more in the second
    spread, batch = ReturnScale(), [8.0, -2.0, 1.0, 8.0, -2.0]
    assert (spread.low, spread.high, spread.scale()) == (0.0, 0.0, 1.0)
    spread.update(batch)
    assert [spread.low, spread.high] == pytest.approx([-0.02, 0.08], rel=1e-12)
    assert spread.scale() == 1.0  # 0.1 is below the limit
    spread.update(batch)
    assert [spread.low, spread.high] == pytest.approx([-0.0398, 0.1592], rel=1e-12)
    for _ in range(9):
        spread.update(batch)
    assert spread.scale() == pytest.approx(10.0 * (1.0 - 0.99**11), rel=1e-12)
    assert spread.scale() > 1.0


def test_the_scale_of_returns_is_that_of_numpy():
    rng, spread, low, high = np.random.default_rng(5), ReturnScale(0.9, 0.5), 0.0, 0.0
    scales = []
    for k in range(30):
        batch = rng.normal(0.3 * k, 1.0 + k, 16)
        spread.update(batch.tolist())
        low = 0.9 * low + 0.1 * np.percentile(batch, 5)
        high = 0.9 * high + 0.1 * np.percentile(batch, 95)
        assert [spread.low, spread.high] == pytest.approx([low, high], rel=1e-12)
        assert spread.scale() == pytest.approx(max(0.5, high - low), rel=1e-12)
        scales.append(spread.scale())
    assert scales[0] == 0.5 < scales[-1]


def test_a_lucky_return_does_not_widen_the_scale():
    calm, lucky = ReturnScale(0.0), ReturnScale(0.0)
    calm.update([float(i) for i in range(100)])
    lucky.update([*[float(i) for i in range(99)], 10000.0])
    assert lucky.scale() == calm.scale() == pytest.approx(89.1, rel=1e-12)


@pytest.mark.parametrize(("returns", "message"), [
    ([], "at least one entry"), ([1.0, math.nan], "got nan at position 1"),
    ([math.inf], "got inf at position 0")])
def test_returns_without_a_scale(returns, message):
    spread = ReturnScale()
    spread.update([1.0, 5.0])
    before = vars(spread).copy()
    with pytest.raises(ValueError, match=message):
        spread.update(returns)
    assert vars(spread) == before


@pytest.mark.parametrize(("decay", "limit", "message"), [
    (1.1, 1.0, r"decay must lie in \[0, 1\], got 1.1"), (math.nan, 1.0, "decay must lie"),
    (0.9, 0.0, "limit > 0, got 0.0"), (0.9, math.nan, "limit > 0, got nan"),
    (0.9, math.inf, "limit > 0, got inf")])
def test_scales_that_are_none(decay, limit, message):
    with pytest.raises(ValueError, match=message):
        ReturnScale(decay, limit)


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_same_bits(interpreter):
    assert run_python(interpreter, returns_bits.__file__).strip() == returns_bits.digest()


def test_the_digest_has_not_changed():
    # A change here changes the records of every agent that learns: make it on purpose.
    assert returns_bits.digest().startswith("7f415229cb31c809")
