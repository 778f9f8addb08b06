"""Optimizers: steps by hand, published and independently computed numbers, then laws."""

from __future__ import annotations

import copy
import json
import math
import pickle
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import mpmath
import optimizers_bits
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreters import interpreters, run_python
from policywerk.building_blocks import grad
from policywerk.building_blocks import optimizers as opt
from policywerk.building_blocks.dense import Dense
from policywerk.building_blocks.network import Network, count
from policywerk.building_blocks.policies import linear_schedule

VALUES = json.loads((Path(__file__).parents[1] / "data/optimizers_values.json").read_text())
RULES = {
    "SGD": opt.SGD,
    "momentum": lambda: opt.Momentum(0.9),
    "RMSProp": lambda: opt.RMSProp(0.9, 1e-8),
    "RMSProp with momentum": lambda: opt.RMSProp(0.95, 0.01, 0.95),
    "centred RMSProp": lambda: opt.CentredRMSProp(0.9, 1e-8),
    "Adam": opt.Adam,
    "LaProp": opt.LaProp,
}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
slopes = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12)
matrices = st.integers(1, 4).flatmap(lambda n: st.lists(
    st.lists(st.floats(-100.0, 100.0), min_size=n, max_size=n), min_size=1, max_size=4))


@dataclass
class Weights:
    name: str
    values: list
    grads: list


def single(value=0.0, grad=0.0):
    return Weights("w", [[value]], [[grad]])


def path(optimizer, grads, alpha, start=0.0):
    """The values of one weight after each step, when these slopes come along."""
    w, values = single(start), []
    for g in grads:
        w.grads = [[g]]
        optimizer.step([w], alpha)
        values.append(w.values[0][0])
    return values


def close(expected):
    return pytest.approx([float(x) for x in expected], rel=1e-12, abs=1e-300)


# Steps by hand


def test_sgd_by_hand():
    # the valley x^2/2 + 12.5 y^2 at (10, 1): slopes 10 and 25
    w = Weights("w", [[10.0, 1.0]], [[10.0, 25.0]])
    opt.SGD().step([w], 0.04)
    assert w.values == [[9.6, 0.0]]  # 10 - 0.4, 1 - 1
    assert w.grads == [[10.0, 25.0]]  # a step leaves gradients alone


def test_momentum_by_hand():
    w, ball = Weights("w", [[10.0, 1.0]], []), opt.Momentum(0.5)
    for expected in ([9.0, -1.5], [7.6, 1.0], [6.14, -0.25]):
        x, y = w.values[0]
        w.grads = [[x, 25.0 * y]]
        ball.step([w], 0.1)
        assert w.values[0] == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("grad", [1e-3, -2.0, 1e6])
def test_first_steps_by_hand(grad):
    sign, alpha = math.copysign(1.0, grad), 0.5
    # mean square (1 - 0.75) g^2, its root |g| / 2: a step of 2 alpha
    [w] = path(opt.RMSProp(0.75, 1e-30), [grad], alpha)
    assert w == pytest.approx(-sign * 1.0, rel=1e-14)
    # centred: (0.1 - 0.01) g^2, root 0.3 |g|: a step of alpha / 0.3
    [w] = path(opt.CentredRMSProp(0.9, 1e-30), [grad], alpha)
    assert w == pytest.approx(-sign * 0.5 / 0.3, rel=1e-14)
    # Adam and LaProp: corrected to g / |g|: a step of alpha
    for rule in (opt.Adam(tiny=1e-30), opt.LaProp(tiny=1e-30)):
        [w] = path(rule, [grad], alpha)
        assert w == pytest.approx(-sign * 0.5, rel=1e-14)


def test_the_guard_of_rmsprop_is_inside_the_root():
    # (1 - 0.75) 0.4^2 + 0.0225 = 0.0625, root 0.25: a step of 0.4 / 0.25 alpha
    assert path(opt.RMSProp(0.75, 0.0225), [0.4], 1.0) == [pytest.approx(-1.6, rel=1e-14)]


# Numbers of others


def test_adam_reaches_the_recorded_values():
    inputs, outputs = VALUES["adam"]["inputs"], VALUES["adam"]["outputs"]
    for tiny in ("1e-5", "1e-8"):
        adam = opt.Adam(tiny=float(tiny))
        assert path(adam, inputs["grads"], inputs["lr"], inputs["x0"]) == close(
            outputs[f"eps_{tiny}"])
        small = outputs[f"small_grad_1e-6_eps_{tiny}"]
        assert path(opt.Adam(tiny=float(tiny)), [1e-6] * len(small), inputs["lr"],
                    inputs["x0"]) == close(small)


