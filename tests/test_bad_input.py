"""Wrong input by the thousand: whatever is wrong, the error names it, and nothing is computed.

Worked examples of single errors stand with the tests of each module. Here hypothesis looks for
the combination that slips through.
"""

from __future__ import annotations

import copy
import math
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policywerk.building_blocks import grad
from policywerk.building_blocks.distributions import Gaussian
from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.exploration import epsilon_greedy, softmax_probabilities
from policywerk.building_blocks.grad import Parameter, backward, constant
from policywerk.building_blocks.models import check_model
from policywerk.building_blocks.policies import check_policy, uniform_policy
from policywerk.building_blocks.replay_buffer import ReplayBuffer
from policywerk.building_blocks.returns import (
    discounted_returns,
    gae,
    lambda_returns,
    n_step_returns,
    stretch,
    td_errors,
)
from policywerk.building_blocks.traces import accumulate, credit, dutch, replace
from policywerk.primitives import activations, losses, matrix, random, vector
from random_models import models

many = settings(max_examples=100, deadline=None)  # of each of the 61 cases below
entries = st.floats(-10.0, 10.0)
sizes = st.integers(1, 6)


def numbers(n):
    return st.lists(entries, min_size=n, max_size=n)


def named(*parts):
    """A pattern for a message that has these, in this order."""
    return ".*".join(re.escape(str(part)) for part in parts)


# ---------------------------------------------------------------- shapes

PAIRS = {
    "add": vector.add, "subtract": vector.subtract, "multiply": vector.multiply,
    "dot": vector.dot, "max_norm_distance": vector.max_norm_distance,
    "add_scaled": lambda a, b: vector.add_scaled(a, 2.0, b),
    "squared_error": losses.squared_error,
    "cross_entropy_from_logits": lambda a, b: losses.cross_entropy_from_logits(
        a, activations.softmax(b)),
    "kl_categorical": lambda a, b: losses.kl_categorical(
        activations.softmax(a), activations.softmax(b)),
    "kl_categorical_from_logits": losses.kl_categorical_from_logits,
    "softmax_vjp": activations.softmax_vjp,
    "credit": lambda a, b: credit(a, 0.5, b),
}


@pytest.mark.parametrize("name", PAIRS)
@many
@given(data=st.data(), n=sizes, m=sizes)
def test_two_vectors_of_two_lengths(name, data, n, m):
    assume(n != m)
    a, b = data.draw(numbers(n)), data.draw(numbers(m))
    before = copy.deepcopy((a, b))
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - both lengths are asked for below
        PAIRS[name](a, b)
    assert {n, m} <= set(map(int, re.findall(r"\d+", str(refused.value))))
    assert (a, b) == before


PRODUCTS = {  # from a matrix of m rows and n columns and another size k that does not fit
    "matrix_vector": lambda a, k: matrix.matrix_vector(a, [0.0] * k),
    "matrix_matrix": lambda a, k: matrix.matrix_matrix(a, matrix.zeros(k, 2)),
    "affine": lambda a, k: grad.affine(constant(a), constant(matrix.zeros(3, k)),
                                       constant(matrix.zeros(1, 3))),
    "grad.add": lambda a, k: grad.add(constant(a), constant(matrix.zeros(len(a), k))),
    "grad.multiply": lambda a, k: grad.multiply(constant(a), constant(matrix.zeros(len(a), k))),
}


@pytest.mark.parametrize("name", PRODUCTS)
@many
@given(m=sizes, n=sizes, k=sizes)
def test_matrices_that_do_not_fit(name, m, n, k):
    assume(k not in (1, n) and n != 1)  # one column may be spread over many
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - both sizes are asked for below
        PRODUCTS[name](matrix.zeros(m, n), k)
    assert {n, k} <= set(map(int, re.findall(r"\d+", str(refused.value))))


RETURNS = {
    "td_errors": lambda r: td_errors(r, 0.9), "gae": lambda r: gae(r, 0.9, 0.5),
    "discounted_returns": lambda r: discounted_returns(r, 0.9),
    "lambda_returns": lambda r: lambda_returns(r, 0.9, 0.5),
    "n_step_returns": lambda r: n_step_returns(r, 0.9, 2),
}


