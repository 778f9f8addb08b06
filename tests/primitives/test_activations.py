"""Activations: worked examples, reference values, then laws; every slope against differences."""

from __future__ import annotations

import json
import math
from pathlib import Path

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.primitives import activations as a
from policywerk.primitives.vector import dot

INF, NAN = math.inf, math.nan
REFERENCE = json.loads((Path(__file__).parents[1] / "data" / "activations_values.json")
                       .read_text("utf-8"))

entries = st.floats(-30.0, 30.0)
vectors = st.lists(entries, min_size=1, max_size=12)
pairs = st.lists(st.tuples(st.floats(-5.0, 5.0), st.floats(-5.0, 5.0)), min_size=1, max_size=12
                 ).map(lambda rows: ([x for x, _ in rows], [g for _, g in rows]))
by_name = pytest.mark.parametrize("name", a.ACTIVATIONS)


# --- six functions of a number


@pytest.mark.parametrize(("name", "x", "y", "slope"), [
    ("sigmoid", 0.0, 0.5, 0.25), ("sigmoid", 2.0, 0.8807970779778824, 0.10499358540350652),
    ("tanh", 0.0, 0.0, 1.0), ("tanh", 1.0, 0.7615941559557649, 0.4199743416140260),
    ("relu", 3.0, 3.0, 1.0), ("relu", -3.0, 0.0, 0.0), ("relu", 0.0, 0.0, 0.0),
    ("elu", 3.0, 3.0, 1.0), ("elu", 0.0, 0.0, 1.0), ("elu", -1.0, math.expm1(-1), math.exp(-1)),
    ("silu", 0.0, 0.0, 0.5), ("silu", -1.0, -0.2689414213699951, 0.07232948812851327),
    ("softplus", 0.0, math.log(2), 0.5), ("softplus", 800.0, 800.0, 1.0),
])
def test_worked_examples(name, x, y, slope):
    f = a.ACTIVATIONS[name]
    assert f.value(x) == pytest.approx(y, rel=1e-14)
    assert f.slope(x, f.value(x)) == pytest.approx(slope, rel=1e-14)


TRUE = {
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "tanh": mpmath.tanh,
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "elu": lambda x: x if x > 0 else mpmath.expm1(x),
    "silu": lambda x: x / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
}


def test_silu_of_the_reference():
    x = REFERENCE["norms"]["inputs"]["x"]
    expected = REFERENCE["norms"]["outputs"]["silu_x"]
    assert a.activate(a.SILU, x) == pytest.approx(expected, rel=1e-12, abs=0.0)


@by_name
@given(x=entries)
def test_values_and_slopes_against_mpmath(name, x):
    f = a.ACTIVATIONS[name]
    with mpmath.workprec(300):
        big, h = mpmath.mpf(x), mpmath.mpf(2) ** -60
        assert f.value(x) == pytest.approx(float(TRUE[name](big)), rel=1e-12, abs=0.0)
        if abs(x) > 1e-12:  # not at ReLU's corner
            rise = TRUE[name](big + h) - TRUE[name](big - h)
            # All digits, also where y rounds to 1; but silu's slope is a sum that goes through 0.
            assert f.slope(x, f.value(x)) == pytest.approx(
                float(rise / (2 * h)), rel=1e-12, abs=1e-14 if name == "silu" else 0.0)


@pytest.mark.parametrize(("name", "x", "slope"), [
    ("sigmoid", 30.0, 9.357622968838423e-14), ("sigmoid", 37.0, 8.533047625744066e-17),
    ("sigmoid", -37.0, 8.533047625744066e-17), ("tanh", 10.0, 8.244614455767397e-09),
    ("tanh", 20.0, 1.699341702116636e-17), ("elu", -37.0, 8.533047625744065e-17),
    ("softplus", -37.0, 8.533047625744065e-17), ("silu", -math.inf, 0.0),
])
def test_slopes_at_the_flat_ends(name, x, slope):
    f = a.ACTIVATIONS[name]
    assert f.slope(x, f.value(x)) == pytest.approx(slope, rel=1e-14, abs=0.0)


@by_name
def test_nan_does_not_become_a_number(name):
    assert math.isnan(a.ACTIVATIONS[name].value(NAN))
    assert math.isnan(a.ACTIVATIONS[name].slope(NAN, NAN))


def test_silu_levels_off_at_0():
    assert a.silu(-math.inf) == 0.0
    assert a.silu(math.inf) == math.inf


def test_the_curves_meet_and_level_off():
    assert a.elu(-50.0) == -1.0
    assert a.SOFTPLUS.value(-800.0) == a.SIGMOID.value(-800.0) == 0.0
    assert a.silu(-800.0) == 0.0
    assert [a.relu(x) + a.relu(-x) for x in (-2.5, 0.0, 4.0)] == [2.5, 0.0, 4.0]


@given(entries)
def test_tanh_is_a_stretched_sigmoid(x):
    assert a.TANH.value(x) == pytest.approx(2.0 * a.SIGMOID.value(2.0 * x) - 1.0, abs=1e-15)
    assert a.SIGMOID.value(x) + a.SIGMOID.value(-x) == pytest.approx(1.0, abs=4e-16)


