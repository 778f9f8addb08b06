"""Distributions: worked and published numbers, laws, every slope by differences, bad input."""

from __future__ import annotations

import json
import math
from pathlib import Path

import distributions_bits
import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interpreters import interpreters, run_python
from policywerk.building_blocks import grad
from policywerk.building_blocks.curves import at_least
from policywerk.building_blocks.distributions import (
    STANDARD_ENTROPY,
    Bernoulli,
    Categorical,
    Gaussian,
    SquashedGaussian,
    TwoHot,
    bounded_gaussian,
    kl_categoricals,
    standard_log_density,
)
from policywerk.building_blocks.grad import (
    Parameter,
    backward,
    check_gradient,
    constant,
    regroup,
)
from policywerk.primitives import losses
from policywerk.primitives.activations import softmax
from policywerk.primitives.random import normal, stream, uniform
from policywerk.primitives.vector import mean, variance

DATA = json.loads((Path(__file__).parents[1] / "data/distributions_values.json").read_text())
POLICIES = json.loads((Path(__file__).parents[1] / "data/policies_values.json").read_text())
RECORDS = {r["name"]: (r["inputs"], r["outputs"]) for r in DATA["records"]}
BITS = Path(distributions_bits.__file__)
BINS = losses.symexp_bins(5, 3.0)
NAN, INF = math.nan, math.inf
entries = st.floats(-3.0, 3.0)
rows = st.lists(st.lists(entries, min_size=5, max_size=5), min_size=4, max_size=4)
near = st.lists(st.lists(st.floats(-1.0, 1.0), min_size=5, max_size=5), min_size=4, max_size=4)
wide = st.lists(st.floats(-500.0, 500.0), min_size=1, max_size=6)


def close(numbers, rel=1e-12, tiny=1e-15):
    return pytest.approx(numbers, rel=rel, abs=tiny)


def column(node):
    assert all(len(row) == 1 for row in node.values)
    return [row[0] for row in node.values]


def slopes(loss, *of):
    grad.zero_grads(of)
    backward(loss)
    return [[x for row in p.grads for x in row] for p in of]


# Published and independently computed numbers.

def test_unimix():
    given_, out = RECORDS["unimix"]
    belief = Categorical(constant([given_["logits"]]), given_["unimix"])
    assert belief.probabilities.values[0] == close(out["probs"])
    assert belief.log_probabilities.values[0] == close(out["logprobs"])
    assert column(belief.entropy()) == close([out["entropy"]])
    extreme = Categorical(constant([given_["logits_extreme"]]), given_["unimix"])
    assert extreme.probabilities.values[0] == close(out["probs_extreme"])
    floor = out["logprob_floor_log(0.01/4)"]
    assert column(extreme.log_probability([3])) == close([floor])
    assert Categorical(constant([given_["logits"]])).probabilities.values[0] == close(
        out["softmax_without"])


def test_straight_through_gradient_does_not_ask_what_was_drawn():
    given_, out = RECORDS["straight_through_gradient"]
    logits = Parameter("logits", [given_["logits"]])
    for drawn in range(4):
        z = Categorical(logits, given_["unimix"]).straight_through([drawn])
        assert z.values == [[1.0 if i == drawn else 0.0 for i in range(4)]]
        if drawn == given_["sampled_index"]:
            assert z.values == [out["z_forward"]]
        loss = grad.total(grad.multiply(z, constant([given_["dloss_dz"]])))
        assert slopes(loss, logits) == [close(out["dloss_dlogits"])]


def free_bits_loss(posterior, prior, inputs):
    """Two latents of four classes: KL summed over them, floor 1, both stop-gradients."""
    stopped = grad.stop_gradient

    def cost(p, q):
        both = kl_categoricals(Categorical(p, inputs["unimix"]), Categorical(q, inputs["unimix"]))
        return at_least(inputs["free"], grad.row_totals(regroup(both, 2)))

    dynamics, representation = cost(stopped(posterior), prior), cost(posterior, stopped(prior))
    return dynamics, representation, grad.add(
        grad.scale(inputs["beta_dyn"], dynamics), grad.scale(inputs["beta_rep"], representation))


