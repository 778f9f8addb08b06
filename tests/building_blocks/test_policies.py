"""Policies as tables of probabilities, and as choices."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import exploring_bits
import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreters import interpreters, run_python
from policywerk.building_blocks.models import Outcome
from policywerk.building_blocks.policies import (
    GaussianPolicy,
    check_choices,
    check_policy,
    constant_schedule,
    deterministic_policy,
    epsilon_greedy,
    epsilon_greedy_probabilities,
    exponential_schedule,
    greedy_choices,
    greedy_ties,
    linear_schedule,
    softmax_probabilities,
    uniform_policy,
)
from policywerk.building_blocks.value_functions import optimal_backup, zero_values
from policywerk.primitives.random import stream
from random_models import gammas, models, models_with_choices, models_with_policies


def pays(reward):
    return [Outcome(1.0, 0, reward, True)]


MODEL = [[pays(1.0), pays(3.0), pays(3.0)], [pays(0.0)]]
NAN = float("nan")


def test_uniform_policy():
    assert uniform_policy(MODEL) == [[1 / 3, 1 / 3, 1 / 3], [1.0]]


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


# ---------------------------------------------------------------- epsilon-greedy

VALUES = json.loads((Path(__file__).parents[1] / "data" / "policies_values.json").read_bytes())
INF = float("inf")
finite = st.floats(-1e6, 1e6)
rows = st.lists(finite, min_size=1, max_size=6)
close = {"rel": 1e-12, "abs": 1e-300}


@pytest.mark.parametrize(("values", "epsilon", "expected"), [
    # 0.2 / 4 = 0.05 for each; 0.8 more for the best, or 0.4 for each of two
    ([1.0, 3.0, 2.0, 0.0], 0.2, [0.05, 0.85, 0.05, 0.05]),
    ([3.0, 1.0, 3.0, 0.0], 0.2, [0.45, 0.05, 0.45, 0.05]),
    ([1.0, 3.0], 0.0, [0.0, 1.0]),
    ([1.0, 3.0], 1.0, [0.5, 0.5]),
    ([7.0], 0.3, [1.0]),
])
def test_epsilon_greedy_probabilities(values, epsilon, expected):
    assert epsilon_greedy_probabilities(values, epsilon) == pytest.approx(expected, **close)


@given(rows, st.floats(0.0, 1.0))
def test_epsilon_greedy_is_a_distribution_that_keeps_trying(values, epsilon):
    row = epsilon_greedy_probabilities(values, epsilon)
    assert math.fsum(row) == pytest.approx(1.0, abs=1e-12)
    assert min(row) >= epsilon / len(values)
    assert max(row) == row[values.index(max(values))]


def counted(draws, n):
    counts = Counter(draws)
    return [counts[action] for action in range(n)]


def plausible(counts, probabilities):
    """Whether each count is within five standard deviations of what it should be."""
    n = sum(counts)
    return all(abs(count - n * p) <= 5 * math.sqrt(n * p * (1 - p)) + 1e-9
               for count, p in zip(counts, probabilities, strict=True))


@pytest.mark.parametrize("epsilon", [0.0, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("values", [[0.0, 0.0, 0.0], [2.0, 1.0, 2.0, 0.0], [1.0, 0.0]])
def test_epsilon_greedy_draws_as_its_probabilities_say(values, epsilon):
    rng = stream(3, "exploration")
    counts = counted([epsilon_greedy(rng, values, epsilon) for _ in range(4000)], len(values))
    assert plausible(counts, epsilon_greedy_probabilities(values, epsilon))


def test_equals_are_drawn_by_lot():
    # A learner that starts at 0 everywhere must not always take action 0.
    rng = stream(1, "exploration")
    assert {epsilon_greedy(rng, [0.0] * 4, 0.0) for _ in range(100)} == {0, 1, 2, 3}


@pytest.mark.parametrize("epsilon", [-0.1, 1.1, NAN, INF])
def test_epsilon_must_be_a_probability(epsilon):
    for call in (lambda: epsilon_greedy_probabilities([1.0], epsilon),
                 lambda: epsilon_greedy(stream(0, "x"), [1.0], epsilon)):
        with pytest.raises(ValueError, match=f"from 0 to 1, got {epsilon}"):
            call()


@pytest.mark.parametrize(("values", "message"), [([], "empty"), ([1.0, NAN], "position 1")])
def test_values_that_cannot_be_compared(values, message):
    for call in (lambda: epsilon_greedy_probabilities(values, 0.5),
                 lambda: epsilon_greedy(stream(0, "x"), values, 1.0),
                 lambda: softmax_probabilities(values, 1.0)):
        with pytest.raises(ValueError, match=message):
            call()


# ---------------------------------------------------------------- softmax


def test_softmax_reference():
    record = VALUES["unimix"]
    assert softmax_probabilities(record["inputs"]["logits"], 1.0) == pytest.approx(
        record["outputs"]["softmax_without"], **close)


def exact_softmax(preferences, temperature):
    with mpmath.workdps(50):
        weights = [mpmath.exp(mpmath.mpf(h) / mpmath.mpf(temperature)) for h in preferences]
        return [float(w / sum(weights)) for w in weights]


@given(st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=6), st.floats(0.5, 100.0))
def test_softmax_against_many_digits(preferences, temperature):
    # The exponent is rounded to 1e-16 of its size, at most 200: so is its exponential.
    expected = exact_softmax(preferences, temperature)
    found = softmax_probabilities(preferences, temperature)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-40)


@pytest.mark.parametrize(("preferences", "temperature", "expected"), [
    ([1000.0, 1000.0], 1.0, [0.5, 0.5]),  # exp(1000) is no float
    ([-1000.0, -1000.0], 1.0, [0.5, 0.5]),  # and exp(-1000) is 0
    ([1e300, -1e300], 1.0, [1.0, 0.0]),
    ([1.7e308, -1.7e308], 1.0, [1.0, 0.0]),  # their difference is infinite
    ([1.0, 0.0], 1e-308, [1.0, 0.0]),  # nearly greedy
    ([1.0, 1.0, 0.0], 5e-324, [0.5, 0.5, 0.0]),
    ([5.0, -3.0], 1e300, [0.5, 0.5]),  # nearly indifferent
    ([7.0], 0.1, [1.0]),
])
def test_softmax_at_the_edges(preferences, temperature, expected):
    assert softmax_probabilities(preferences, temperature) == expected


@given(rows, st.sampled_from([0.01, 1.0, 50.0]), st.integers(-1000, 1000))
def test_softmax_laws(preferences, temperature, shift):
    row = softmax_probabilities(preferences, temperature)
    assert math.fsum(row) == pytest.approx(1.0, abs=1e-12)
    order = sorted(range(len(row)), key=lambda a: preferences[a])
    assert [row[a] for a in order] == sorted(row)  # the better, the likelier
    doubled = softmax_probabilities([2.0 * h for h in preferences], 2.0 * temperature)
    assert doubled == row  # only h / tau counts, and doubling is exact
    eighths = [round(h * 8) / 8 for h in preferences]  # to shift without rounding
    assert softmax_probabilities([h + shift for h in eighths], temperature) == (
        softmax_probabilities(eighths, temperature))


@pytest.mark.parametrize("temperature", [0.0, -1.0, NAN, INF])
def test_temperature_must_be_positive(temperature):
    with pytest.raises(ValueError, match=f"positive and finite, got {temperature}"):
        softmax_probabilities([1.0, 2.0], temperature)


@pytest.mark.parametrize("bad", [INF, -INF])
def test_preferences_must_be_finite(bad):
    with pytest.raises(ValueError, match=f"preference of action 1 is not finite: {bad}"):
        softmax_probabilities([0.0, bad], 1.0)


# ---------------------------------------------------------------- Gaussian


def test_gaussian_reference():
    record = VALUES["gaussian"]
    inputs, outputs = record["inputs"], record["outputs"]
    policy = GaussianPolicy(inputs["mean"], inputs["std"])
    assert policy.log_probability(inputs["action"]) == pytest.approx(outputs["logp"], **close)
    assert policy.entropy() == pytest.approx(outputs["entropy"], **close)
    clipped = policy.log_probability([float(a) for a in inputs["clipped_action"]])
    assert clipped == pytest.approx(outputs["WRONG_logp_of_clipped_action"], **close)
    for i in (0, 1):  # a dimension by itself
        one = GaussianPolicy(inputs["mean"][i:i + 1], inputs["std"][i:i + 1])
        assert one.log_probability(inputs["action"][i:i + 1]) == pytest.approx(
            outputs["logp_per_dim"][i], **close)


def test_entropy_of_the_plain_normal_distribution():
    # (1 + log(2 pi)) / 2 a dimension
    assert GaussianPolicy([0.0], [1.0]).entropy() == pytest.approx(1.4189385332046727, **close)
    assert GaussianPolicy([5.0, 0.0], [1.0, 1.0]).entropy() == pytest.approx(
        2.8378770664093453, **close)


dimensions = st.lists(st.tuples(finite, st.floats(1e-3, 1e3), st.floats(-5.0, 5.0)),
                      min_size=1, max_size=4)


@given(dimensions)
def test_gaussian_against_many_digits(cases):
    mean, sd, _ = (list(column) for column in zip(*cases, strict=True))
    action = [m + s * x for m, s, x in cases]
    with mpmath.workdps(50):
        density = [mpmath.npdf(mpmath.mpf(a), mpmath.mpf(m), mpmath.mpf(s))
                   for a, m, s in zip(action, mean, sd, strict=True)]
        expected = float(mpmath.fsum(mpmath.log(d) for d in density))
    # a - mean is rounded once, relative to itself: z carries 1e-16, its square 25 times that.
    found = GaussianPolicy(mean, sd).log_probability(action)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_samples_have_the_mean_the_deviation_and_the_entropy():
    policy, rng = GaussianPolicy([2.0, -1.0], [0.5, 3.0]), stream(5, "acting")
    draws = [policy.sample(rng) for _ in range(4000)]
    for i, (mean, sd) in enumerate(zip(policy.mean, policy.sd, strict=True)):
        column = np.array([draw[i] for draw in draws])
        assert abs(column.mean() - mean) < 4 * sd / math.sqrt(4000)
        assert abs(column.std() - sd) < 4 * sd / math.sqrt(8000)
    surprise = -np.mean([policy.log_probability(draw) for draw in draws])
    assert abs(surprise - policy.entropy()) < 4 / math.sqrt(4000)  # its deviation is 1


@pytest.mark.parametrize(("mean", "sd", "message"), [
    ([], [], "at least one of each, got 0 and 0"),
    ([1.0], [1.0, 2.0], "got 1 and 2"),
    ([0.0, 0.0], [1.0, 0.0], "dimension 1 .* got 0.0 and 0.0"),
    ([0.0], [-1.0], "got 0.0 and -1.0"),
    ([0.0], [NAN], "nan"), ([0.0], [INF], "inf"), ([NAN], [1.0], "nan"), ([-INF], [1.0], "-inf"),
])
def test_gaussians_that_are_none(mean, sd, message):
    with pytest.raises(ValueError, match=message):
        GaussianPolicy(mean, sd)


def test_an_action_of_another_length():
    with pytest.raises(ValueError, match="needs 2 entries, got 1"):
        GaussianPolicy([0.0, 0.0], [1.0, 1.0]).log_probability([0.0])


# ---------------------------------------------------------------- schedules


def test_linear_reference():
    record = VALUES["epsilon_schedule"]
    epsilon = linear_schedule(1.0, 0.1, 1_000_000)
    assert [epsilon(t) for t in record["inputs"]["t"]] == pytest.approx(
        record["outputs"]["eps"], **close)
    tiny = linear_schedule(1.0, 0.05, 6000)
    assert [tiny(t) for t in (0, 3000, 6000, 9000)] == pytest.approx(
        record["outputs"]["tiny 1->0.05 over 6000, t=0,3000,6000,9000"], **close)
    record = VALUES["lr_warmup"]
    rate = linear_schedule(0.0, record["inputs"]["lr"], 1000)
    assert [rate(t) for t in record["inputs"]["update"]] == pytest.approx(
        record["outputs"]["lr"], **close)


def test_exponential():
    # 1 to 1/16 in four steps: half of it each time
    halving = exponential_schedule(1.0, 0.0625, 4)
    assert [halving(t) for t in range(6)] == pytest.approx(
        [1.0, 0.5, 0.25, 0.125, 0.0625, 0.0625], **close)


@pytest.mark.parametrize("make", [linear_schedule, exponential_schedule])
@given(start=st.floats(1e-3, 1e3), end=st.floats(1e-3, 1e3), steps=st.integers(1, 50))
def test_schedules_go_from_start_to_end(make, start, end, steps):
    schedule = make(start, end, steps)
    values = [schedule(t) for t in range(steps + 3)]
    assert values[0] == start
    assert values[steps:] == [end] * 3
    slack = 1e-12 * max(start, end)
    assert all((b - a) * (end - start) >= -slack * abs(end - start)
               for a, b in zip(values, values[1:], strict=False))


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), st.integers(2, 50))
def test_equal_differences_and_equal_ratios(start, end, steps):
    line = [linear_schedule(start, end, steps)(t) for t in range(steps + 1)]
    curve = [exponential_schedule(start, end, steps)(t) for t in range(steps + 1)]
    for t in range(1, steps):
        scale = max(start, end)
        assert line[t + 1] + line[t - 1] == pytest.approx(2 * line[t], abs=1e-13 * scale)
        assert curve[t + 1] * curve[t - 1] == pytest.approx(curve[t] * curve[t], rel=1e-12)


def test_constant():
    assert [constant_schedule(0.1)(t) for t in (0, 7, 10**9)] == [0.1] * 3


@pytest.mark.parametrize("make", [linear_schedule, exponential_schedule])
def test_schedules_that_are_none(make):
    with pytest.raises(ValueError, match="at least 1 step, got 0"):
        make(1.0, 0.1, 0)
    with pytest.raises(ValueError, match="asked for step -1"):
        make(1.0, 0.1, 5)(-1)


@pytest.mark.parametrize(("start", "end"), [(NAN, 1.0), (1.0, NAN), (INF, 0.0), (0.0, -INF)])
def test_lines_need_finite_ends(start, end):
    with pytest.raises(ValueError, match=f"two finite ends, got {start} and {end}"):
        linear_schedule(start, end, 5)


@pytest.mark.parametrize(("start", "end"), [
    (0.0, 1.0), (1.0, 0.0), (-1.0, 1.0), (NAN, 1.0), (1.0, NAN), (INF, 1.0), (1.0, INF)])
def test_ratios_need_positive_ends(start, end):
    with pytest.raises(ValueError, match=f"got {start} and {end}"):
        exponential_schedule(start, end, 5)


# ---------------------------------------------------------------- the same everywhere


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_exploring_has_the_same_bits_everywhere(interpreter):
    assert run_python(interpreter, exploring_bits.__file__).strip() == exploring_bits.digest()


def test_the_digest_has_not_changed():
    # A change here changes what every exploring agent does: make it on purpose.
    assert exploring_bits.digest().startswith("cf5cb3a3570aa18d")