# --- softmax


def test_softmax_by_hand():
    e = math.e
    whole = e * e + e + 1.0
    expected = [e * e / whole, e / whole, 1.0 / whole]
    assert a.softmax([2.0, 1.0, 0.0]) == pytest.approx(expected, rel=1e-14)
    assert a.softmax([1002.0, 1001.0, 1000.0]) == a.softmax([2.0, 1.0, 0.0])
    assert a.softmax([-7.0]) == [1.0]
    assert a.softmax([5.0, -INF, 5.0]) == [0.5, 0.0, 0.5]
    assert a.softmax_vjp([0.5, 0.25, 0.25], [1.0, 0.0, 0.0]) == [0.25, -0.125, -0.125]


def test_softmax_of_the_reference():
    record = REFERENCE["unimix"]
    expected = record["outputs"]["softmax_without"]
    logits = record["inputs"]["logits"]
    assert a.softmax(logits) == pytest.approx(expected, rel=1e-12, abs=0.0)
    mixed = [0.99 * p + 0.01 / 4 for p in a.softmax(record["inputs"]["logits_extreme"])]
    assert mixed == pytest.approx(record["outputs"]["probs_extreme"], rel=1e-12, abs=0.0)


def test_log_softmax_where_the_probability_is_rounded():
    assert a.log_softmax([0.0, -800.0]) == [0.0, -800.0]
    assert a.log_softmax([-50.0, 0.0]) == pytest.approx(
        [-50.0, -1.9287498479639178e-22], rel=1e-12)  # -log(1 + exp(-50))
    assert a.log_softmax([3.0, -INF]) == [0.0, -INF]


@given(vectors)
def test_softmax_against_mpmath(logits):
    with mpmath.workprec(200):
        powers = [mpmath.exp(mpmath.mpf(x)) for x in logits]
        true = [power / mpmath.fsum(powers) for power in powers]
        logs = [float(mpmath.log(p)) for p in true]
    assert a.softmax(logits) == pytest.approx([float(p) for p in true], rel=1e-12, abs=0.0)
    assert a.log_softmax(logits) == pytest.approx(logs, rel=1e-12, abs=1e-300)


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=12))
def test_softmax_gives_probabilities_whatever_the_size(logits):
    p = a.softmax(logits)
    assert math.fsum(p) == pytest.approx(1.0, abs=1e-14)
    assert all(0.0 <= each <= 1.0 for each in p)
    assert p[logits.index(max(logits))] == max(p)
    assert all(each <= 0.0 for each in a.log_softmax(logits))


@pytest.mark.parametrize("function", [a.softmax, a.log_softmax])
@pytest.mark.parametrize(("logits", "message"), [
    ([], "of an empty vector: it needs at least one logit"),
    ([1.0, NAN], "needs logits below inf, got nan at place 1"),
    ([INF, 1.0, 2.0], "needs logits below inf, got inf at place 0"),
    ([-INF, -INF], "needs a logit above -inf"),
])
def test_logits_that_mean_nothing_are_named(function, logits, message):
    with pytest.raises(ValueError, match=f"{function.__name__} {message}"):
        function(logits)


# --- norms


def test_norms_by_hand():
    # (9 + 16) / 2 = 12.5
    y = a.rms_norm([3.0, -4.0], tiny=1e-30)
    assert y.divisor == pytest.approx(math.sqrt(12.5), rel=1e-15)
    assert y.values == pytest.approx([3 / math.sqrt(12.5), -4 / math.sqrt(12.5)], rel=1e-15)
    # less the mean 5: -3, -1, 4, with mean square 26/3
    y = a.layer_norm([2.0, 4.0, 9.0], tiny=1e-30)
    assert y.divisor == pytest.approx(math.sqrt(26 / 3), rel=1e-15)
    assert y.values == pytest.approx([c / math.sqrt(26 / 3) for c in (-3, -1, 4)], rel=1e-15)


def test_norms_of_the_reference():
    given, wanted = REFERENCE["norms"]["inputs"], REFERENCE["norms"]["outputs"]
    scaled = [s * y for s, y in zip(given["scale"], a.rms_norm(given["x"]).values)]
    assert scaled == pytest.approx(wanted["rmsnorm"], rel=1e-12, abs=0.0)
    assert a.activate(a.SILU, scaled) == pytest.approx(wanted["silu_of_rmsnorm"], rel=1e-12)
    layer = a.layer_norm(given["x"], given["eps"]).values
    shifted = [s * y + given["shift_layernorm"] for s, y in zip(given["scale"], layer)]
    assert shifted == pytest.approx(wanted["layernorm"], rel=1e-12, abs=0.0)


def test_a_vector_of_zeros_stays_zero():
    assert a.rms_norm([0.0, 0.0]) == ([0.0, 0.0], 0.01)
    assert a.layer_norm([7.0, 7.0], tiny=1e-4) == ([0.0, 0.0], 0.01)