@pytest.mark.parametrize(("far", "case"), [("posterior_logits_far", "far"),
                                           ("posterior_logits_near", "near_below_free_nats")])
def test_kl_free_bits(far, case):
    given_, out = RECORDS["kl_free_bits"]
    posterior = Parameter("posterior", given_[far])
    prior = Parameter("prior", given_["prior_logits"])
    dynamics, representation, loss = free_bits_loss(posterior, prior, given_)
    expected = out[case]
    assert column(dynamics) == close([expected["L_dyn"]])
    assert column(representation) == close([expected["L_rep"]])
    assert column(loss) == close([expected["weighted"]])
    assert slopes(loss, posterior, prior) == [
        close(expected["grad_post_logits"], 1e-7, 1e-9),
        close(expected["grad_prior_logits"], 1e-7, 1e-9)]


def test_bounded_normal():
    given_, out = RECORDS["bounded_normal"]
    raw = given_["raw_mean_std"]
    low, high = given_["minstd"], given_["maxstd"]
    each = bounded_gaussian(constant([[m] for m, _ in raw]), constant([[s] for _, s in raw]),
                            low, high)
    assert column(each.mean) == close([m for m, _ in out["mean_std"]])
    assert [math.exp(x) for x in column(each.log_sd)] == close([s for _, s in out["mean_std"]])
    assert column(each.log_probability([[a] for a in given_["action"]])) == close(out["logp"])
    assert column(each.entropy()) == close(out["entropy"])
    one = bounded_gaussian(constant([[m for m, _ in raw]]), constant([[s for _, s in raw]]))
    assert column(one.log_probability([given_["action"]])) == close([out["logp_sum"]])


def test_gaussian_and_its_slopes():
    given_, out = RECORDS["gaussian"]
    middle = Parameter("mean", [given_["mean"]])
    log_sd = Parameter("log_sd", [[math.log(s) for s in given_["std"]]])
    policy = Gaussian(middle, log_sd)
    assert column(policy.entropy()) == close([out["entropy"]])
    logp = policy.log_probability([given_["action"]])
    assert column(logp) == close([out["logp"]])
    assert slopes(logp, middle, log_sd) == [close(out["dlogp_dmean"]),
                                            close(out["dlogp_dlogstd"])]


def test_gaussian_kl_of_the_adaptive_penalty():
    given_, out = RECORDS["gaussian_kl_adaptive_beta"]
    old, new = [Gaussian(constant([[m]]), constant([[math.log(s)]]))
                for m, s in (given_["old"], given_["new"])]
    assert column(old.kl(new)) == close([out["KL_old_new"]])
    assert column(new.kl(old)) == close([out["KL_new_old"]])


def test_two_hot():
    given_, out = RECORDS["twohot_cross_entropy"]
    for case in out["cases"]:
        logits = Parameter("logits", [given_["logits"]])
        guess = TwoHot(logits, given_["bins"])
        assert guess.mean() == close([out["prediction_symmetric"]])
        loss = grad.scale(-1.0, guess.log_probability([case["y"]]))
        assert column(loss) == close([case["ce"]])
        assert slopes(loss, logits) == [close(case["dlogits"], tiny=1e-14)]


# The same numbers another way.

@given(wide)
def test_bernoulli_is_exact_far_out(logits):
    belief = Bernoulli(constant([[x] for x in logits]))
    with mpmath.workdps(400):
        p = [1 / (1 + mpmath.exp(-mpmath.mpf(x))) for x in logits]
        entropy = [float(-q * mpmath.log(q) - (1 - q) * mpmath.log(1 - q)) for q in p]
        yes = [float(mpmath.log(q)) for q in p]
    assert column(belief.entropy()) == close(entropy, tiny=1e-300)
    assert column(belief.log_probability([[1.0]] * len(logits))) == close(yes, tiny=1e-300)