def test_global_norm_reaches_the_recorded_values():
    inputs, outputs = VALUES["global_grad_clip"]["inputs"], VALUES["global_grad_clip"]["outputs"]
    parameters = [Weights(str(i), [g], [list(g)]) for i, g in enumerate(inputs["grads"])]
    assert opt.clip_global_norm(parameters, inputs["max"]) == outputs["norm"]
    factor = outputs["scale_tf (max/norm)"]
    for p, before in zip(parameters, inputs["grads"]):
        assert p.grads == [[factor * g for g in before]]


def exactly(rule, grads, alpha, beta1, beta2, tiny):
    """The same rules as sums over the past, with 60 digits: no running average anywhere."""
    with mpmath.workdps(60):
        alpha, beta1, beta2, tiny = (mpmath.mpf(x) for x in (alpha, beta1, beta2, tiny))
        g = [mpmath.mpf(x) for x in grads]

        def average(terms, beta):
            return (1 - beta) * sum(beta ** (len(terms) - 1 - i) * x
                                    for i, x in enumerate(terms))

        w, steps, units, values = mpmath.mpf(0), [], [], []
        for t in range(1, len(g) + 1):
            seen = g[:t]
            square = average([x * x for x in seen], beta2)
            if rule == "adam":
                w -= (alpha * average(seen, beta1) / (1 - beta1 ** t)
                      / (mpmath.sqrt(square / (1 - beta2 ** t)) + tiny))
            elif rule == "laprop":
                units.append(g[t - 1] / (mpmath.sqrt(square / (1 - beta2 ** t)) + tiny))
                w -= alpha * average(units, beta1) / (1 - beta1 ** t)
            else:
                mean = average(seen, beta2) if rule == "centred" else 0
                steps.append(g[t - 1] / mpmath.sqrt(square - mean * mean + tiny))
                w -= alpha * sum(beta1 ** (t - 1 - i) * d for i, d in enumerate(steps))
            values.append(w)
        return values


@pytest.mark.parametrize(("rule", "make", "beta1", "beta2", "tiny"), [
    ("adam", lambda: opt.Adam(0.9, 0.999, 1e-8), 0.9, 0.999, 1e-8),
    ("laprop", lambda: opt.LaProp(0.9, 0.999, 1e-20), 0.9, 0.999, 1e-20),  # DreamerV3
    ("laprop", lambda: opt.LaProp(0.9, 0.5, 1e-8), 0.9, 0.5, 1e-8),
    ("plain", lambda: opt.RMSProp(0.95, 0.01), 0.0, 0.95, 0.01),
    ("plain", lambda: opt.RMSProp(0.9, 1e-8, 0.5), 0.5, 0.9, 1e-8),
    ("centred", lambda: opt.CentredRMSProp(0.95, 0.01), 0.0, 0.95, 0.01),
    ("centred", lambda: opt.CentredRMSProp(0.95, 0.01, 0.95), 0.95, 0.95, 0.01),  # DQN
])
@pytest.mark.parametrize("grads", [
    [0.1, -0.3, 5.0, 0.0, 0.02], [1.0, 1e-3, 1e-3, -40.0, 7.0, 7.0], [-2.0, 0.0, 0.0, 0.0]])
def test_rules_agree_with_sums_of_sixty_digits(rule, make, beta1, beta2, tiny, grads):
    expected = exactly(rule, grads, 0.00025, beta1, beta2, tiny)
    assert path(make(), grads, 0.00025) == close(expected)


def test_laprop_is_not_adam_from_the_second_step_on():
    grads = [0.1, -0.3, 5.0]
    adam, laprop = path(opt.Adam(), grads, 0.1), path(opt.LaProp(tiny=1e-8), grads, 0.1)
    assert adam[0] == pytest.approx(laprop[0], rel=1e-12)
    assert all(abs(a - b) > 1e-3 for a, b in zip(adam[1:], laprop[1:]))


def test_adaptive_clipping_by_hand():
    # |w| = 5, |g| = 10, 0.3 * 5 = 1.5: factor 0.15.  A bias of zeros: 0.3 * 0.001 / 0.03 = 0.01.
    weights = Weights("w", [[3.0], [4.0]], [[6.0], [8.0]])
    bias = Weights("b", [[0.0, 0.0]], [[0.0, 0.03]])
    small = Weights("c", [[3.0, 4.0]], [[0.9, 1.2]])  # exactly at the limit
    assert opt.clip_adaptively([weights, bias, small], 0.3) == [
        pytest.approx(0.15, rel=1e-15), pytest.approx(0.01, rel=1e-15), 1.0]
    assert weights.grads == [[pytest.approx(0.9)], [pytest.approx(1.2)]]
    assert bias.grads == [[0.0, pytest.approx(0.0003)]]
    assert small.grads == [[0.9, 1.2]]


