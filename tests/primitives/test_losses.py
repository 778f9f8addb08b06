"""Losses: worked examples, reference values, slopes against central differences, laws."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import losses_bits
import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from interpreters import PYPY, run_python
from policywerk.primitives import losses, random, scalar
from policywerk.primitives.activations import softmax
from policywerk.primitives.scalar import clip, exp, log, sign, symexp, symlog

DATA = Path(__file__).resolve().parents[1] / "data" / "losses_values.json"
REFERENCE = {record["name"]: record for record in json.loads(DATA.read_text())["records"]}

NAN = math.nan
numbers = st.floats(-20.0, 20.0)
pairs = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8).map(
    lambda rows: ([a for a, _ in rows], [b for _, b in rows]))
deviations = st.floats(0.05, 20.0)


def near(expected, rel=1e-12):
    return pytest.approx(expected, rel=rel, abs=1e-15)


def differences(f, x):
    """The slope of f with each entry of x: (f(x + h) - f(x - h)) / 2h."""
    slopes = []
    for i in range(len(x)):
        h = 1e-5 * max(1.0, abs(x[i]))
        up, down = list(x), list(x)
        up[i] += h
        down[i] -= h
        slopes.append((f(up) - f(down)) / (up[i] - down[i]))
    return slopes


def close_slopes(slopes, f, x):
    """Slopes agree to 1e-7, relative to the largest number in play."""
    size = max(1.0, abs(f(x)), *map(abs, slopes))
    return slopes == pytest.approx(differences(f, x), rel=1e-7, abs=1e-7 * size)


# Worked examples.

def test_squared_errors_by_hand():
    # errors 2, -1, 3: squares 4 + 1 + 9
    assert losses.squared_error([5.0, 1.0, 4.0], [3.0, 2.0, 1.0]) == 14.0
    assert losses.mean_squared_error([5.0, 1.0, 4.0], [3.0, 2.0, 1.0]) == 14.0 / 3.0
    assert losses.squared_error_gradient([5.0, 1.0, 4.0], [3.0, 2.0, 1.0]) == [4.0, -2.0, 6.0]
    assert losses.mean_squared_error_gradient([5.0, 1.0], [3.0, 2.0]) == [2.0, -1.0]


def test_cross_entropy_by_hand():
    assert losses.cross_entropy([0.25, 0.5, 0.25], [0.0, 1.0, 0.0]) == near(math.log(2))
    assert losses.cross_entropy([0.25, 0.75], [0.5, 0.5]) == near(math.log(16 / 3) / 2)
    assert losses.cross_entropy([1.0, 0.0], [1.0, 0.0]) == 0.0
    assert losses.cross_entropy_gradient([0.25, 0.75], [0.5, 0.5]) == [-2.0, -2.0 / 3.0]
    assert losses.cross_entropy_gradient([1.0, 0.0], [1.0, 0.0]) == [-1.0, 0.0]
    assert losses.cross_entropy_from_logits([0.0] * 255, [1.0] + [0.0] * 254) == near(
        5.541263545158426)  # ln 255
    assert losses.cross_entropy_from_logits_gradient([0.0, 0.0], [1.0, 0.0]) == [-0.5, 0.5]


def test_binary_cross_entropy_by_hand():
    assert losses.binary_cross_entropy(0.0, 1.0) == near(math.log(2))
    assert losses.binary_cross_entropy(0.0, 0.25) == near(math.log(2))
    assert losses.binary_cross_entropy_slope(0.0, 1.0) == -0.5


def test_two_hot_by_hand():
    bins = [-2.0, -1.0, 0.0, 1.0, 2.0]
    assert losses.two_hot(0.25, bins) == [0.0, 0.0, 0.75, 0.25, 0.0]
    assert losses.two_hot(-1.5, bins) == [0.5, 0.5, 0.0, 0.0, 0.0]
    assert losses.two_hot(-1.0, bins) == [0.0, 1.0, 0.0, 0.0, 0.0]
    assert losses.two_hot(7.0, bins) == [0.0, 0.0, 0.0, 0.0, 1.0]
    assert losses.two_hot(-7.0, bins) == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert losses.two_hot(2.0, bins) == [0.0, 0.0, 0.0, 0.0, 1.0]
    assert losses.symmetric_mean([0.0, 0.0, 0.75, 0.25, 0.0], bins) == 0.25
    assert losses.symmetric_mean([0.5, 0.25, 0.125, 0.0, 0.125], bins) == -1.0


def test_divergences_by_hand():
    # 1/2 log(1/2 : 1/4) + 1/2 log(1/2 : 3/4) = 1/2 log(4/3)
    assert losses.kl_categorical([0.5, 0.5], [0.25, 0.75]) == near(math.log(4 / 3) / 2)
    assert losses.kl_categorical([1.0, 0.0], [0.5, 0.5]) == near(math.log(2))
    assert losses.kl_gaussian(1.0, 2.0, 4.0, 2.0) == 9.0 / 8.0  # (3/2)^2 / 2
    assert losses.kl_gaussian(0.0, 2.0, 0.0, 1.0) == near(1.5 - math.log(2))  # (4 - 1)/2 - log 2
    assert losses.free_bits([0.25, 3.0]) == 2.0  # (1 + 3) / 2; of the mean it would be 1.625
    assert losses.free_bits([0.25, 3.0], free=0.0) == 1.625
    assert losses.free_bits_gradient([0.25, 3.0]) == [0.0, 0.5]


# Reference values.

def test_huber_reference():
    record = REFERENCE["huber_and_clip"]
    out, zero = record["outputs"], [0.0]
    for i, error in enumerate(record["inputs"]["delta = Q - y"]):
        assert losses.huber(error) == near(out["huber"][i])
        assert losses.huber_slope(error) == near(out["d_huber"][i])
        assert losses.mean_squared_error([error], zero) == near(out["mse"][i])
        assert losses.mean_squared_error_gradient([error], zero) == near([out["d_mse"][i]])
        assert 0.5 * losses.squared_error([error], zero) == near(out["half_mse"][i])


def test_to_clip_the_error_is_not_to_clip_the_slope():
    # The wrong reading of "error clipped to [-1, 1]" teaches nothing where the error is large.
    record = REFERENCE["huber_and_clip"]
    out = record["outputs"]
    for i, error in enumerate(record["inputs"]["delta = Q - y"]):
        clipped = clip(error, -1.0, 1.0)
        inside = 1.0 if -1.0 < error < 1.0 else 0.0
        assert clipped * clipped == near(out["WRONG_square_of_clipped_error"][i])
        assert 2.0 * clipped * inside == near(out["WRONG_gradient_of_that"][i])
        if abs(error) > 1.0:
            assert losses.huber_slope(error) == sign(error)


def test_symlog_reference():
    record = REFERENCE["symlog_mse"]
    out = record["outputs"]
    rows = zip(record["inputs"]["f"], record["inputs"]["y"], out["half_sq"], out["sq"])
    for prediction, target, expected, whole in rows:
        assert losses.symlog_squared_error(prediction, target) == near(expected)
        assert losses.squared_error([prediction], [symlog(target)]) == near(whole)


def test_continue_head_reference():
    record = REFERENCE["continue_head"]
    logit, alive = record["inputs"]["logit"], 1.0 - 1.0 / record["inputs"]["horizon"]
    out = record["outputs"]
    assert losses.binary_cross_entropy(logit, alive) == near(out["loss_nonterminal"])
    assert losses.binary_cross_entropy(logit, 0.0) == near(out["loss_terminal"])
    assert losses.binary_cross_entropy_slope(logit, alive) == near(out["dlogit_nonterminal"])
    best = out["optimal_logit_nonterminal"]
    assert losses.binary_cross_entropy_slope(best, alive) == pytest.approx(0.0, abs=1e-14)


def test_bins_reference():
    out = REFERENCE["twohot_bins"]["outputs"]
    assert losses.symexp_bins(9, 4.0) == near(out["B9"])
    assert losses.symexp_bins(41, 5.0) == near(out["B41"])
    bins = losses.symexp_bins(255, 20.0)
    assert [bins[0], bins[-1]] == near(out["B255_first_last"])
    assert bins[125:130] == near(out["B255_around_zero"])
    assert losses.symmetric_mean([1.0 / 255.0] * 255, bins) == 0.0  # exactly
    assert out["uniform_logits_symmetric_mean_255"] == out["pairwise_mean_255"] == 0.0
    pairs = 0.0
    for low, high in zip(bins[:127], bins[:127:-1]):
        pairs += low / 255.0 + high / 255.0
    assert pairs == 0.0


def test_what_one_sum_makes_of_bins():
    # Rounding, so only its size is a fact: a few 1e-9 where the mean should be 0.
    out = REFERENCE["twohot_bins"]["outputs"]
    even = [symexp(-20.0 + 40.0 * i / 254.0) for i in range(255)]
    mirrored = all(low == -high for low, high in zip(even, reversed(even)))
    assert mirrored is out["plain_linspace_bins_antisymmetric"] is False
    for bins, name in [
        (losses.symexp_bins(255, 20.0), "uniform_logits_naive_left_to_right_mean_255"),
        (even, "naive_mean_255_bins_from_plain_linspace"),
    ]:
        naive = 0.0
        for b in bins:
            naive += b / 255.0
        assert 0.1 * out[name] < abs(naive) < 10.0 * out[name]


@pytest.mark.parametrize("row", REFERENCE["twohot_encode_255"]["outputs"]["enc"],
                         ids=lambda row: str(row["y"]))
def test_two_hot_reference(row):
    bins = losses.symexp_bins(255, 20.0)
    p = losses.two_hot(row["y"], bins)
    held = [i for i, weight in enumerate(p) if weight]
    assert held == row["index"]
    assert [p[i] for i in held] == near(row["weight"])
    assert losses.symmetric_mean(p, bins) == near(row["decoded"])


def test_two_hot_of_minus_y_is_the_mirror_image():
    bins = losses.symexp_bins(255, 20.0)
    rng = random.stream(0, "two-hot")
    values = [1e-10, 5e-324, 0.1, 0.5 * bins[128], bins[200], 1e9]
    values += [scalar.symexp(random.uniform(rng, 0.0, 21.0)) for _ in range(2000)]
    for y in values:
        p = losses.two_hot(y, bins)
        assert losses.two_hot(-y, bins) == p[::-1]
        assert math.fsum(p) == 1.0
    w = 1e-10 / bins[128]  # the share of the bin above 0
    assert losses.two_hot(1e-10, bins)[127:129] == [1.0 - w, w]
    with pytest.raises(ValueError, match="too far for a float"):
        losses.two_hot(0.0, [-1.7e308, 1.7e308])


def test_two_hot_at_bins_and_beyond():
    # Named in the reference without numbers: y = 0, a bin itself, beyond both ends.
    bins = losses.symexp_bins(9, 4.0)
    for y, held in [(0.0, 4), (bins[6], 6), (60.0, 8), (-1000.0, 0), (bins[8], 8), (-0.0, 4)]:
        assert losses.two_hot(y, bins) == [1.0 if i == held else 0.0 for i in range(9)]


def test_two_hot_cross_entropy_reference():
    record = REFERENCE["twohot_cross_entropy"]
    logits, bins = record["inputs"]["logits"], record["inputs"]["bins"]
    out = record["outputs"]
    assert softmax(logits) == near(out["softmax"])
    assert losses.symmetric_mean(softmax(logits), bins) == near(out["prediction_symmetric"])
    for case in out["cases"]:
        y = case["y"]
        assert losses.two_hot_cross_entropy(logits, y, bins) == near(case["ce"])
        assert losses.two_hot_cross_entropy_gradient(logits, y, bins) == near(case["dlogits"])


def mixed(logits, unimix=0.01):
    """The logits whose softmax is softmax(logits) with a little of the uniform mixed in."""
    return [log((1.0 - unimix) * p + unimix / len(logits)) for p in softmax(logits)]


def through_mixture(logits, slopes, unimix=0.01):
    """The chain rule back through mixed: slopes with the mixed logits to slopes with logits."""
    p = softmax(logits)
    to_p = [s * (1.0 - unimix) / exp(m) for s, m in zip(slopes, mixed(logits, unimix))]
    mean = math.fsum(a * b for a, b in zip(p, to_p))
    return [a * (b - mean) for a, b in zip(p, to_p)]


@pytest.mark.parametrize("case", ["far", "near_below_free_nats"])
def test_kl_and_free_bits_reference(case):
    record = REFERENCE["kl_free_bits"]
    given, out = record["inputs"], record["outputs"][case]
    posterior = given["posterior_logits_" + case.split("_")[0]]
    latents = list(zip(posterior, given["prior_logits"]))
    parts = [losses.kl_categorical_from_logits(mixed(p), mixed(q)) for p, q in latents]
    divergence = [math.fsum(parts)]
    assert divergence == near([out["kl"]])
    loss = losses.free_bits(divergence, given["free"])
    assert loss == near(out["L_dyn"])
    assert loss == near(out["L_rep"])  # the same number; they differ in where slopes go
    assert (given["beta_dyn"] + given["beta_rep"]) * loss == near(out["weighted"])
    weight = losses.free_bits_gradient(divergence, given["free"])[0]
    slopes_p, slopes_q = [], []
    for p, q in latents:
        with_p, with_q = losses.kl_categorical_from_logits_gradients(mixed(p), mixed(q))
        slopes_p += [given["beta_rep"] * weight * s for s in through_mixture(p, with_p)]
        slopes_q += [given["beta_dyn"] * weight * s for s in through_mixture(q, with_q)]
    assert slopes_p == pytest.approx(out["grad_post_logits"], rel=1e-7, abs=1e-9)
    assert slopes_q == pytest.approx(out["grad_prior_logits"], rel=1e-7, abs=1e-9)


def test_kl_gaussian_reference():
    record = REFERENCE["gaussian_kl_adaptive_beta"]
    old, new = record["inputs"]["old"], record["inputs"]["new"]
    assert losses.kl_gaussian(*old, *new) == near(record["outputs"]["KL_old_new"])
    assert losses.kl_gaussian(*new, *old) == near(record["outputs"]["KL_new_old"])


def test_image_loss():
    # DreamerV3's image loss: the sum over pixels of (sigmoid(out) - x/255)^2; here with mpmath.
    outputs, pixels = [-1.5, 0.0, 2.25], [0, 200, 255]
    exact = mpmath.fsum((1 / (1 + mpmath.exp(-o)) - mpmath.mpf(x) / 255) ** 2
                        for o, x in zip(outputs, pixels))
    shades = [1.0 / (1.0 + exp(-o)) for o in outputs]
    assert losses.squared_error(shades, [x / 255.0 for x in pixels]) == near(float(exact))


# Slopes against central differences.

@given(pairs)
def test_squared_error_gradients(pair):
    x, y = pair
    for loss, slopes in [(losses.squared_error, losses.squared_error_gradient),
                         (losses.mean_squared_error, losses.mean_squared_error_gradient)]:
        assert close_slopes(slopes(x, y), lambda v, loss=loss: loss(v, y), x)


@given(numbers, st.floats(0.1, 10.0))
def test_huber_slope(error, threshold):
    assume(abs(abs(error) - threshold) > 1e-3)
    slope = losses.huber_slope(error, threshold)
    assert close_slopes([slope], lambda v: losses.huber(v[0], threshold), [error])


@given(numbers, st.floats(-1e6, 1e6))
def test_symlog_squared_error_slope(prediction, target):
    slope = losses.symlog_squared_error_slope(prediction, target)
    assert close_slopes([slope], lambda v: losses.symlog_squared_error(v[0], target), [prediction])


def cross_entropy_unchecked(q, p):
    return -math.fsum(a * log(b) for a, b in zip(p, q) if a > 0.0)


@given(pairs)
def test_cross_entropy_gradient(pair):
    # The others stand still, so q does not sum to 1 while one entry moves: the bare formula.
    q, p = (softmax([x / 8.0 for x in v]) for v in pair)
    slopes = losses.cross_entropy_gradient(q, p)
    h = 1e-5
    for i in range(len(q)):
        up, down = list(q), list(q)
        up[i] += h * q[i]
        down[i] -= h * q[i]
        difference = (cross_entropy_unchecked(up, p) - cross_entropy_unchecked(down, p))
        assert slopes[i] == pytest.approx(difference / (up[i] - down[i]), rel=1e-7, abs=1e-7)


@given(pairs)
def test_cross_entropy_from_logits_gradient(pair):
    logits, p = pair[0], softmax(pair[1])
    slopes = losses.cross_entropy_from_logits_gradient(logits, p)
    assert close_slopes(slopes, lambda z: losses.cross_entropy_from_logits(z, p), logits)
    assert math.fsum(slopes) == pytest.approx(0.0, abs=1e-14)


@given(st.floats(-700.0, 700.0), st.floats(0.0, 1.0))
def test_binary_cross_entropy_slope(logit, p):
    slope = losses.binary_cross_entropy_slope(logit, p)
    assert close_slopes([slope], lambda z: losses.binary_cross_entropy(z[0], p), [logit])


@given(st.lists(numbers, min_size=9, max_size=9), st.floats(-100.0, 100.0))
def test_two_hot_cross_entropy_gradient(logits, y):
    bins = losses.symexp_bins(9, 4.0)
    slopes = losses.two_hot_cross_entropy_gradient(logits, y, bins)
    assert close_slopes(slopes, lambda z: losses.two_hot_cross_entropy(z, y, bins), logits)
    assert all(abs(slope) <= 1.0 for slope in slopes)


@given(pairs)
def test_kl_categorical_gradients(pair):
    x, z = pair
    with_p, with_q = losses.kl_categorical_from_logits_gradients(x, z)
    assert close_slopes(with_p, lambda v: losses.kl_categorical_from_logits(v, z), x)
    assert close_slopes(with_q, lambda v: losses.kl_categorical_from_logits(x, v), z)


@given(numbers, st.floats(0.5, 5.0), numbers, st.floats(0.5, 5.0))
def test_kl_gaussian_gradient(mean_p, sd_p, mean_q, sd_q):
    at = [mean_p, sd_p, mean_q, sd_q]
    slopes = losses.kl_gaussian_gradient(*at)
    assert close_slopes(slopes, lambda v: losses.kl_gaussian(*v), at)


@given(st.lists(st.floats(0.0, 3.0), min_size=1, max_size=5))
def test_free_bits_gradient(divergences):
    assume(all(abs(d - 1.0) > 1e-3 for d in divergences))
    assert close_slopes(losses.free_bits_gradient(divergences), losses.free_bits, divergences)


# Laws.

@given(numbers, st.floats(0.1, 10.0))
def test_huber_lies_below_half_the_square_and_meets_it(error, threshold):
    assert losses.huber(error, threshold) <= 0.5 * error * error * (1 + 1e-15)
    assert losses.huber(error, threshold) == losses.huber(-error, threshold)
    assert losses.huber(threshold, threshold) == 0.5 * threshold * threshold
    beyond = math.nextafter(threshold, math.inf)
    assert losses.huber(beyond, threshold) == near(0.5 * threshold * threshold, rel=1e-15 * 4)


@given(st.floats(-1e8, 1e8))
def test_symlog_error_is_nothing_at_the_symlog_of_the_target(target):
    assert losses.symlog_squared_error(symlog(target), target) == 0.0


@given(pairs)
def test_the_cross_entropies_agree(pair):
    # Where no logit is far below another, both ways are right.
    z, p = [x / 4.0 for x in pair[0]], softmax(pair[1])
    assert losses.cross_entropy_from_logits(z, p) == near(losses.cross_entropy(softmax(z), p))


@given(st.floats(-30.0, 30.0), st.floats(0.0, 1.0))
def test_binary_cross_entropy_is_cross_entropy_of_two(logit, p):
    two = losses.cross_entropy_from_logits([logit, 0.0], [p, 1.0 - p])
    assert losses.binary_cross_entropy(logit, p) == near(two)


@pytest.mark.parametrize("logit", [-1e308, -1000.0, -40.0, 40.0, 1000.0, 1e308])
@pytest.mark.parametrize("target", [0.0, 1.0])
def test_binary_cross_entropy_is_stable(logit, target):
    mpmath.mp.dps = 40
    z = mpmath.mpf(logit) * (1 if target == 0.0 else -1)
    exact = z if z > 2000 else mpmath.log1p(mpmath.exp(z)) if z > -800 else mpmath.mpf(0)
    assert losses.binary_cross_entropy(logit, target) == pytest.approx(
        float(exact), rel=1e-12, abs=0.0)


def test_cross_entropy_is_stable_where_softmax_underflows():
    # softmax gives the first outcome exactly 0.0; its surprise is 1000 nats all the same.
    assert softmax([0.0, 1000.0])[0] == 0.0
    assert losses.cross_entropy_from_logits([0.0, 1000.0], [1.0, 0.0]) == 1000.0
    assert losses.kl_categorical_from_logits([0.0, -1000.0], [0.0, 1000.0]) == 1000.0


@given(pairs)
def test_cross_entropy_is_entropy_plus_divergence(pair):
    q, p = (softmax([x / 4.0 for x in v]) for v in pair)
    divergence = losses.kl_categorical(p, q)
    entropy = losses.cross_entropy(p, p)
    assert losses.cross_entropy(q, p) == pytest.approx(entropy + divergence, rel=1e-12, abs=1e-14)
    assert divergence >= -1e-15 * len(p) * 10
    assert losses.kl_categorical(p, p) == 0.0
    logs = losses.kl_categorical_from_logits([x / 4.0 for x in pair[1]], [x / 4.0 for x in pair[0]])
    assert logs == pytest.approx(divergence, rel=1e-12, abs=1e-14)


@given(st.integers(1, 60).map(lambda half: 2 * half + 1), st.floats(0.1, 700.0))
def test_bins_are_mirrored_and_ascending(n, limit):
    bins = losses.symexp_bins(n, limit)
    assert len(bins) == n
    assert bins[n // 2] == 0.0
    assert all(low == -high for low, high in zip(bins, reversed(bins)))
    assert all(low < high for low, high in zip(bins, bins[1:]))
    assert bins[-1] == symexp(limit)


@given(st.lists(numbers, min_size=1, max_size=20), st.floats(0.1, 20.0))
def test_mirrored_probabilities_have_mean_zero(half, limit):
    # Exactly, whatever the probabilities: each product below has its opposite above.
    weights = softmax([*half, 0.0, *half[::-1]])
    bins = losses.symexp_bins(len(weights), limit)
    assume(weights == weights[::-1])
    assert losses.symmetric_mean(weights, bins) == 0.0


@given(st.lists(numbers, min_size=1, max_size=10), st.floats(0.1, 20.0))
def test_the_mean_of_a_mirror_image_is_the_opposite(logits, limit):
    # Exactly: this is what one sum for each half is for. One sum for all would round otherwise.
    p = softmax([*logits, 0.5, *map(abs, logits)])
    bins = losses.symexp_bins(len(p), limit)
    assert losses.symmetric_mean(p[::-1], bins) == -losses.symmetric_mean(p, bins)


@given(st.floats(-4.8e8, 4.8e8))
def test_two_hot_round_trip(y):
    bins = losses.symexp_bins(255, 20.0)
    p = losses.two_hot(y, bins)
    assert math.fsum(p) == 1.0
    assert min(p) >= 0.0
    assert sum(1 for weight in p if weight) <= 2
    assert losses.symmetric_mean(p, bins) == pytest.approx(y, rel=2e-14, abs=1e-16)


def test_two_hot_means_are_not_symexp_of_a_mean():
    # Named in the reference: the same logits give 2.715 with symexp bins, and 0.161 where
    # symexp is taken of the mean of even bins, as in the first version of DreamerV3.
    record = REFERENCE["twohot_cross_entropy"]["inputs"]
    q = softmax(record["logits"])
    assert losses.symmetric_mean(q, record["bins"]) == pytest.approx(2.715, abs=5e-4)
    even = losses.symmetric_mean(q, [float(i) for i in range(-4, 5)])
    assert symexp(even) == pytest.approx(0.161, abs=5e-4)


@given(st.lists(numbers, min_size=5, max_size=5), st.floats(-50.0, 50.0))
def test_symmetric_mean_is_the_mean(logits, shift):
    # Exact sums of fractions; any ascending bins do, mirrored or not.
    p, bins = softmax(logits), [shift + b for b in (-8.0, -1.0, 0.5, 2.0, 9.0)]
    exact = sum(Fraction(a) * Fraction(b) for a, b in zip(p, bins))
    assert losses.symmetric_mean(p, bins) == pytest.approx(float(exact), abs=1e-13)


@given(numbers, deviations, numbers, deviations)
def test_kl_gaussian_is_right_and_never_negative(mean_p, sd_p, mean_q, sd_q):
    mpmath.mp.dps = 40
    a, s, b, t = map(mpmath.mpf, (mean_p, sd_p, mean_q, sd_q))
    exact = mpmath.log(t / s) + (s * s + (a - b) ** 2) / (2 * t * t) - mpmath.mpf(1) / 2
    divergence = losses.kl_gaussian(mean_p, sd_p, mean_q, sd_q)
    rounding = 4e-16 * abs(sd_p / sd_q - 1.0) + 1e-30  # of c, and of the 40 digits
    assert divergence == pytest.approx(float(exact), rel=1e-12, abs=rounding)
    assert divergence >= 0.0
    assert losses.kl_gaussian(mean_p, sd_p, mean_p, sd_p) == 0.0


@pytest.mark.parametrize(("sd_p", "sd_q"), [
    (1.0 + 1e-9, 1.0), (1.0 + 3e-16, 1.0), (7.0 + 7e-9, 7.0), (7.0 - 7e-9, 7.0),
    (1e-300, 1.0), (1e-20, 7.0), (1e20, 7.0)])
def test_kl_gaussian_near_and_far(sd_p, sd_q):
    # Where both are near, the three terms of the school formula cancel; ours loses little.
    mpmath.mp.dps = 60
    r = mpmath.mpf(sd_p) / mpmath.mpf(sd_q)
    exact = (r ** 2 - 1) / 2 - mpmath.log(r)
    divergence = losses.kl_gaussian(0.0, sd_p, 0.0, sd_q)
    assert divergence == pytest.approx(float(exact), rel=1e-6, abs=0.0)


def test_inputs_are_not_changed():
    p, z, bins = [0.5, 0.25, 0.25], [1.0, -2.0, 0.5], [-1.0, 0.0, 1.0]
    losses.cross_entropy_from_logits_gradient(z, p)
    losses.two_hot_cross_entropy_gradient(z, 0.5, bins)
    losses.kl_categorical_from_logits_gradients(z, z)
    losses.symmetric_mean(p, bins)
    assert (p, z, bins) == ([0.5, 0.25, 0.25], [1.0, -2.0, 0.5], [-1.0, 0.0, 1.0])


# Bad input.

OF_TWO_VECTORS = [
    losses.squared_error, losses.squared_error_gradient, losses.mean_squared_error,
    losses.mean_squared_error_gradient, losses.cross_entropy, losses.cross_entropy_gradient,
    losses.cross_entropy_from_logits, losses.cross_entropy_from_logits_gradient,
    losses.symmetric_mean, losses.kl_categorical, losses.kl_categorical_from_logits,
    losses.kl_categorical_from_logits_gradients,
    lambda a, b: losses.two_hot_cross_entropy(a, 0.5, b and [-1.0, 0.0, 1.0]),
    lambda a, b: losses.two_hot_cross_entropy_gradient(a, 0.5, b and [-1.0, 0.0, 1.0]),
]


@pytest.mark.parametrize("loss", OF_TWO_VECTORS)
def test_lengths_must_agree(loss):
    with pytest.raises(ValueError, match=r"one length, got (2 and 3|3 and 2)"):
        loss([0.5, 0.5], [0.5, 0.25, 0.25])


@pytest.mark.parametrize("loss", OF_TWO_VECTORS)
def test_empty_is_named(loss):
    with pytest.raises(ValueError, match=r"empty|at least 2 bins, got 0"):
        loss([], [])


OF_PROBABILITIES = [
    lambda p: losses.cross_entropy(p, [1.0, 0.0]), lambda p: losses.cross_entropy([0.5, 0.5], p),
    lambda p: losses.cross_entropy_gradient(p, [1.0, 0.0]),
    lambda p: losses.cross_entropy_from_logits([0.5, 0.5], p),
    lambda p: losses.cross_entropy_from_logits_gradient([0.5, 0.5], p),
    lambda p: losses.symmetric_mean([*p, 0.0], [-1.0, 0.0, 1.0]),
    lambda p: losses.kl_categorical(p, [0.5, 0.5]), lambda p: losses.kl_categorical([0.5, 0.5], p),
]


@pytest.mark.parametrize("loss", OF_PROBABILITIES)
def test_probabilities_are_checked(loss):
    with pytest.raises(ValueError, match=r"sum to 1, these sum to 0\.75"):
        loss([0.5, 0.25])
    with pytest.raises(ValueError, match=r">= 0, got -0\.5 at position 1"):
        loss([1.5, -0.5])
    with pytest.raises(ValueError, match=r">= 0, got nan at position 0"):
        loss([NAN, 0.5])


@pytest.mark.parametrize("loss", [
    lambda q, p: losses.cross_entropy(q, p), lambda q, p: losses.cross_entropy_gradient(q, p),
    lambda q, p: losses.kl_categorical(p, q)])
def test_an_infinite_loss_names_the_outcome(loss):
    with pytest.raises(ValueError, match=r"infinite: position 1 has probability 0\.25, but 0\.0"):
        loss([1.0, 0.0], [0.75, 0.25])


@pytest.mark.parametrize("threshold", [0.0, -1.0, NAN])
@pytest.mark.parametrize("loss", [losses.huber, losses.huber_slope])
def test_huber_needs_a_threshold(loss, threshold):
    with pytest.raises(ValueError, match=r"threshold > 0, got (0\.0|-1\.0|nan)"):
        loss(1.0, threshold)


@pytest.mark.parametrize("target", [-0.1, 1.1, NAN])
@pytest.mark.parametrize("loss", [losses.binary_cross_entropy, losses.binary_cross_entropy_slope])
def test_binary_target_is_a_probability(loss, target):
    with pytest.raises(ValueError, match=r"from 0 to 1, got (-0\.1|1\.1|nan)"):
        loss(0.0, target)


@pytest.mark.parametrize("n", [-1, 0, 1, 2, 254])
def test_bins_must_be_odd(n):
    with pytest.raises(ValueError, match=f"at least 3, got {n}"):
        losses.symexp_bins(n, 20.0)


@pytest.mark.parametrize("limit", [0.0, -1.0, NAN, math.inf])
def test_bins_need_a_limit(limit):
    with pytest.raises(ValueError, match=f"limit > 0, got {limit!r}"):
        losses.symexp_bins(9, limit)


def test_bins_that_overflow():
    with pytest.raises(OverflowError):
        losses.symexp_bins(9, 1000.0)


@pytest.mark.parametrize("value", [NAN, math.inf, -math.inf])
@pytest.mark.parametrize("loss", [
    losses.two_hot, lambda y, bins: losses.two_hot_cross_entropy([0.0] * 3, y, bins),
    lambda y, bins: losses.two_hot_cross_entropy_gradient([0.0] * 3, y, bins)])
def test_two_hot_needs_a_finite_value(loss, value):
    with pytest.raises(ValueError, match=f"finite value, got {value!r}"):
        loss(value, [-1.0, 0.0, 1.0])


def test_two_hot_needs_bins():
    with pytest.raises(ValueError, match="at least 2 bins, got 1"):
        losses.two_hot(0.0, [0.0])
    with pytest.raises(ValueError, match=r"ascending bins, got 1\.0 before 1\.0"):
        losses.two_hot(1.0, [0.0, 1.0, 1.0])
    with pytest.raises(ValueError, match=r"ascending bins, got 1\.0 before -1\.0"):
        losses.two_hot(0.5, [1.0, -1.0])
    with pytest.raises(ValueError, match="odd number of bins, got 4"):
        losses.symmetric_mean([0.25] * 4, [-2.0, -1.0, 1.0, 2.0])


@pytest.mark.parametrize("sd", [0.0, -1.0, NAN, math.inf])
@pytest.mark.parametrize("loss", [losses.kl_gaussian, losses.kl_gaussian_gradient])
def test_deviations_are_checked(loss, sd):
    with pytest.raises(ValueError, match=f"deviations > 0, got {sd!r}"):
        loss(0.0, sd, 0.0, 1.0)
    with pytest.raises(ValueError, match=f"deviations > 0, got {sd!r}"):
        loss(0.0, 1.0, 0.0, sd)


@pytest.mark.parametrize("loss", [losses.free_bits, losses.free_bits_gradient])
def test_free_bits_checks(loss):
    with pytest.raises(ValueError, match="no divergences"):
        loss([])
    with pytest.raises(ValueError, match="nan, found at position 1"):
        loss([2.0, NAN])
    with pytest.raises(ValueError, match=r"free >= 0, got -1\.0"):
        loss([2.0], -1.0)


def test_nan_stays_to_be_seen():
    assert math.isnan(losses.squared_error([NAN, 1.0], [0.0, 0.0]))
    assert math.isnan(losses.huber(NAN))
    assert math.isnan(losses.huber_slope(NAN))
    assert math.isnan(losses.symlog_squared_error(0.0, NAN))
    assert math.isnan(losses.kl_gaussian(NAN, 1.0, 0.0, 1.0))


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("loss", [
    losses.cross_entropy_from_logits, losses.cross_entropy_from_logits_gradient,
    lambda z, p: losses.kl_categorical_from_logits(z, p),
    lambda z, p: losses.kl_categorical_from_logits(p, z),
    lambda z, p: losses.two_hot_cross_entropy(z, 0.5, [-1.0, 0.0, 1.0])])
def test_nan_cannot_hide_among_logits(loss, position):
    logits = [1.0, 2.0, 3.0]
    logits[position] = NAN
    with pytest.raises(ValueError, match="nan"):
        loss(logits, [0.5, 0.25, 0.25])


BARRED = [-math.inf, 1.0, 2.0]


def test_a_barred_outcome_that_never_comes_changes_nothing():
    p = [0.0, 0.25, 0.75]
    loss = losses.cross_entropy_from_logits([1.0, 2.0], p[1:])
    assert losses.cross_entropy_from_logits(BARRED, p) == loss
    slopes = losses.cross_entropy_from_logits_gradient([1.0, 2.0], p[1:])
    assert losses.cross_entropy_from_logits_gradient(BARRED, p) == [0.0, *slopes]
    other = [-math.inf, 0.5, -0.5]
    divergence = losses.kl_categorical_from_logits(BARRED[1:], other[1:])
    assert losses.kl_categorical_from_logits(BARRED, other) == divergence
    with_p, with_q = losses.kl_categorical_from_logits_gradients(BARRED[1:], other[1:])
    expected = ([0.0, *with_p], [0.0, *with_q])
    assert losses.kl_categorical_from_logits_gradients(BARRED, other) == expected


@pytest.mark.parametrize("loss", [
    lambda x: losses.cross_entropy_from_logits(x, [0.5, 0.25, 0.25]),
    lambda x: losses.cross_entropy_from_logits_gradient(x, [0.5, 0.25, 0.25]),
    lambda x: losses.two_hot_cross_entropy(x, -1.0, [-1.0, 0.0, 1.0]),
    lambda x: losses.kl_categorical_from_logits([0.0] * 3, x),
    lambda x: losses.kl_categorical_from_logits_gradients([0.0] * 3, x)])
def test_a_barred_outcome_that_comes_is_named(loss):
    with pytest.raises(ValueError, match=r"infinite: position 0 has .* but -inf was predicted"):
        loss(BARRED)


# The same bits everywhere.

def test_pypy_gives_the_same_bits():
    assert run_python(PYPY, str(Path(losses_bits.__file__))).strip() == losses_bits.digest()