@given(wide)
def test_squashed_density_is_that_of_the_action(us):
    inner = Gaussian(constant([[0.3]] * len(us)), constant([[-0.2]]))
    found = column(SquashedGaussian(inner).log_probability([[u] for u in us]))
    with mpmath.workdps(500):
        stretch = [mpmath.log(1 - mpmath.tanh(mpmath.mpf(u)) ** 2) for u in us]
        of_u = [-((mpmath.mpf(u) - mpmath.mpf(0.3)) / mpmath.exp(mpmath.mpf(-0.2))) ** 2 / 2
                + mpmath.mpf(0.2) - mpmath.log(2 * mpmath.pi) / 2 for u in us]
        expected = [float(a - b) for a, b in zip(of_u, stretch)]
    assert found == close(expected, tiny=1e-12)


def test_squashed_density_has_area_1():
    # Over the actions from -1 to 1, by the midpoint rule.
    n = 2000
    actions = [-1.0 + (2 * i + 1) / n for i in range(n)]
    inner = Gaussian(constant([[0.4]] * n), constant([[-0.5]]))
    logs = column(SquashedGaussian(inner).log_probability([[math.atanh(a)] for a in actions]))
    assert sum(math.exp(x) for x in logs) * 2.0 / n == pytest.approx(1.0, abs=1e-6)


@given(rows, rows)
def test_kl_agrees_with_the_losses_chapter(a, b):
    p, q = constant(a), constant(b)
    assert column(kl_categoricals(Categorical(p), Categorical(q))) == close(
        [losses.kl_categorical_from_logits(u, v) for u, v in zip(a, b)], 1e-9, 1e-13)
    bells = [sum(losses.kl_gaussian(m, math.exp(s), n, math.exp(t))
                 for m, s, n, t in zip(u, v, v, u)) for u, v in zip(a, b)]
    assert column(Gaussian(p, q).kl(Gaussian(q, p))) == close(bells, 1e-9, 1e-12)
    coins = Bernoulli(p).kl(Bernoulli(q))
    two = [sum(losses.kl_categorical_from_logits([x, 0.0], [y, 0.0]) for x, y in zip(u, v))
           for u, v in zip(a, b)]
    assert column(coins) == close(two, 1e-9, 1e-12)


@given(rows, rows)
def test_gaussian_agrees_with_the_formula_entry_by_entry(means, log_sds):
    batch, actions = Gaussian(constant(means), constant(log_sds)), means[::-1]
    expected = [sum(standard_log_density((a - m) / math.exp(s)) - s for a, m, s in zip(*row))
                for row in zip(actions, means, log_sds)]
    assert column(batch.log_probability(actions)) == close(expected, 1e-10, 1e-12)
    assert column(batch.entropy()) == close(
        [sum(STANDARD_ENTROPY + s for s in sds) for sds in log_sds], tiny=1e-13)
    rng = stream(3, "draws")
    assert batch.sample(stream(3, "draws")) == [
        close([normal(rng, m, math.exp(s)) for m, s in zip(*row)]) for row in zip(means, log_sds)]


def test_gaussian_of_the_exploring_agent():
    # The numbers of the chapter on exploring, and its two dimensions each by itself.
    record = POLICIES["gaussian"]
    inputs, outputs = record["inputs"], record["outputs"]
    log_sd = [math.log(sd) for sd in inputs["std"]]
    policy = Gaussian(constant([inputs["mean"]]), constant([log_sd]))
    assert column(policy.log_probability([inputs["action"]])) == close([outputs["logp"]])
    assert column(policy.entropy()) == close([outputs["entropy"]])
    clipped = [[float(a) for a in inputs["clipped_action"]]]
    assert column(policy.log_probability(clipped)) == close(
        [outputs["WRONG_logp_of_clipped_action"]])
    for i in (0, 1):
        one = Gaussian(constant([inputs["mean"][i:i + 1]]), constant([log_sd[i:i + 1]]))
        assert column(one.log_probability([inputs["action"][i:i + 1]])) == close(
            outputs["logp_per_dim"][i:i + 1])


def test_entropy_of_the_standard_normal_distribution():
    assert pytest.approx(1.4189385332046727, abs=1e-15) == STANDARD_ENTROPY  # (1 + log 2 pi) / 2
    assert standard_log_density(0.0) == pytest.approx(-0.5 * math.log(2.0 * math.pi), abs=1e-15)
    assert standard_log_density(-2.0) == standard_log_density(0.0) - 2.0