# Laws


@every_rule
def test_every_rule_reaches_the_floor_of_a_valley(rule):
    w, optimizer = Weights("w", [[3.0], [-2.0]], []), rule()
    schedule = linear_schedule(0.05, 0.0, 3000)
    for update in range(3000):
        (x,), (y,) = w.values
        w.grads = [[x], [10.0 * y]]
        optimizer.step([w], schedule(update))
    assert abs(w.values[0][0]) < 0.05
    assert abs(w.values[1][0]) < 0.05


@every_rule
@given(grads=slopes)
def test_entries_do_not_know_of_one_another(rule, grads):
    together, optimizer = Weights("w", [[0.0, 0.0]], []), rule()
    alone = path(rule(), grads, 0.01)
    for t, g in enumerate(grads):
        together.grads = [[g, -g]]
        optimizer.step([together], 0.01)
        assert together.values == [[alone[t], -alone[t]]]


@every_rule
@given(grads=slopes)
def test_two_parameters_are_as_good_as_one(rule, grads):
    joined, first, second = Weights("j", [[1.0, 2.0]], []), single(1.0), single(2.0)
    one, two = rule(), rule()
    for g in grads:
        joined.grads, first.grads, second.grads = [[g, 0.5 * g]], [[g]], [[0.5 * g]]
        one.step([joined], 0.1)
        two.step([first, second], 0.1)
    assert joined.values == [[first.values[0][0], second.values[0][0]]]


@given(st.floats(1e-6, 1e6), st.integers(1, 200))
def test_a_steady_slope_moves_adam_by_alpha_each_step(size, steps):
    for rule in (opt.Adam(tiny=1e-30), opt.LaProp(tiny=1e-30)):
        assert path(rule, [size] * steps, 0.1)[-1] == pytest.approx(-0.1 * steps, rel=1e-9)


@given(slopes.filter(lambda grads: max(map(abs, grads)) > 1e-3))
def test_units_do_not_matter_to_rules_that_divide(grads):
    for rule in (lambda: opt.RMSProp(0.9, 1e-300), lambda: opt.Adam(tiny=1e-300),
                 lambda: opt.LaProp(tiny=1e-300)):
        grads = [g if abs(g) > 1e-3 else 0.0 for g in grads]
        scaled = path(rule(), [1024.0 * g for g in grads], 0.1)
        assert scaled == pytest.approx(path(rule(), grads, 0.1), rel=1e-12, abs=1e-12)


@given(slopes)
def test_laprop_never_steps_further_than_its_largest_unit(grads):
    # |g| / sqrt(n / (1 - beta2^t)) <= 1 / sqrt(1 - beta2) = 2 for beta2 = 0.75
    values = [0.0, *path(opt.LaProp(0.9, 0.75, 1e-20), grads, 1.0)]
    assert all(abs(b - a) <= 2.0 * (1.0 + 1e-12) for a, b in zip(values, values[1:]))


@pytest.mark.parametrize("beta2", [0.3, 0.7, 0.9])
def test_a_variance_is_never_negative(beta2):
    # With a steady slope n - m^2 tends to 0. Rounding carries it below for some of these, and
    # the root must not fail: a variance of 0 leaves g / sqrt(tiny), the largest step there is.
    for i in range(1, 40):
        values = path(opt.CentredRMSProp(beta2, 1e-30), [i / 7.0] * 500, 1e-15)
        longest = max(abs(b - a) for a, b in zip(values, values[1:]))
        assert longest <= i / 7.0 * (1.0 + 1e-9)


@given(matrices, st.floats(0.01, 1e3))
def test_clipping_keeps_the_direction(grads, limit):
    exact = sum(Fraction(g) * Fraction(g) for row in grads for g in row)
    p = Weights("w", grads, copy.deepcopy(grads))
    norm = opt.clip_global_norm([p], limit)
    assert norm == pytest.approx(math.sqrt(exact), rel=1e-12, abs=1e-150)
    assert opt.global_norm([p]) <= limit * (1.0 + 1e-12)
    factor = min(1.0, limit / norm) if norm else 1.0
    for row, before in zip(p.grads, grads):
        assert row == pytest.approx([factor * g for g in before], rel=1e-12, abs=1e-300)
    if norm <= limit:
        assert p.grads == grads