@pytest.mark.parametrize("name", RETURNS)
@many
@given(steps=sizes, other=st.integers(0, 8),
       part=st.sampled_from(["values", "next_values", "terminated", "truncated"]))
def test_rollouts_of_unequal_lists(name, steps, other, part):
    assume(other != steps)
    good = stretch([1.0] * steps, [0.5] * (steps + 1), True, False)
    entry = False if part in ("terminated", "truncated") else 0.5
    with pytest.raises(ValueError, match=named(f"{steps} rewards", part, f"got {other}")):
        RETURNS[name](good._replace(**{part: [entry] * other}))


# ---------------------------------------------------------------- nan

WITH_NAN = {
    "argmax": vector.argmax,
    "ties": lambda v: vector.ties(v, 0.1),
    "standardise": lambda v: vector.standardise(v, 1e-8),
    "softmax": activations.softmax, "log_softmax": activations.log_softmax,
    "rms_norm": activations.rms_norm, "layer_norm": activations.layer_norm,
    "random_argmax": lambda v: random.random_argmax(random.stream(0, "x"), v, 0.0),
    "categorical": lambda v: random.categorical(random.stream(0, "x"), v),
    "cross_entropy": lambda v: losses.cross_entropy(v, [1.0, *[0.0] * (len(v) - 1)]),
    "kl": lambda v: losses.kl_categorical_from_logits(v, [0.0] * len(v)),
    "free_bits": losses.free_bits,
    "epsilon_greedy": lambda v: epsilon_greedy(random.stream(0, "x"), v, 0.5),
    "softmax_probabilities": lambda v: softmax_probabilities(v, 1.0),
    "Gaussian": lambda v: Gaussian(constant([v]), constant([[0.0] * len(v)])),
    "deviations": lambda v: Gaussian(constant([[0.0] * len(v)]), constant([v])),
    "solve": lambda v: matrix.solve(matrix.identity(len(v)), v),
    "loss": lambda v: backward(grad.total(Parameter("p", [v]))),
}


@pytest.mark.parametrize("name", WITH_NAN)
@many
@given(data=st.data(), n=sizes)
def test_nan_in_any_place_is_found(name, data, n):
    v = [abs(x) + 0.5 for x in data.draw(numbers(n))]
    v[data.draw(st.integers(0, n - 1))] = math.nan
    with pytest.raises(ValueError, match="nan"):
        WITH_NAN[name](v)


# ---------------------------------------------------------------- probabilities

weights = st.lists(st.floats(0.01, 1.0), min_size=2, max_size=6)
SURE = [1.0] + [0.0] * 5
OF_PROBABILITIES = {
    "categorical": lambda p: random.categorical(random.stream(0, "x"), p),
    "cross_entropy of q": lambda p: losses.cross_entropy(p, SURE[:len(p)]),
    "cross_entropy of p": lambda p: losses.cross_entropy([1.0 / len(p)] * len(p), p),
    "kl_categorical": lambda p: losses.kl_categorical(p, [1.0 / len(p)] * len(p)),
    "check_policy": lambda p: check_policy([[[]] * len(p)], [p]),
    "start": lambda p: TabularEnvironment(
        [[[(1.0, s, 0.0, False)]] for s in range(len(p))], p),
    "check_model": lambda p: check_model([[[(each, 0, 0.0, False) for each in p]]]),
}


@pytest.mark.parametrize("name", OF_PROBABILITIES)
@many
@given(p=weights)
def test_what_does_not_sum_to_1(name, p):
    whole = math.fsum(p)
    assume(abs(whole - 1.0) > 1e-6)
    with pytest.raises(ValueError, match=r"sum to|not a probability distribution"):
        OF_PROBABILITIES[name](p)
    OF_PROBABILITIES[name]([each / whole for each in p])  # and this is right


@pytest.mark.parametrize("name", OF_PROBABILITIES)
@many
@given(p=weights, data=st.data())
def test_one_below_0_though_they_sum_to_1(name, p, data):
    # One entry goes below 0 and its neighbour makes up for it, so that the sum tells nothing.
    p = [each / math.fsum(p) for each in p]
    i = data.draw(st.integers(0, len(p) - 1))
    lost = p[i] + data.draw(st.floats(0.01, 1.0))
    p[i] -= lost
    p[(i + 1) % len(p)] += lost
    with pytest.raises(ValueError, match=r">= 0|negative|outside \[0, 1\]|not a probability"):
        OF_PROBABILITIES[name](p)