# Laws.

@given(rows, st.floats(0.0, 0.9))
def test_unimix_keeps_every_outcome_possible(logits, unimix):
    belief = Categorical(constant(logits), unimix)
    for p, log_p in zip(belief.probabilities.values, belief.log_probabilities.values):
        assert sum(p) == pytest.approx(1.0, abs=1e-12)
        assert min(p) >= unimix / 5 * (1.0 - 1e-12)
        assert [math.exp(x) for x in log_p] == close(p)
    assert all(-1e-15 <= h <= math.log(5.0) + 1e-12 for h in column(belief.entropy()))


@given(rows, rows)
def test_kl_is_not_negative_and_0_only_for_equals(a, b):
    p, q = constant(a), constant(b)
    pairs = [lambda u, v: kl_categoricals(Categorical(u, 0.01), Categorical(v, 0.01)),
             lambda u, v: Bernoulli(u).kl(Bernoulli(v)),
             lambda u, v: Gaussian(u, p).kl(Gaussian(v, p))]
    for kl in pairs:
        assert min(column(kl(p, q))) >= -1e-12
        assert column(kl(p, p)) == [0.0] * 4


def _close_pairs(kind, count):
    """Pairs of distributions that differ by very little, from 1e-3 down to 1e-16."""
    rng = stream(0, f"close {kind}")
    for trial in range(count):
        size = 10.0 ** -uniform(rng, 3.0, 16.0)
        first = [normal(rng, 0.0, 2.0) for _ in range(4)]
        yield trial, first, [x + size * normal(rng, 0.0, 1.0) for x in first]


@pytest.mark.parametrize("kind", ["Gaussian", "Categorical", "with chance", "Bernoulli",
                                  "from logits", "kl_categorical", "kl_gaussian"])
def test_no_divergence_is_negative(kind):
    def of(x):
        return {"Gaussian": lambda: Gaussian(constant([x[:2]]), constant([x[2:]])),
                "Categorical": lambda: Categorical(constant([x])),
                "with chance": lambda: Categorical(constant([x]), 0.01),
                "Bernoulli": lambda: Bernoulli(constant([x]))}[kind]()

    for _, a, b in _close_pairs(kind, 2000):
        if kind in ("Gaussian", "Bernoulli"):
            divergence = of(a).kl(of(b)).values[0][0]
        elif kind in ("Categorical", "with chance"):
            divergence = kl_categoricals(of(a), of(b)).values[0][0]
        elif kind == "from logits":
            divergence = losses.kl_categorical_from_logits(a, b)
        elif kind == "kl_categorical":
            divergence = losses.kl_categorical(softmax(a), softmax(b))
        else:
            divergence = losses.kl_gaussian(a[0], math.exp(a[1]), b[0], math.exp(b[1]))
        assert divergence >= 0.0
        assert divergence <= 0.1


def test_small_divergences_keep_their_digits():
    # One deviation e^h times the other: (r^2 - 1) / 2 - log r = h^2 + (2/3) h^3 + ...
    h = 1e-6
    p, q = (Gaussian(constant([[0.0]]), constant([[x]])) for x in (h, 0.0))
    assert p.kl(q).values[0][0] == pytest.approx(h * h * (1.0 + 2.0 * h / 3.0), rel=1e-9, abs=0.0)
    # Logits +-h/2 beside 0, 0: the variance of the ratio over 2, h^2 / 8
    pair = [constant([[h / 2.0, -h / 2.0]]), constant([[0.0, 0.0]])]
    kl = kl_categoricals(*map(Categorical, pair)).values[0][0]
    assert kl == pytest.approx(h * h / 8.0, rel=1e-8, abs=0.0)
    kl = Bernoulli(constant([[h]])).kl(Bernoulli(constant([[0.0]]))).values[0][0]
    assert kl == pytest.approx(h * h / 8.0, rel=1e-8, abs=0.0)


def test_divergences_far_apart():
    # p is sure of what q thinks has probability e^-800: 800 nats
    p, q = (Categorical(constant([x])) for x in ([0.0, -800.0], [-800.0, 0.0]))
    assert kl_categoricals(p, q).values == [[800.0]]
    p, q = (Bernoulli(constant([[x]])) for x in (800.0, -800.0))
    assert p.kl(q).values == [[800.0]]


