"""Reverse-mode differentiation: worked examples, every operation by differences, bad input."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path

import grad_bits
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradients import uneven
from interpreters import interpreters, run_python
from policywerk.building_blocks import grad
from policywerk.building_blocks.block_dense import block_affine
from policywerk.building_blocks.conv import Images, convolve, slide
from policywerk.building_blocks.distributions import Categorical, Gaussian
from policywerk.building_blocks.grad import Node, Parameter, backward, check_gradient, constant
from policywerk.building_blocks.network import copy_values
from policywerk.building_blocks.norms import layer_norm, rms_norm
from policywerk.building_blocks.optimizers import SGD
from policywerk.building_blocks.recurrent import gated_update, squash_action
from policywerk.primitives import vector

DATA = json.loads((Path(__file__).parents[1] / "data" / "grad_values.json").read_text())
VALUES = {record["name"]: record for record in DATA["records"]}
BITS = Path(grad_bits.__file__)
sizes = st.integers(1, 4)
entries = st.one_of(st.floats(0.1, 2.0), st.floats(-2.0, -0.1))  # away from relu's corner


def matrices(rows, columns, elements=entries):
    row = st.lists(elements, min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows)


@st.composite
def parameters(draw, elements=entries, rows=sizes, columns=sizes):
    return Parameter("p", draw(matrices(draw(rows), draw(columns), elements)))


def slopes(loss: Node, *of: Parameter):
    grad.zero_grads(of)
    backward(loss)
    return [p.grads for p in of]


# Worked examples.

def test_one_neuron_by_hand():
    # z = 0.5 - 0.5 + 0.1, y = tanh z, L = (y - 1)^2
    weight, bias = Parameter("w", [[0.5, -0.25]]), Parameter("b", [[0.1]])
    miss = grad.shift(-1.0, grad.tanh(grad.affine(constant([[1.0, 2.0]]), weight, bias)))
    y = math.tanh(0.1)
    slope_z = 2.0 * (y - 1.0) * (1.0 - y * y)
    of_weight, of_bias = slopes(grad.multiply(miss, miss), weight, bias)
    assert of_weight == [pytest.approx([slope_z, 2.0 * slope_z], rel=1e-12)]
    assert of_bias == [pytest.approx([slope_z], rel=1e-12)]


@given(st.data(), st.integers(1, 9), st.integers(1, 9), st.integers(1, 3))
def test_four_rows_at_a_time_round_as_one_by_one(data, n, m, k):
    numbers = st.one_of(st.just(0.0), st.floats(-3.0, 3.0))
    x, w, slopes = (data.draw(matrices(*size, numbers)) for size in ((n, k), (m, k), (n, m)))
    parameters = [Parameter("x", x), Parameter("w", w), Parameter("b", [[0.1] * m])]
    y = grad.affine(*parameters)
    of_x, of_w = ([[0.0] * k for _ in rows] for rows in (x, w))
    for i in range(n):
        for j in range(m):
            sums = 0.0
            for c in range(k):
                sums += w[j][c] * x[i][c]
                of_x[i][c] += slopes[i][j] * w[j][c]
                of_w[j][c] += slopes[i][j] * x[i][c]
            assert y.values[i][j] == sums + 0.1
    y.pull(slopes)
    assert parameters[0].grads == of_x
    assert parameters[1].grads == of_w


def test_affine_in_whole_numbers():
    x, weight = Parameter("x", [[1.0, 2.0], [3.0, 4.0]]), Parameter("w", [[5.0, 6.0]])
    bias = Parameter("b", [[7.0]])
    y = grad.affine(x, weight, bias)
    assert y.values == [[24.0], [46.0]]  # 5 + 12 + 7, 15 + 24 + 7
    loss = grad.total(grad.multiply(y, constant([[1.0], [10.0]])))
    assert slopes(loss, x, weight, bias) == [
        [[5.0, 6.0], [50.0, 60.0]], [[31.0, 42.0]], [[11.0]]]


def test_the_paths_of_a_value_used_twice_add_up():
    a, b = Parameter("a", [[2.0]]), Parameter("b", [[3.0]])
    assert slopes(grad.add(grad.multiply(a, b), a), a, b) == [[[4.0]], [[2.0]]]
    assert slopes(grad.multiply(a, a), a) == [[[4.0]]]


def test_rows_taken_twice_add_up():
    a = Parameter("a", [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    taken = grad.take_rows(a, [2, 0, 2])
    assert taken.values == [[5.0, 6.0], [1.0, 2.0], [5.0, 6.0]]
    weights = constant([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])
    assert slopes(grad.total(grad.multiply(taken, weights)), a) == [
        [[2.0, 20.0], [0.0, 0.0], [5.0, 50.0]]]


def test_stacked_rows_in_order_and_each_slope_to_its_row():
    a, b = Parameter("a", [[1.0], [2.0]]), Parameter("b", [[3.0]])
    stacked = grad.stack_rows([a, constant([[9.0]]), b, a])
    assert stacked.values == [[1.0], [2.0], [9.0], [3.0], [1.0], [2.0]]
    weights = constant([[1.0], [2.0], [4.0], [8.0], [16.0], [32.0]])
    assert slopes(grad.total(grad.multiply(stacked, weights)), a, b) == [
        [[17.0], [34.0]], [[8.0]]]


def test_rows_are_copies():
    a = Parameter("a", [[1.0], [2.0]])
    taken, stacked = grad.take_rows(a, [0]), grad.stack_rows([a])
    a.values[0][0] = 7.0
    assert (taken.values, stacked.values) == ([[1.0]], [[1.0], [2.0]])


def test_each_result_pulls_after_all_its_users():
    # b = 2a, c = 2b, L = b c = 8 a^2: b must wait for c
    a = Parameter("a", [[3.0]])
    b = grad.scale(2.0, a)
    assert slopes(grad.multiply(b, grad.scale(2.0, b)), a) == [[[48.0]]]
    assert slopes(grad.multiply(grad.scale(2.0, grad.scale(2.0, a)), grad.scale(2.0, a)), a) \
        == [[[48.0]]]


def test_results_keep_their_slopes_to_look_at():
    a = Parameter("a", [[3.0, -1.0]])
    square = grad.multiply(a, a)
    backward(grad.total(square))
    assert square.grads == [[1.0, 1.0]]


def test_parameters_add_up_until_they_are_cleared():
    a = Parameter("a", [[3.0]])
    row = a.grads[0]
    backward(grad.scale(2.0, a))
    backward(grad.scale(5.0, a))
    assert a.grads == [[7.0]]
    grad.zero_grads([a])
    assert a.grads == [[0.0]]
    assert a.grads[0] is row  # in place


def test_constants_and_what_is_stopped_get_no_slope():
    a = Parameter("a", [[3.0]])
    data = constant([[5.0]])
    stopped = grad.stop_gradient(grad.scale(2.0, a))
    assert stopped.values == [[6.0]]
    assert slopes(grad.multiply(a, grad.add(stopped, data)), a) == [[[11.0]]]
    assert stopped.grads == data.grads == []
    assert not grad.tanh(grad.multiply(data, stopped)).needs_grad


# ---------------------------------------------------------------- values that change


def square(p):
    return grad.multiply(p, p)


def test_a_value_changed_by_hand_before_backward_does_not_change_the_slope():
    w = Parameter("w", [[3.0]])
    loss = square(w)  # slope 2 w = 6
    w.values[0][0] = 5.0
    backward(loss)
    assert w.grads == [[6.0]]


def test_an_optimiser_step_between_two_losses_leaves_the_second_its_slope():
    w = Parameter("w", [[3.0]])
    first, second = square(w), square(w)
    backward(first)
    SGD().step([w], 0.5)  # 3 - 0.5 * 6
    assert w.values == [[0.0]]
    grad.zero_grads([w])
    backward(second)
    assert w.grads == [[6.0]]


def test_weights_restored_before_backward():
    for restore in (lambda p: copy_values([Parameter("saved", [[1.0]])], [p]),
                    lambda p: setattr(p, "values", [[1.0]])):
        w = Parameter("w", [[3.0]])
        loss = square(w)
        restore(w)
        backward(loss)
        assert (w.grads, w.values) == ([[6.0]], [[1.0]])


def test_a_parameter_and_a_constant_are_copies():
    data = [[3.0, 1.0]]
    w, x = Parameter("w", data), constant(data)
    loss = grad.total(grad.multiply(square(w), x))  # d/dw of w^2 x at w = x = 3: 18; at 1: 2
    data[0][:] = [0.0, 0.0]
    assert (w.values, x.values) == ([[3.0, 1.0]], [[3.0, 1.0]])
    backward(loss)
    assert w.grads == [[18.0, 2.0]]
    rows = Parameter("rows", [[1.0]] * 2)  # one list twice
    rows.values[0][0] = 2.0
    assert rows.values == [[2.0], [1.0]]


def test_a_target_that_was_stopped_stands_still():
    w = Parameter("w", [[3.0]])
    target, behind = grad.stop_gradient(w), grad.stop_gradient(grad.shift(0.0, w))
    miss = grad.subtract(grad.scale(2.0, w), target)  # 3, slope of its square 2 * 3 * 2
    loss = square(miss)
    backward(loss)
    SGD().step([w], 0.1)
    assert w.values == [[pytest.approx(3.0 - 1.2)]]
    assert target.values == behind.values == [[3.0]]


# Every operation that reads a parameter again in backward.
LATER = {
    "multiply, left": lambda p: grad.multiply(p, constant([[2.0, 3.0]])),
    "multiply, right": lambda p: grad.multiply(constant([[2.0, 3.0]]), p),
    "square": square, "tanh": grad.tanh, "sigmoid": grad.sigmoid, "silu": grad.silu,
    "softplus": grad.softplus, "exp": grad.exp, "log": grad.log, "sqrt": grad.sqrt,
    "reciprocal": grad.reciprocal, "relu": grad.relu, "softmax": grad.softmax,
    "log_softmax": grad.log_softmax,
    "weights": lambda p: grad.affine(grad.tanh(p), p, constant([[0.0]])),
    "inputs": lambda p: grad.affine(p, p, constant([[0.5]])),
    "rms_norm": lambda p: rms_norm(p, p),
    "layer_norm": lambda p: layer_norm(p, p, p),
    "block_affine": lambda p: block_affine(p, p, constant([[0.5]]), 1),
    "gated_update": lambda p: gated_update(grad.concatenate([p, p, p]), p, 1),
    "squash_action": squash_action,
    "convolve": lambda p: convolve(p, p, constant([[0.0]]), slide(Images(2, 1, 1), 1)),
    "Gaussian": lambda p: Gaussian(p, p).log_probability([[0.5, 0.25]]),
    "Categorical": lambda p: Categorical(p, 0.01).entropy(),
}


@pytest.mark.parametrize("name", LATER)
def test_slopes_are_those_of_the_values_that_were_computed_with(name):
    slopes = []
    for change in (False, True):
        p = Parameter("p", [[0.75, 1.5]])
        loss = grad.total(grad.multiply(*[LATER[name](p)] * 2))
        if change:
            p.values[0][:] = [5.0, 0.1]
        backward(loss)
        slopes.append(p.grads)
    assert slopes[0] == slopes[1]


# ---------------------------------------------------------------- nan and inf are seen


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("x", [[0.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 1.0], [0.0] * 4])
def test_a_weight_that_is_no_number_shows_where_the_input_is_0(x, bad):
    w = Parameter("w", [[1.0] * 4])
    w.values[0][0] = bad
    for rows in (1, 5):  # few rows, and so many that zeros are skipped
        y = grad.affine(constant([x] * rows), w, constant([[0.0]]))
        assert all(math.isnan(row[0]) for row in y.values)
    windows = slide(Images(1, 2, 2), 2)
    assert math.isnan(convolve(constant([x]), w, constant([[0.0]]), windows).values[0][0])


@pytest.mark.parametrize("bad", [math.nan, math.inf])
@pytest.mark.parametrize("columns", [2, 8])  # few zeros, many zeros
@pytest.mark.parametrize("rows", [1, 5])
def test_a_slope_that_is_no_number_shows_where_its_factor_is_0(bad, columns, rows):
    x = Parameter("x", [[1.0] + [0.0] * (columns - 1)] * rows)
    w = Parameter("w", [[1.0] * columns])
    y = grad.affine(x, w, constant([[0.0]]))
    y.pull([[bad]] * rows)
    assert all(g != 0.0 for g in w.grads[0])
    assert all(math.isnan(g) for g in w.grads[0][1:])
    into = [[0.0]]
    grad.add_combinations(into, [[0.0, 1.0]], [[bad], [1.0]])
    assert math.isnan(into[0][0])
    into = [[0.0]]
    grad.add_outer_products(into, [[0.0], [1.0]], [[bad], [1.0]])
    assert math.isnan(into[0][0])


def test_large_weights_whose_sum_overflows_are_finite():
    assert grad.all_finite([[1.7e308, 1.7e308, 1.0]])
    assert not grad.all_finite([[1.0], [math.inf]])
    assert not grad.all_finite([[math.inf, -math.inf]])


@pytest.mark.parametrize(("into", "left", "right"), [
    ([[0.0]], [[1.0], [2.0]], [[1.0]]), ([[0.0], [0.0]], [[1.0]], [[1.0]]),
    ([[0.0, 0.0]], [[1.0]], [[1.0]]), ([[0.0]], [[1.0, 2.0]], [[1.0]]),
    ([[0.0]], [[1.0]], [[1.0], [2.0, 3.0]]),
])
def test_products_that_do_not_fit_change_nothing(into, left, right):
    before = copy.deepcopy(into)
    for add_products in (grad.add_outer_products, grad.add_combinations):
        if (len(left), len(left[0]), len(into)) == (1, 2, 1) and len(right) == 2:
            continue
        with pytest.raises(ValueError, match=r"cannot go into|row 0 has 1 entries"):
            add_products(into, left, right)
        assert into == before


# Slopes where the value has rounded to 1: 4 e / (1 + e)^2 with e = exp(-2x) or exp(-x).
@pytest.mark.parametrize(("operation", "x", "slope"), [
    (grad.sigmoid, 37.0, 8.533047625744066e-17), (grad.sigmoid, 30.0, 9.357622968838423e-14),
    (grad.sigmoid, -37.0, 8.533047625744066e-17), (grad.tanh, 10.0, 8.244614455767397e-09),
    (grad.tanh, -20.0, 1.699341702116635e-17), (grad.softplus, -40.0, 4.248354255291589e-18),
])
def test_slopes_at_the_flat_ends(operation, x, slope):
    p = Parameter("p", [[x]])
    backward(operation(p))
    assert p.grads[0][0] == pytest.approx(slope, rel=1e-14, abs=0.0)


@pytest.mark.parametrize("operation", [
    grad.tanh, grad.sigmoid, grad.relu, grad.silu, grad.softplus, grad.exp, grad.log, grad.sqrt,
    grad.reciprocal, squash_action])
def test_the_slope_at_nan_is_nan(operation):
    p = Parameter("p", [[math.nan]])
    y = operation(p)
    y.pull([[1.0]])
    assert math.isnan(y.values[0][0])
    assert math.isnan(p.grads[0][0])


def test_a_long_chain_needs_no_recursion():
    a = Parameter("a", [[1.0]])
    node: Node = a
    for _ in range(5000):
        node = grad.shift(1.0, node)
    assert slopes(node, a) == [[[1.0]]]


def test_a_wide_graph_is_walked_once():
    # Thirty doublings by b + b: two to the power of thirty paths, sixty edges.
    a = Parameter("a", [[1.0]])
    node = grad.scale(1.0, a)
    for _ in range(30):
        node = grad.add(node, node)
    assert slopes(node, a) == [[[2.0**30]]]


def test_the_slope_of_a_cross_entropy_is_softmax_less_one_hot():
    a = Parameter("a", [[0.0, math.log(3.0)]])
    loss = grad.scale(-1.0, grad.total(grad.gather(grad.log_softmax(a), [0])))
    assert slopes(loss, a) == [[pytest.approx([-0.75, 0.75], rel=1e-12)]]


def test_softmax_of_large_numbers():
    a = Parameter("a", [[1000.0, 1000.0, -1000.0]])
    assert grad.softmax(a).values == [[0.5, 0.5, 0.0]]
    half = -math.log(2)
    assert grad.log_softmax(a).values == [pytest.approx([half, half, half - 2000], rel=1e-12)]


def test_relu_at_its_corner_and_nan():
    a = Parameter("a", [[-1.0, 0.0, 2.0]])
    assert grad.relu(a).values == [[0.0, 0.0, 2.0]]
    assert slopes(grad.total(grad.relu(a)), a) == [[[0.0, 0.0, 1.0]]]
    assert math.isnan(grad.relu(constant([[math.nan]])).values[0][0])


# Published and independent values.

def test_straight_through_gradient():
    record = VALUES["straight_through_gradient"]
    given_, expected = record["inputs"], record["outputs"]
    logits = Parameter("logits", [given_["logits"]])
    one_hot = [1.0 if i == given_["sampled_index"] else 0.0 for i in range(4)]
    unimix = given_["unimix"]
    mixed = grad.shift(unimix / 4, grad.scale(1.0 - unimix, grad.softmax(logits)))
    z = grad.add(constant([one_hot]), grad.subtract(mixed, grad.stop_gradient(mixed)))
    assert z.values[0] == pytest.approx(expected["z_forward"], abs=1e-15)
    loss = grad.total(grad.multiply(z, constant([given_["dloss_dz"]])))
    assert slopes(loss, logits)[0][0] == pytest.approx(expected["dloss_dlogits"], rel=1e-12)


def test_silu_values():
    record = VALUES["norms"]
    silu = grad.silu(constant([record["inputs"]["x"]])).values[0]
    assert silu == pytest.approx(record["outputs"]["silu_x"], rel=1e-12)


def test_values_against_math():
    x = [-3.0, -0.5, 0.25, 2.0]
    node = constant([x])
    for ours, theirs in [(grad.sigmoid, lambda v: 1 / (1 + math.exp(-v))),
                         (grad.softplus, lambda v: math.log1p(math.exp(v))),
                         (grad.exp, math.exp), (grad.tanh, math.tanh)]:
        assert ours(node).values[0] == pytest.approx([theirs(v) for v in x], rel=1e-12)
    positive = constant([[0.25, 2.0]])
    assert grad.log(positive).values[0] == pytest.approx([math.log(0.25), math.log(2)], rel=1e-12)
    assert grad.sqrt(positive).values[0] == pytest.approx([0.5, math.sqrt(2)], rel=1e-12)
    assert grad.reciprocal(positive).values == [[4.0, 0.5]]


# Every operation, on random shapes, by differences.

CURVES = [grad.tanh, grad.sigmoid, grad.relu, grad.silu, grad.softplus, grad.exp]
POSITIVE = [grad.log, grad.sqrt, grad.reciprocal]
ROWS = [grad.total, grad.mean, grad.row_totals, grad.softmax, grad.log_softmax,
        lambda a: grad.scale(-2.5, a), lambda a: grad.shift(1.5, a)]
few = settings(max_examples=25, deadline=None)


@pytest.mark.parametrize("operation", CURVES + ROWS)
@few
@given(p=parameters())
def test_the_gradient_of_one_input(operation, p):
    assert check_gradient(lambda: uneven(operation(p)), [p]).error <= 1e-6


@pytest.mark.parametrize("operation", POSITIVE)
@few
@given(p=parameters(elements=st.floats(0.3, 3.0)))
def test_the_gradient_where_the_input_is_positive(operation, p):
    assert check_gradient(lambda: uneven(operation(p)), [p]).error <= 1e-6


@pytest.mark.parametrize("operation", [grad.add, grad.subtract, grad.multiply])
@pytest.mark.parametrize("one_row", [False, True])
@few
@given(data=st.data(), n=sizes, m=sizes)
def test_the_gradient_of_two_inputs(operation, one_row, data, n, m):
    a = Parameter("a", data.draw(matrices(n, m)))
    b = Parameter("b", data.draw(matrices(1 if one_row else n, m)))
    check_gradient(lambda: uneven(grad.tanh(operation(a, b))), [a, b])
    check_gradient(lambda: uneven(operation(constant(a.values), b)), [b])
    check_gradient(lambda: uneven(operation(a, constant(b.values))), [a])


@few
@given(data=st.data(), n=sizes, k=sizes, m=sizes)
def test_the_gradient_of_a_layer(data, n, k, m):
    x = Parameter("x", data.draw(matrices(n, k)))
    weight = Parameter("w", data.draw(matrices(m, k)))
    bias = Parameter("b", data.draw(matrices(1, m)))
    check_gradient(lambda: uneven(grad.tanh(grad.affine(x, weight, bias))), [x, weight, bias])


@few
@given(data=st.data(), n=st.integers(1, 7), m=sizes)
def test_zeros_are_skipped_without_a_trace(data, n, m):
    mostly_zero = st.sampled_from([0.0] * 5 + [-0.0, 1.5, -0.7])
    x = data.draw(matrices(n, 6, mostly_zero))
    weight = Parameter("w", data.draw(matrices(m, 6)))
    bias = Parameter("b", data.draw(matrices(1, m)))
    y = grad.affine(constant(x), weight, bias)
    assert y.values == [[vector.dot(w, row) + b for w, b in zip(weight.values, bias.values[0])]
                        for row in x]
    backward(uneven(y))
    expected = [[0.0] * 6 for _ in range(m)]
    for i, row in enumerate(x):
        for j in range(m):
            for k in range(6):
                expected[j][k] += math.cos(1.0 + 3.0 * i + 1.7 * j) * row[k]
    assert weight.grads == expected
    check_gradient(lambda: uneven(grad.affine(constant(x), weight, bias)), [weight, bias])


@few
@given(data=st.data(), n=sizes, m=sizes)
def test_the_gradient_of_picking_and_joining(data, n, m):
    a, b = Parameter("a", data.draw(matrices(n, m))), Parameter("b", data.draw(matrices(n, 2)))
    columns = data.draw(st.lists(st.integers(0, m - 1), min_size=n, max_size=n))
    start, fixed = data.draw(st.integers(0, m)), constant(data.draw(matrices(n, 2)))
    joined = lambda: grad.concatenate([a, fixed, b, a])  # noqa: E731
    check_gradient(lambda: uneven(grad.gather(a, columns)), [a])
    check_gradient(lambda: uneven(joined()), [a, b])
    check_gradient(lambda: uneven(grad.slice_columns(joined(), start, start + 2)), [a, b])
    rows = data.draw(st.lists(st.integers(0, 2 * n), min_size=1, max_size=6))
    between = constant(data.draw(matrices(1, m)))
    below = lambda: grad.stack_rows([a, between, grad.tanh(a)])  # noqa: E731
    check_gradient(lambda: uneven(below()), [a])
    check_gradient(lambda: uneven(grad.take_rows(below(), rows)), [a])
    check_gradient(lambda: uneven(grad.take_rows(a, [row % n for row in rows])), [a])
    column = lambda: grad.repeat_columns(grad.row_totals(a), 3)  # noqa: E731
    check_gradient(lambda: uneven(column()), [a])


@few
@given(p=parameters())
def test_softmax_is_a_distribution_and_log_softmax_its_logarithm(p):
    for probabilities, logs in zip(grad.softmax(p).values, grad.log_softmax(p).values):
        assert math.fsum(probabilities) == pytest.approx(1.0, rel=1e-12)
        assert logs == pytest.approx([math.log(x) for x in probabilities], rel=1e-11, abs=1e-14)


# The checker finds what is wrong.

def test_a_wrong_slope_is_named():
    def square(a):
        return grad.elementwise(a, [[x * x for x in row] for row in a.values], lambda: [
            [2.0 * x for x in a.values[0]], [2.0 * a.values[1][0], 1.9 * a.values[1][1]]])

    a = Parameter("mine", [[1.0, 2.0], [3.0, 4.0]])
    said = (r"worst at mine\[1\]\[1\]: backward says 7\.6, differences say (8\.0|7\.9)\d*, "
            r"relative error 5\.0e-02")
    with pytest.raises(ValueError, match=said):
        check_gradient(lambda: grad.total(square(a)), [a])
    assert a.values == [[1.0, 2.0], [3.0, 4.0]]


def test_a_slope_that_is_nan_does_not_pass():
    a = Parameter("a", [[1.0]])
    with pytest.raises(ValueError, match=r"a\[0\]\[0\]: backward says nan"):
        check_gradient(lambda: grad.elementwise(a, a.values, lambda: [[math.nan]]), [a])


def test_the_check_leaves_parameters_as_they_were():
    a = Parameter("a", [[0.1, 0.7]])
    worst = check_gradient(lambda: grad.total(grad.exp(a)), [a])
    assert (a.values, a.grads) == ([[0.1, 0.7]], [[0.0, 0.0]])
    assert worst.parameter == "a"
    with pytest.raises(ValueError, match="at least one parameter"):
        check_gradient(lambda: grad.total(grad.exp(a)), [])


# Bad input.

def test_backward_serves_once():
    a = Parameter("a", [[3.0]])
    shared = grad.tanh(a)
    backward(grad.scale(2.0, shared))
    before = [list(row) for row in a.grads]
    for loss in (shared, grad.scale(3.0, shared)):
        with pytest.raises(ValueError, match="already passed"):
            backward(loss)
    assert a.grads == before  # nothing was added on the way to the error


@pytest.mark.parametrize(("loss", "said"), [
    (lambda p: p, "1 by 2: take its mean"),
    (lambda p: grad.total(constant(p.values)), "depends on no parameter"),
    (lambda p: grad.scale(math.nan, grad.total(p)), "the loss is nan"),
    (lambda p: grad.scale(math.inf, grad.total(p)), "the loss is inf"),
])
def test_what_backward_refuses(loss, said):
    p = Parameter("p", [[1.0, 2.0]])
    with pytest.raises(ValueError, match=said):
        backward(loss(p))


WIDE, TALL = constant([[1.0, 2.0, 3.0]]), constant([[1.0], [2.0]])


@pytest.mark.parametrize(("call", "said"), [
    (lambda: Parameter("w", []), "parameter w .* got 0 by 0"),
    (lambda: Parameter("w", [[]]), "got 1 by 0"),
    (lambda: Parameter("w", [[1.0], [1.0, 2.0]]), "row 0 has 1 entries, but row 1 has 2"),
    (lambda: constant([[]]), "a constant .* got 1 by 0"),
    (lambda: grad.add(TALL, WIDE), "add .* got 2 by 1 and 1 by 3"),
    (lambda: grad.subtract(WIDE, TALL), "subtract .* got 1 by 3 and 2 by 1"),
    (lambda: grad.multiply(WIDE, TALL), "multiply .* got 1 by 3 and 2 by 1"),
    (lambda: grad.add(constant([[1.0, 1.0, 1.0]]), constant([[1.0] * 3] * 2)), "1 by 3 and 2 by 3"),
    (lambda: grad.affine(WIDE, TALL, constant([[0.0, 0.0]])), "takes 1 inputs, but x has 3"),
    (lambda: grad.affine(TALL, TALL, TALL), "bias must be 1 by 2, not 2 by 1"),
    (lambda: grad.repeat_columns(WIDE, 2), "n = 2 and 3 columns"),
    (lambda: grad.repeat_columns(TALL, 0), "n = 0 and 1 columns"),
    (lambda: grad.gather(TALL, [0]), "each of 2 rows, got 1"),
    (lambda: grad.gather(TALL, [0, 1]), "row 1 has columns 0 to 0, not 1"),
    (lambda: grad.gather(TALL, [-1, 0]), "row 0 has columns 0 to 0, not -1"),
    (lambda: grad.concatenate([]), r"got \[\]"),
    (lambda: grad.concatenate([WIDE, TALL]), r"got \[1, 2\]"),
    (lambda: grad.slice_columns(WIDE, 1, 1), "1 to 1 is no part of 3 columns"),
    (lambda: grad.slice_columns(WIDE, 1, 4), "1 to 4 is no part of 3 columns"),
    (lambda: grad.take_rows(TALL, []), "at least one row to take, got none"),
    (lambda: grad.take_rows(TALL, [1, 2]), r"indices\[1\] is 2, but the rows are 0 to 1"),
    (lambda: grad.take_rows(TALL, [-1]), r"indices\[0\] is -1, but the rows are 0 to 1"),
    (lambda: grad.stack_rows([]), r"equally many columns, got \[\]"),
    (lambda: grad.stack_rows([WIDE, TALL]), r"equally many columns, got \[3, 1\]"),
    (lambda: grad.log(constant([[-0.3]])), "log needs x > 0, got -0.3"),
])
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_a_batch_is_its_examples_one_by_one():
    # The slopes of a batch are the sums of the slopes of its examples.
    weight, bias = Parameter("w", [[0.3, -0.2], [0.1, 0.4]]), Parameter("b", [[0.0, 0.1]])
    batch = [[1.0, 2.0], [-0.5, 0.3], [2.0, -1.0]]

    def loss(rows):
        return grad.total(grad.tanh(grad.affine(constant(rows), weight, bias)))

    together = slopes(loss(batch), weight, bias)
    together = [[list(row) for row in matrix] for matrix in together]
    grad.zero_grads([weight, bias])
    for row in batch:
        backward(loss([row]))
    for whole, p in zip(together, (weight, bias)):
        for u, v in zip(whole, p.grads):
            assert u == pytest.approx(v, rel=1e-12)


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_a_gradient_has_the_same_bits_everywhere(interpreter):
    assert run_python(interpreter, str(BITS)).strip() == grad_bits.digest()


def test_the_digest_has_not_changed():
    # A change here changes what every network learns: make it on purpose.
    assert grad_bits.digest().startswith("fd78acbca4910066")