# ---------------------------------------------------------------- models and policies


@many
@given(model=models(), data=st.data())
def test_one_wrong_outcome_in_a_model_is_named(model, data):
    s = data.draw(st.integers(0, len(model) - 1))
    a = data.draw(st.integers(0, len(model[s]) - 1))
    i = data.draw(st.integers(0, len(model[s][a]) - 1))
    wrong = data.draw(st.sampled_from([
        {"probability": math.nan}, {"probability": 1.5}, {"probability": -0.25},
        {"probability": 0.5 * model[s][a][i].probability}, {"next_state": len(model)},
        {"next_state": -1}, {"reward": math.nan}, {"reward": -math.inf},
    ]))
    model[s][a][i] = model[s][a][i]._replace(**wrong)
    with pytest.raises(ValueError, match=f"^state {s}, action {a}: "):
        check_model(model)


@many
@given(model=models(), data=st.data())
def test_one_wrong_row_of_a_policy_is_named(model, data):
    policy = uniform_policy(model)
    check_policy(model, policy)
    s = data.draw(st.integers(0, len(model) - 1))
    row = policy[s]
    policy[s] = data.draw(st.sampled_from([
        [], [*row, 0.0], row[1:], [2.0 * p for p in row], [math.nan, *row[1:]],
        [row[0] - 1.5, *row[1:-1], row[-1] + 1.5] if len(row) > 1 else [-1.0],
    ]))
    with pytest.raises(ValueError, match=f"^state {s}: "):
        check_policy(model, policy)
    with pytest.raises(ValueError, match=f"need {len(model)} rows, one a state, got"):
        check_policy(model, policy[:-1])


# ---------------------------------------------------------------- traces, replay, the tape


@many
@given(n=sizes, places=st.lists(st.integers(-2, 8), min_size=1, max_size=4))
def test_places_that_a_trace_does_not_have(n, places):
    rising = places == sorted(set(places))
    assume(not rising or places[0] < 0 or places[-1] >= n)
    for mark in (accumulate, replace, lambda z, x: dutch(z, x, 0.5)):
        trace = [0.25] * n
        with pytest.raises(ValueError, match=r"places must rise|lies outside a trace of"):
            mark(trace, [(place, 1.0) for place in places])
        assert trace == [0.25] * n


@many
@given(capacity=st.integers(1, 6), held=st.integers(0, 9), asked=st.integers(-2, 12))
def test_a_buffer_gives_what_it_has(capacity, held, asked):
    buffer, rng = ReplayBuffer(capacity), random.stream(0, "replay")
    for number in range(held):
        buffer.add(number)
    kept = min(held, capacity)
    for draw in (buffer.sample, buffer.sample_start):
        if 1 <= asked <= kept:
            draw(rng, asked)
        elif asked < 1:
            with pytest.raises(ValueError, match=named(asked, "at least 1")):
                draw(rng, asked)
        else:
            with pytest.raises(ValueError, match=named(asked, f"holds {kept} of {capacity}")):
                draw(rng, asked)


CURVES = [grad.tanh, grad.sigmoid, grad.silu, grad.exp]


@many
@given(data=st.data(), n=sizes, curves=st.lists(st.sampled_from(CURVES), min_size=1, max_size=4))
def test_a_second_pass_backward_is_refused(data, n, curves):
    assume(curves.count(grad.exp) < 3)  # the fourth power tower of 0.7 is infinite in floats
    p = Parameter("p", [[x / 10.0 for x in data.draw(numbers(n))]])
    nodes = [p]
    for curve in curves:
        nodes.append(curve(nodes[-1]))
    backward(grad.total(nodes[-1]))
    slopes = copy.deepcopy(p.grads)
    used = data.draw(st.sampled_from(nodes[1:]))
    with pytest.raises(ValueError, match="already passed"):
        backward(grad.total(used))
    assert p.grads == slopes
