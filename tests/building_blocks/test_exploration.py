"""Actions that are mostly good: their probabilities, their draws, their bits."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import exploring_bits
import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreters import interpreters, run_python
from policywerk.building_blocks.exploration import (
    epsilon_greedy,
    epsilon_greedy_probabilities,
    softmax_probabilities,
)
from policywerk.primitives.random import stream

NAN, INF = float("nan"), float("inf")
VALUES = json.loads((Path(__file__).parents[1] / "data" / "policies_values.json").read_bytes())
finite = st.floats(-1e6, 1e6)
rows = st.lists(finite, min_size=1, max_size=6)
close = {"rel": 1e-12, "abs": 1e-300}


# ---------------------------------------------------------------- epsilon-greedy


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


# ---------------------------------------------------------------- the same everywhere


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_exploring_has_the_same_bits_everywhere(interpreter):
    assert run_python(interpreter, exploring_bits.__file__).strip() == exploring_bits.digest()


def test_the_digest_has_not_changed():
    # A change here changes what every exploring agent does: make it on purpose.
    assert exploring_bits.digest().startswith("cf5cb3a3570aa18d")