@given(matrices, st.floats(1e-6, 1e6))
def test_adaptive_clipping_does_not_ask_for_the_unit_of_the_loss(values, unit):
    grads = [[unit * (1.0 + abs(x)) for x in row] for row in values]
    p = Weights("w", values, grads)
    opt.clip_adaptively([p], 0.3)
    size = math.sqrt(sum(x * x for row in values for x in row))
    assert opt.global_norm([p]) <= 0.3 * max(1e-3, size) * (1.0 + 1e-12)


# Which parameter is which


@every_rule
def test_a_parameter_listed_twice_is_refused_and_not_moved_twice(rule):
    p, q = single(3.0, 4.0), single(1.0, 3.0)
    for call in (lambda ps: rule().step(ps, 0.1), opt.global_norm, opt.check_parameters,
                 lambda ps: opt.clip_global_norm(ps, 1.0), lambda ps: opt.clip_adaptively(ps, 0.3)):
        with pytest.raises(ValueError, match="'w' at position 2 stands at position 0 already"):
            call([p, q, p])
    assert (p.values, p.grads) == ([[3.0]], [[4.0]])
    assert opt.global_norm([p, q]) == 5.0  # sqrt(16 + 9)


def test_two_parameters_with_one_list_of_values_are_one():
    p = single(3.0, 4.0)
    with pytest.raises(ValueError, match="position 1 stands at position 0"):
        opt.SGD().step([p, Weights("other", p.values, [[1.0]])], 0.1)


def test_a_layer_used_twice_is_moved_once():
    # y = w (w x + b) + b at w = 2, b = 0, x = 1: dy/dw = w x + w x = 4, dy/db = w + 1 = 3
    layer = Dense(grad.Parameter("w", [[2.0]]), grad.Parameter("b", [[0.0]]))
    network = Network([layer, layer])
    parameters = network.parameters()
    assert parameters == [layer.weight, layer.bias]
    assert count(network.parameters()) == count([*parameters, *parameters]) == 2
    grad.backward(network(grad.constant([[1.0]])))
    assert opt.global_norm(parameters) == 5.0
    opt.SGD().step(parameters, 0.1)
    assert [p.values[0][0] for p in parameters] == pytest.approx([2.0 - 0.4, -0.3])


@every_rule
def test_an_optimiser_knows_its_parameters_not_their_names(rule):
    optimizer = rule()
    optimizer.step([Weights("w", [[1.0]], [[-5.0]])], 0.1)
    fresh = Weights("w", [[1.0]], [[1.0]])
    with pytest.raises(ValueError, match="'w' at the first step, now it is another of that"):
        optimizer.step([fresh], 0.1)
    assert fresh.values == [[1.0]]


@every_rule
@pytest.mark.parametrize("again", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_learner_that_was_saved_goes_on_as_if_nothing_had_been(rule, again):
    # Parameters and optimiser saved together: after loading, both learners do the same.
    p = grad.Parameter("w", [[1.0, -2.0]])
    learner = (rule(), p)
    for _ in range(3):
        p.grads[0][:] = [2.0 * x for x in p.values[0]]
        learner[0].step([p], 0.01)
    loaded = again(learner)
    for optimizer, q in (learner, loaded):
        for _ in range(3):
            q.grads[0][:] = [2.0 * x for x in q.values[0]]
            optimizer.step([q], 0.01)
    assert loaded[1].values == p.values
    assert loaded[1] is not p
    alone = pickle.loads(pickle.dumps(learner[0]))
    with pytest.raises(ValueError, match="another of that name"):
        alone.step([p], 0.01)


# Bad input


@every_rule
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e200])
def test_a_bad_gradient_names_its_parameter_and_moves_nothing(rule, bad):
    good, w = single(1.0, 1.0), Weights("critic.w", [[1.0, 2.0]], [[0.5, 0.5]])
    optimizer = rule()
    optimizer.step([good, w], 0.1)
    before = copy.deepcopy([good, w, optimizer.steps])
    w.grads = [[0.5, bad]]
    with pytest.raises(ValueError, match=r"'critic\.w': gradient .* in row 0, column 1"):
        optimizer.step([good, w], 0.1)
    assert (good.values, w.values, optimizer.steps) == (
        before[0].values, before[1].values, before[2])