@given(vectors, st.floats(1.0, 1000.0))
def test_sizes_after_a_norm(x, factor):
    size = math.sqrt(math.fsum(y * y for y in a.rms_norm(x).values) / len(x))
    assert size <= 1.0 + 1e-12
    centred = a.layer_norm(x).values
    assert math.fsum(centred) == pytest.approx(0.0, abs=1e-9)
    # A factor on x and its square on tiny change nothing.
    scaled = a.rms_norm([factor * each for each in x], tiny=factor * factor * 1e-4)
    assert scaled.values == pytest.approx(a.rms_norm(x).values, rel=1e-12, abs=1e-300)


def test_layer_norm_looks_past_a_large_mean():
    # The mean of the squares less the square of the mean is 0 here, or even negative.
    y = a.layer_norm([1e8 + 1.0, 1e8 + 2.0, 1e8 + 3.0], tiny=1e-30)
    assert y.divisor == pytest.approx(math.sqrt(2 / 3), rel=1e-12)


@pytest.mark.parametrize("norm", [a.rms_norm, a.layer_norm])
def test_norms_name_bad_input(norm):
    with pytest.raises(ValueError, match="of an empty vector"):
        norm([])
    for tiny in (0.0, -1.0, NAN):
        with pytest.raises(ValueError, match=f"needs tiny > 0, got {tiny}"):
            norm([1.0], tiny)
    for entry in (NAN, INF, -INF, 1e200):
        with pytest.raises(ValueError, match="needs entries whose squares are finite, the largest"):
            norm([1.0, entry, 2.0])


# --- derivatives of vectors, against central differences


def assert_slopes(f, x, g, slopes):
    """slopes is the gradient of g . f(x) with x, to 1e-7 of the largest."""
    h = 1e-5
    measured = []
    for i in range(len(x)):
        up, down = [list(x), list(x)]
        up[i], down[i] = x[i] + h, x[i] - h
        rise = dot(g, f(up)) - dot(g, f(down))
        measured.append(rise / (up[i] - down[i]))
    largest = max(abs(slope) for slope in measured)
    assert slopes == pytest.approx(measured, abs=1e-7 * max(1.0, largest))


@by_name
@given(pair=pairs)
def test_activate_vjp(name, pair):
    x, g = pair
    x = [each + math.copysign(0.01, each) for each in x]  # away from ReLU's corner
    f = a.ACTIVATIONS[name]
    assert_slopes(lambda v: a.activate(f, v), x, g, a.activate_vjp(f, x, a.activate(f, x), g))


@given(pairs)
def test_softmax_vjp(pair):
    x, g = pair
    slopes = a.softmax_vjp(a.softmax(x), g)
    assert_slopes(a.softmax, x, g, slopes)
    assert math.fsum(slopes) == pytest.approx(0.0, abs=1e-13)


@given(pairs)
def test_log_softmax_vjp(pair):
    x, g = pair
    slopes = a.log_softmax_vjp(a.log_softmax(x), g)
    assert_slopes(a.log_softmax, x, g, slopes)
    assert math.fsum(slopes) == pytest.approx(0.0, abs=1e-12)


@given(pairs, st.sampled_from([0.05, 1.0]))
def test_norm_vjps(pair, tiny):
    x, g = pair
    assert_slopes(lambda v: a.rms_norm(v, tiny).values, x, g,
                  a.rms_norm_vjp(a.rms_norm(x, tiny), g))
    assert_slopes(lambda v: a.layer_norm(v, tiny).values, x, g,
                  a.layer_norm_vjp(a.layer_norm(x, tiny), g))


@given(pairs)
def test_norms_let_no_length_and_no_shift_through(pair):
    x, g = pair
    y = a.layer_norm(x)
    slopes = a.layer_norm_vjp(y, g)
    assert math.fsum(slopes) == pytest.approx(0.0, abs=1e-9)
    y = a.rms_norm([each + 1.0 for each in x], tiny=1e-12)
    if y.divisor > 0.1:
        assert dot(a.rms_norm_vjp(y, g), y.values) == pytest.approx(0.0, abs=1e-8)


@pytest.mark.parametrize("vjp", [
    lambda g: a.activate_vjp(a.RELU, [1.0, 2.0], [1.0, 2.0], g),
    lambda g: a.softmax_vjp([0.5, 0.5], g), lambda g: a.log_softmax_vjp([-1.0, -1.0], g),
    lambda g: a.rms_norm_vjp(a.rms_norm([1.0, 2.0]), g),
    lambda g: a.layer_norm_vjp(a.layer_norm([1.0, 2.0]), g),
])
@pytest.mark.parametrize("g", [[1.0], [1.0, 2.0, 3.0]])
def test_vjps_name_lengths_that_differ(vjp, g):
    with pytest.raises(ValueError, match=rf"one length, got 2,? .*{len(g)}"):
        vjp(g)
    assert len(vjp([1.0, 2.0])) == 2


def test_inputs_are_not_changed():
    x, g = [1.0, -2.0, 3.0], [0.5, 0.5, 0.5]
    a.softmax(x)
    a.rms_norm_vjp(a.rms_norm(x), g)
    a.layer_norm_vjp(a.layer_norm(x), g)
    assert (x, g) == ([1.0, -2.0, 3.0], [0.5, 0.5, 0.5])
