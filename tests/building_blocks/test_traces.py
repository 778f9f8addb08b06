"""Traces: worked examples, Sutton's walk, then backward views against forward views."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.building_blocks.returns import Rollout, lambda_returns, stretch, td_errors
from policywerk.building_blocks.traces import (
    SparseTrace,
    accumulate,
    active,
    credit,
    dutch,
    fade,
    prune,
    replace,
)
from policywerk.primitives.vector import dot

VALUES = json.loads((Path(__file__).parents[1] / "data" / "traces_values.json").read_text())
PLACES = "BCDEF"


def dutch_half(trace, features):
    dutch(trace, features, alpha=0.5)


@pytest.mark.parametrize("empty", [lambda: [0.0, 0.0], SparseTrace])
@pytest.mark.parametrize(("mark", "after"), [
    (accumulate, [1.0, 1.5, 0.75, 1.375]),  # 1, 1/2 + 1, 1.5/2, 0.75/2 + 1
    (replace, [1.0, 1.0, 0.5, 1.0]),
    (dutch_half, [1.0, 1.25, 0.625, 1.15625]),  # 0.5 + (1 - 0.25), 1.25/2, 0.3125 + 1 - 0.15625
])
def test_a_visit_a_visit_a_pause_a_visit(empty, mark, after):
    trace = empty()
    for visited, expected in zip([True, True, False, True], after, strict=True):
        fade(trace, 0.5)
        mark(trace, [(1, 1.0)] if visited else [(0, 1.0)])
        assert trace[1] == expected


def test_replacing_leaves_what_is_not_active():
    trace = [0.5, 0.25, 0.0]
    replace(trace, [(0, 2.0)])
    assert trace == [2.0, 0.25, 0.0]


def test_credit_goes_where_the_marks_are():
    for trace in ([0.5, 0.0, 2.0], SparseTrace({0: 0.5, 2: 2.0})):
        weights = [1.0, 1.0, 1.0]
        credit(weights, -0.5, trace)
        assert weights == [0.75, 1.0, 0.0]


def test_active_skips_zeros():
    assert active([0.0, 2.0, -0.0, -1.0]) == [(1, 2.0), (3, -1.0)]
    assert active([]) == []
    assert active([math.nan]) != []  # a nan must not hide


def test_a_sparse_trace_forgets_what_is_small():
    trace = SparseTrace()
    for place in range(10):
        fade(trace, 0.5)
        prune(trace, tiny=0.1)
        accumulate(trace, [(place, 1.0)])
    assert sorted(trace) == [6, 7, 8, 9]  # 1/8, 1/4, 1/2, 1; 1/16 is gone
    assert trace[0] == 0.0
    assert 0 not in trace  # reading marks nothing
    prune(trace, tiny=1.0)
    assert trace == {}


def one_hot(letter):
    return [1.0 if letter == place else 0.0 for place in PLACES]


def walk_changes(weights, walk, outcome, alpha, lam, empty=lambda: [0.0] * 5):
    """The weight changes of one random walk, weights standing still: Sutton 1988, eq. 4."""
    changes, trace = [0.0] * 5, empty()
    values = [weights[PLACES.index(place)] for place in walk] + [outcome]
    for t, place in enumerate(walk):
        fade(trace, lam)
        accumulate(trace, active(one_hot(place)))
        credit(changes, alpha * (values[t + 1] - values[t]), trace)
    return changes


@pytest.mark.parametrize("lam", ["0", "0.3", "0.8", "1"])
@pytest.mark.parametrize("empty", [lambda: [0.0] * 5, SparseTrace])
def test_suttons_walk(lam, empty):
    case = VALUES["random_walk"]
    found = walk_changes([case["start"]] * 5, case["walk"], 1.0, case["alpha"], float(lam), empty)
    assert found == pytest.approx(case["changes"][lam], rel=1e-12, abs=1e-17)


@pytest.mark.parametrize("lam", ["0", "0.3", "0.7", "1"])
def test_repeated_presentations_lead_where_the_equations_say(lam):
    case = VALUES["batch"]
    weights = [0.5] * 5
    for _ in range(4000):
        changes = [walk_changes(weights, walk, outcome, 0.03, float(lam))
                   for walk, outcome in case["training_set"]]
        weights = [w + sum(column)
                   for w, column in zip(weights, zip(*changes, strict=True), strict=True)]
    assert weights == pytest.approx(case["weights"][lam], rel=1e-9)


# Random episodes of three features, some of them 0.

entries = st.sampled_from([0.0, 0.0, 1.0, -0.5, 0.25])
fractions = st.integers(0, 8).map(lambda k: k / 8)
rewards = st.integers(-16, 16).map(lambda k: k / 8)


@st.composite
def episodes(draw):
    """Features of T + 1 states, T rewards, and whether the end was a termination."""
    steps = draw(st.integers(1, 8))
    features = draw(st.lists(st.lists(entries, min_size=3, max_size=3),
                             min_size=steps + 1, max_size=steps + 1))
    return features, draw(st.lists(rewards, min_size=steps, max_size=steps)), draw(st.booleans())


@given(episodes(), fractions, fractions, st.booleans())
def test_offline_the_backward_view_is_the_forward_view(episode, gamma, lam, sparse):
    features, paid, terminated = episode
    weights, alpha = [0.5, -1.0, 2.0], 0.25
    values = [dot(weights, x) for x in features]
    rollout = stretch(paid, values, terminated, not terminated)
    forward, backward = [0.0] * 3, [0.0] * 3
    for x, g, v in zip(features, lambda_returns(rollout, gamma, lam), values, strict=False):
        credit(forward, alpha * (g - v), x)
    trace = SparseTrace() if sparse else [0.0] * 3
    for x, delta in zip(features, td_errors(rollout, gamma), strict=False):
        fade(trace, gamma * lam)
        accumulate(trace, active(x))
        credit(backward, alpha * delta, trace)
    assert backward == pytest.approx(forward, rel=1e-12, abs=1e-12)


@given(episodes(), st.integers(-8, 8))
def test_a_dutch_trace_does_what_going_back_at_the_end_would_do(episode, outcome):
    # Sutton & Barto 2018, section 12.6: every state's weights moved to the one return G.
    features, alpha = episode[0], 0.25
    start = [0.5, -1.0, 2.0]
    later = list(start)
    for x in features:
        credit(later, alpha * (outcome - dot(later, x)), x)
    trace, faded_start = [0.0] * 3, list(start)
    for x in features:
        fade(trace, 1.0)
        dutch(trace, active(x), alpha)
        credit(faded_start, -alpha * dot(faded_start, x), x)
    credit(faded_start, alpha * outcome, trace)
    assert faded_start == pytest.approx(later, rel=1e-12, abs=1e-12)


def true_online(features, paid, terminated, gamma, lam, alpha):
    """True online TD(lambda), van Seijen & Sutton 2014: with the Dutch trace."""
    weights, trace, previous = [0.0] * 3, [0.0] * 3, 0.0
    for t, reward in enumerate(paid):
        x, following = features[t], features[t + 1]
        value, next_value = dot(weights, x), dot(weights, following)
        if terminated and t == len(paid) - 1:
            next_value = 0.0
        delta = reward + gamma * next_value - value
        fade(trace, gamma * lam)
        dutch(trace, active(x), alpha)
        credit(weights, alpha * (delta + value - previous), trace)
        credit(weights, -alpha * (value - previous), x)
        previous = next_value
    return weights


def online_forward(features, paid, terminated, gamma, lam, alpha):
    """The same by going over all states again at each step, as if the present were the end."""
    newest, next_values = [0.0] * 3, []
    for end in range(1, len(paid) + 1):
        over = terminated and end == len(paid)
        next_values.append(dot(newest, features[end]))  # with the weights of that time
        rollout = Rollout(paid[:end], [0.0] * end, next_values, [False] * (end - 1) + [over],
                          [False] * end)
        newest = [0.0] * 3
        for x, g in zip(features, lambda_returns(rollout, gamma, lam), strict=False):
            credit(newest, alpha * (g - dot(newest, x)), x)
    return newest


@given(episodes(), fractions, fractions)
def test_a_dutch_trace_makes_the_online_views_agree(episode, gamma, lam):
    assert true_online(*episode, gamma, lam, 0.25) == pytest.approx(
        online_forward(*episode, gamma, lam, 0.25), rel=1e-9, abs=1e-9)


@given(episodes(), fractions, fractions)
def test_sparse_and_dense_are_one(episode, decay, alpha):
    for mark in (accumulate, replace, lambda z, x: dutch(z, x, alpha)):
        dense, sparse = [0.0] * 3, SparseTrace()
        for x in episode[0]:
            for trace in (dense, sparse):
                fade(trace, decay)
                mark(trace, active(x))
        assert dense == [sparse[place] for place in range(3)]


@given(st.lists(st.booleans(), max_size=20), fractions, fractions)
def test_of_ones_the_kinds_come_in_order(visits, decay, alpha):
    low, middle, high = [0.0], [0.0], [0.0]
    for visited in visits:
        for trace in (low, middle, high):
            fade(trace, decay)
        if visited:
            replace(low, [(0, 1.0)])
            dutch(middle, [(0, 1.0)], alpha)
            accumulate(high, [(0, 1.0)])
        assert low[0] <= middle[0] + 1e-12 <= high[0] + 2e-12


@pytest.mark.parametrize("decay", [-0.1, 1.1, math.nan])
def test_a_decay_lies_between_0_and_1(decay):
    with pytest.raises(ValueError, match=r"decay must lie in \[0, 1\], got"):
        fade([1.0], decay)


@pytest.mark.parametrize("mark", [accumulate, replace, dutch_half])
@pytest.mark.parametrize(("trace", "features", "message"), [
    ([0.0, 0.0], [(2, 1.0)], "place 2 lies outside a trace of 2 features"),
    ([0.0, 0.0], [(-1, 1.0)], "places must rise from 0 on, got -1 after -1"),
    ([0.0, 0.0], [(1, 1.0), (1, 1.0)], "got 1 after 1"),
    (SparseTrace(), [(5, 1.0), (3, 1.0)], "got 3 after 5"),
])
def test_bad_places_are_named_and_nothing_is_marked(mark, trace, features, message):
    before = trace.copy()
    with pytest.raises(ValueError, match=message):
        mark(trace, features)
    assert trace == before


@pytest.mark.parametrize("alpha", [-0.1, math.nan, math.inf])
def test_a_step_size_is_a_number(alpha):
    with pytest.raises(ValueError, match="alpha must be a finite number >= 0, got"):
        dutch([0.0], [(0, 1.0)], alpha)


@pytest.mark.parametrize(("work", "message"), [
    (lambda: credit([1.0], 1.0, [1.0, 2.0]), "1 weights need as long a trace, got 2"),
    (lambda: credit([1.0], 1.0, SparseTrace({3: 1.0})), "place 3 has no weight: there are 1"),
    (lambda: prune(SparseTrace(), -1.0), "tiny >= 0, got -1.0"),
    (lambda: prune(SparseTrace(), math.nan), "tiny >= 0, got nan"),
])
def test_bad_input_is_named(work, message):
    with pytest.raises(ValueError, match=message):
        work()