@every_rule
def test_shapes_are_checked_at_every_step(rule):
    w, optimizer = Weights("w", [[1.0, 2.0]], [[0.5, 0.5]]), rule()
    optimizer.step([w], 0.1)
    for values, grads, message in [
            ([[1.0, 2.0]], [[0.5]], "'w': values are 1 x 2, but gradients are 1 x 1"),
            ([[1.0, 2.0]] * 2, [[0.5, 1.0], [0.5]], "but gradients are rows of 1 to 2 entries"),
            ([[1.0, 2.0]], [], "but gradients are empty"),
            ([[1.0], [2.0]], [[0.5], [0.5]], r"'w' had rows of \[2\] at .* now it is 2 x 1")]:
        w.values, w.grads = values, grads
        with pytest.raises(ValueError, match=message):
            optimizer.step([w], 0.1)
    w.values, w.grads = [[1.0, 2.0]], [[0.5, 0.5]]
    with pytest.raises(ValueError, match=r"was 'w' .* now it is 'b'"):
        optimizer.step([Weights("b", [[1.0, 2.0]], [[0.5, 0.5]])], 0.1)
    with pytest.raises(ValueError, match=r"had 1 parameters, this one has 2"):
        optimizer.step([w, single()], 0.1)
    with pytest.raises(ValueError, match="no parameters"):
        optimizer.step([], 0.1)
    assert optimizer.steps == 1


@every_rule
@pytest.mark.parametrize("alpha", [-0.1, math.nan, math.inf])
def test_step_sizes_are_checked(rule, alpha):
    with pytest.raises(ValueError, match=f"alpha >= 0, got {alpha}"):
        rule().step([single()], alpha)


@pytest.mark.parametrize("make", [
    lambda x: opt.Momentum(x), lambda x: opt.RMSProp(x, 1e-8), lambda x: opt.RMSProp(0.9, 1e-8, x),
    lambda x: opt.CentredRMSProp(x, 1e-8), lambda x: opt.Adam(x), lambda x: opt.Adam(0.9, x),
    lambda x: opt.LaProp(x)])
@pytest.mark.parametrize("bad", [1.0, -0.1, math.nan])
def test_averages_need_a_weight_below_one(make, bad):
    with pytest.raises(ValueError, match=rf"beta[12] needs 0 <= beta[12] < 1, got {bad}"):
        make(bad)


@pytest.mark.parametrize("make", [
    lambda x: opt.RMSProp(0.9, x), lambda x: opt.Adam(tiny=x), lambda x: opt.LaProp(tiny=x)])
@pytest.mark.parametrize("bad", [0.0, -1e-8, math.nan, math.inf])
def test_a_guard_must_guard(make, bad):
    with pytest.raises(ValueError, match=f"tiny must be positive and finite, got {bad}"):
        make(bad)


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan])
def test_limits_of_clipping_are_checked(bad):
    with pytest.raises(ValueError, match=f"limit > 0, got {bad}"):
        opt.clip_global_norm([single()], bad)
    with pytest.raises(ValueError, match=rf"ratio > 0 and least > 0, got {bad} and 0\.001"):
        opt.clip_adaptively([single()], bad)
    with pytest.raises(ValueError, match=f"ratio > 0 and least > 0, got 0.3 and {bad}"):
        opt.clip_adaptively([single()], 0.3, bad)


def test_clipping_cannot_hide_nan():
    for clip in (opt.clip_global_norm, opt.clip_adaptively):
        with pytest.raises(ValueError, match="'w': gradient nan in row 0, column 0"):
            clip([single(1.0, math.nan)], 0.5)
    with pytest.raises(ValueError, match="'w': value nan in row 0, column 0"):
        opt.clip_adaptively([single(math.nan, 1.0)], 0.5)


def test_a_rule_must_say_how_values_move():
    with pytest.raises(NotImplementedError, match="Optimizer does not say"):
        opt.Optimizer().step([single()], 0.1)


# The same everywhere


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_steps_have_the_same_bits_everywhere(interpreter):
    assert run_python(interpreter, optimizers_bits.__file__).strip() == optimizers_bits.digest()


def test_the_digest_has_not_changed():
    # A change here changes what every network learns: make it on purpose.
    assert optimizers_bits.digest().startswith("220a2818d6f53d1c")


def test_a_parameter_of_the_tape_is_trainable():
    # f = w^2 at 3: slope 6
    w = grad.Parameter("w", [[3.0]])
    grad.backward(grad.multiply(w, w))
    opt.SGD().step([w], 0.5)
    assert w.values == [[0.0]]