@given(rows, st.sampled_from([1, 2, 4, 5, 10, 20]))
def test_regroup_is_undone_by_regroup(a, columns):
    again = regroup(constant(a), columns)
    assert len(again.values) == 20 // columns
    assert regroup(again, 5).values == a


def test_draws_have_the_moments_they_should():
    rng, n = stream(1, "moments"), 4000
    drawn = Categorical(constant([[2.0, 0.0, -1.0, 0.5]] * n), 0.01).sample(rng)
    for i, p in enumerate(RECORDS["unimix"][1]["probs"]):
        assert drawn.count(i) / n == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / n))
    coins = [row[0] for row in Bernoulli(constant([[1.0]] * n)).sample(rng)]
    assert set(coins) == {0.0, 1.0}
    assert mean(coins) == pytest.approx(1 / (1 + math.exp(-1)), abs=4 * 0.45 / math.sqrt(n))
    bell = [row[0] for row in Gaussian(constant([[3.0]] * n), constant([[-1.0]])).sample(rng)]
    assert mean(bell) == pytest.approx(3.0, abs=4 * math.exp(-1) / math.sqrt(n))
    assert variance(bell) == pytest.approx(math.exp(-2), rel=0.1)
    guess = TwoHot(constant([[0.1, 0.2, 0.3, 0.4, 0.5]] * n), BINS)
    spread = max(BINS)
    assert mean(guess.sample(rng)) == pytest.approx(guess.mean()[0],
                                                    abs=4 * spread / math.sqrt(n))


def test_entropies_are_minus_the_mean_log_probability():
    rng, n = stream(2, "entropy"), 4000
    inner = Gaussian(constant([[0.4, -0.3]] * n), constant([[-0.5, 0.2]]))
    squashed = SquashedGaussian(inner)
    by_draws = -mean(column(squashed.log_probability(squashed.sample(rng))))
    by_guesses = mean(column(squashed.entropy_estimate(rng)))
    assert by_draws == pytest.approx(by_guesses, abs=0.08)
    coin = Bernoulli(constant([[0.7, -1.2]] * n))
    assert -mean(column(coin.log_probability(coin.sample(rng)))) == pytest.approx(
        column(coin.entropy())[0], abs=0.05)
    choice = Categorical(constant([[0.7, -1.2, 0.1]] * n))
    assert -mean(column(choice.log_probability(choice.sample(rng)))) == pytest.approx(
        column(choice.entropy())[0], abs=0.05)


def test_actions_of_a_squashed_gaussian_stay_inside():
    assert SquashedGaussian.squash([[-800.0, 0.0, 800.0]]) == [[-1.0, 0.0, 1.0]]


# Slopes.

LOSSES = {
    "categorical": lambda p, q: Categorical(p).log_probability([0, 4, 2, 2]),
    "categorical entropy": lambda p, q: Categorical(p).entropy(),
    "unimix": lambda p, q: Categorical(p, 0.01).log_probability([0, 4, 2, 2]),
    "unimix entropy": lambda p, q: Categorical(p, 0.01).entropy(),
    "kl": lambda p, q: kl_categoricals(Categorical(p, 0.01), Categorical(q, 0.01)),
    "bernoulli": lambda p, q: Bernoulli(p).log_probability([[0.0, 1.0, 0.3, 1.0, 0.0]] * 4),
    "bernoulli entropy": lambda p, q: Bernoulli(p).entropy(),
    "bernoulli kl": lambda p, q: Bernoulli(p).kl(Bernoulli(q)),
    "gaussian": lambda p, q: Gaussian(p, q).log_probability([[0.1, 2.0, -1.0, 0.0, 3.0]] * 4),
    "gaussian entropy": lambda p, q: Gaussian(p, q).entropy(),
    "gaussian kl": lambda p, q: Gaussian(p, q).kl(Gaussian(q, p)),
    "bounded": lambda p, q: bounded_gaussian(p, q).log_probability([[0.1, 2., -1., 0., 3.]] * 4),
    "bounded entropy": lambda p, q: bounded_gaussian(p, q).entropy(),
    "squashed": lambda p, q: SquashedGaussian(Gaussian(p, q)).log_probability([[0.5] * 5] * 4),
    "squashed entropy": lambda p, q: SquashedGaussian(
        Gaussian(p, q)).entropy_estimate(stream(1, "again")),
    "two-hot": lambda p, q: TwoHot(p, BINS).log_probability([0.0, 0.3, -7.0, 1e6]),
    "regroup": lambda p, q: grad.multiply(regroup(p, 1), regroup(q, 1)),
    "at_least": lambda p, q: at_least(0.31, grad.multiply(p, q)),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
@settings(max_examples=5)
@given(near, near)
def test_slopes_by_differences(loss, a, b):
    p, q = Parameter("p", a), Parameter("q", b)

    def function():
        both = loss(p, q)
        weights = [[math.cos(1.0 + 3.0 * i + 1.7 * j) for j in range(len(both.values[0]))]
                   for i in range(len(both.values))]
        weighed = grad.multiply(both, constant(weights))
        return grad.add(grad.total(weighed), grad.scale(0.3, grad.total(grad.add(p, q))))

    if loss is LOSSES["at_least"] and any(
            abs(x * y - 0.31) < 1e-3 for u, v in zip(a, b) for x, y in zip(u, v)):
        return  # a corner: no slope for differences to confirm
    check_gradient(function, [p, q])


def test_one_row_of_deviations_serves_all_rows():
    means, log_sd = Parameter("m", [[0.0, 1.0], [2.0, -1.0]]), Parameter("s", [[0.1, -0.3]])
    check_gradient(lambda: grad.total(
        Gaussian(means, log_sd).log_probability([[1.0, 0.0], [0.5, 0.5]])), [means, log_sd])


def test_a_parameter_that_changes_does_not_change_a_distribution():
    logits = Parameter("logits", [[2.0, 0.0]])
    belief = Categorical(logits)
    logits.values[0][0] = 0.0
    assert belief.log_probability([0]).values[0][0] == close(-math.log1p(math.exp(-2.0)))


@pytest.mark.parametrize("unimix", [0.0, 0.01])
def test_slopes_of_a_small_divergence_keep_their_digits(unimix):
    # p = softmax(x + e), q = softmax(x): dKL/dx_i = (1 - u) s_i (r_i - sum_k s_k r_k), r = log p/q
    x, e = [0.3, -0.2, 0.1], [1e-9, -2e-9, 3e-9]
    p, q = Parameter("p", [[a + b for a, b in zip(x, e)]]), constant([x])
    backward(kl_categoricals(Categorical(p, unimix), Categorical(q, unimix)))
    with mpmath.workdps(50):
        def both(logits):
            powers = [mpmath.exp(mpmath.mpf(a)) for a in logits]
            soft = [power / sum(powers) for power in powers]
            return soft, [(1 - mpmath.mpf(unimix)) * s + mpmath.mpf(unimix) / 3 for s in soft]
        soft, of_p = both(p.values[0])
        ratios = [mpmath.log(a / b) for a, b in zip(of_p, both(x)[1])]
        middle = sum(s * r for s, r in zip(soft, ratios))
        expected = [float((1 - mpmath.mpf(unimix)) * s * (r - middle))
                    for s, r in zip(soft, ratios)]
    # an error of 1e-16 in the logarithms is 1e-7 of their differences
    assert p.grads[0] == pytest.approx(expected, rel=3e-7)


def test_straight_through_has_no_other_slope_than_that_of_the_probabilities():
    slopes = []
    for of in (lambda c: c.straight_through([1, 0]), lambda c: c.probabilities):
        logits = Parameter("logits", [[0.5, -1.0, 2.0], [0.0, 0.1, 0.2]])
        z = of(Categorical(logits, 0.01))
        weights = constant([[0.3, -1.0, 2.0], [1.0, 4.0, -0.5]])
        backward(grad.total(grad.multiply(z, weights)))
        slopes.append(logits.grads)
    assert slopes[0] == slopes[1]
    assert Categorical(constant([[0.5, -1.0]])).straight_through([1]).values == [[0.0, 1.0]]


def test_no_slope_below_the_floor():
    a = Parameter("a", [[0.5], [1.0], [2.0]])
    y = at_least(1.0, a)
    assert y.values == [[1.0], [1.0], [2.0]]
    assert slopes(grad.total(y), a) == [[0.0, 0.0, 1.0]]


# Bad input.

ONE = constant([[0.1, 0.2]])


@pytest.mark.parametrize(("call", "said"), [
    (lambda: Categorical(ONE, 1.0), r"share in \[0, 1\), got 1.0"),
    (lambda: Categorical(ONE, NAN), "got nan"),
    (lambda: Categorical(ONE, -0.1), "got -0.1"),
    (lambda: Categorical(constant([[0.0, NAN]])), "logits must be finite, got nan in row 0, col"),
    (lambda: Categorical(constant([[0.0], [-INF]])), "got -inf in row 1, column 0"),
    (lambda: Categorical(constant([[1e308, -1e308]])), "log-probabilities must be finite"),
    (lambda: Categorical(ONE).log_probability([2]), "there is no outcome 2, only 0 to 1"),
    (lambda: Categorical(ONE).log_probability([0, 1]), "1 rows need 1 outcomes, got 2"),
    (lambda: Categorical(ONE).straight_through([0, 1]), "1 rows need 1 outcomes, got 2"),
    (lambda: kl_categoricals(Categorical(ONE), Categorical(constant([[1.0]]))),
     "q must be 1 by 2, as the distributions are, got 1 by 1"),
    (lambda: regroup(ONE, 3), "1 by 2 entries do not fill rows of 3"),
    (lambda: regroup(ONE, 0), "rows of 0"),
    (lambda: Bernoulli(constant([[INF]])), "got inf"),
    (lambda: Bernoulli(ONE).log_probability([[0.0, 1.5]]), "from 0 to 1, got 1.5 in row 0"),
    (lambda: Bernoulli(ONE).log_probability([[0.0, NAN]]), "got nan in row 0"),
    (lambda: Bernoulli(ONE).log_probability([[0.0]]), "must be 1 by 2"),
    (lambda: Bernoulli(ONE).kl(Bernoulli(constant([[1.0]]))), "q must be 1 by 2"),
    (lambda: Gaussian(ONE, constant([[0.1]])), "one shape, or one row"),
    (lambda: Gaussian(ONE, constant([[0.1, NAN]])), "log_sd must be finite, got nan"),
    (lambda: Gaussian(constant([[INF]]), constant([[0.1]])), "mean must be finite, got inf"),
    (lambda: Gaussian(ONE, ONE).log_probability([[0.0, NAN]]), "vectors must be finite, got nan"),
    (lambda: Gaussian(ONE, ONE).log_probability([[0.0]]), "vectors must be 1 by 2"),
    (lambda: Gaussian(ONE, ONE).kl(Gaussian(constant([[1.0]]), constant([[1.0]]))), "q must be"),
    (lambda: bounded_gaussian(ONE, ONE, 0.0, 1.0), "got 0.0 and 1.0"),
    (lambda: bounded_gaussian(ONE, ONE, 1.0, 0.5), "got 1.0 and 0.5"),
    (lambda: SquashedGaussian(Gaussian(ONE, ONE)).log_probability([[NAN, 0.0]]), "got nan"),
    (lambda: TwoHot(ONE, BINS), "each of 5 bins, got 2 columns"),
    (lambda: TwoHot(constant([[0.0] * 5]), BINS).log_probability([1.0, 2.0]),
     "of 1 rows needs as many targets, got 2"),
    (lambda: TwoHot(constant([[0.0] * 5]), BINS).log_probability([NAN]), "finite value, got nan"),
])
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters())
def test_same_bits(interpreter):
    assert run_python(interpreter, str(BITS)).strip() == distributions_bits.digest()


def test_the_digest_has_not_changed():
    # A change here changes every record that draws from these: make it on purpose.
    assert distributions_bits.digest().startswith("58e5d96071de36b7")
