"""Actor, critic and the returns of dreams: the records, and known mistakes each with a test."""

from __future__ import annotations

import math

import numpy as np
import plain_dreamer as plain
import pytest
from tiny_dreamer import BEHAVIOUR, RECORDS

from policywerk.actors.behaviour import (
    Behaviour,
    BehaviourSettings,
    Chooser,
    Mover,
    actor_loss,
    critic_loss,
    judge_dream,
    new_behaviour,
    scaled_advantages,
)
from policywerk.actors.number_heads import HEADS
from policywerk.building_blocks.dense import Dense
from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import Parameter, backward, constant, total
from policywerk.building_blocks.network import Network, follow
from policywerk.primitives.random import normal, stream, uniform

LAMBDA = RECORDS["lambda_return"]
WEIGHTS = RECORDS["imagination_weights"]
ACTOR = RECORDS["actor_loss"]
BOUNDED = RECORDS["bounded_normal"]
HORIZON = 333.0
GAMMA = 1.0 - 1.0 / HORIZON


def table(rows):
    """A network that says rows[s] in the state whose features are one-hot at s."""
    columns = [list(column) for column in zip(*rows)]
    return Network([Dense(Parameter("table.weight", columns),
                          Parameter("table.bias", [[0.0] * len(columns)]))])


def columns(rows):
    return [[x] for x in rows]


def new(chooses=False, features=5, seed=0, **changes):
    settings = BehaviourSettings(units=6, bins=9, limit=4.0, **changes)
    return new_behaviour(settings, features, 3, chooses, stream(seed, "weights"))


def numbers(rows, n, seed=0):
    rng = stream(seed, "numbers")
    return [[normal(rng, 0.0, 1.0) for _ in range(n)] for _ in range(rows)]


# ---------------------------------------------------------------- actors


def mover_of_record():
    """One state, an action of three numbers: means first, then deviations."""
    raw = BOUNDED["inputs"]["raw_mean_std"]
    return Mover(table([[m for m, _ in raw] + [s for _, s in raw]]))


def test_a_mover_is_a_normal_distribution_with_bounds():
    belief = mover_of_record().belief(constant([[1.0]]))
    wanted = BOUNDED["outputs"]["mean_std"]
    assert belief.mean.values[0] == pytest.approx([m for m, _ in wanted], rel=1e-12)
    assert [math.exp(x) for x in belief.log_sd.values[0]] == pytest.approx(
        [s for _, s in wanted], rel=1e-12)
    assert belief.entropy().values == [
        [pytest.approx(sum(BOUNDED["outputs"]["entropy"]), rel=1e-12)]]


def test_an_action_beyond_1_is_scored_as_it_was_drawn():
    """The third number of the action is -1.4: scored at -1, it would be another likelihood."""
    action = BOUNDED["inputs"]["action"]
    assert action[2] == -1.4
    belief = mover_of_record().belief(constant([[1.0]]))
    assert belief.log_probability([action]).values == [
        [pytest.approx(BOUNDED["outputs"]["logp_sum"], rel=1e-12)]]
    clipped = belief.log_probability([[0.3, 0.9, -1.0]]).values[0][0]
    assert abs(clipped - BOUNDED["outputs"]["logp_sum"]) > 0.05


def test_a_mover_tells_the_model_what_was_drawn():
    actions = [[0.3, -1.4], [7.0, 0.0]]
    rows = mover_of_record().as_rows(actions)
    assert rows == actions
    rows[0][0] = 9.0
    assert actions[0][0] == 0.3


def test_a_mover_draws_beyond_its_bounds_too():
    """The mean stays within 1, draws do not: nothing squashes or clips them."""
    belief = mover_of_record().belief(constant([[1.0]] * 500))
    drawn = [row[2] for row in belief.sample(stream(0, "draws"))]
    assert min(drawn) < -2.0
    assert np.mean(drawn) == pytest.approx(BOUNDED["outputs"]["mean_std"][2][0], abs=0.15)


def test_a_chooser_leaves_some_chance_to_every_choice():
    record = RECORDS["unimix"]
    chooser = Chooser(table([record["inputs"]["logits"], record["inputs"]["logits_extreme"]]))
    belief = chooser.belief(constant([[1.0, 0.0], [0.0, 1.0]]))
    assert belief.probabilities.values[0] == pytest.approx(record["outputs"]["probs"], rel=1e-12)
    assert belief.probabilities.values[1] == pytest.approx(record["outputs"]["probs_extreme"])
    assert belief.log_probability([2, 1]).values == [
        [pytest.approx(record["outputs"]["logprobs"][2], rel=1e-12)],
        [pytest.approx(record["outputs"]["logprob_floor_log(0.01/4)"], rel=1e-12)]]
    assert belief.entropy().values[0][0] == pytest.approx(record["outputs"]["entropy"], rel=1e-12)


def test_a_chooser_tells_the_model_one_hot():
    chooser = Chooser(table([[0.0, 0.0, 0.0]]))
    assert chooser.as_rows([2, 0]) == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]


# ---------------------------------------------------------------- new ones


@pytest.mark.parametrize("chooses", [False, True])
def test_a_new_actor_does_much_the_same_everywhere(chooses):
    belief = new(chooses).actor.belief(constant(numbers(50, 5)))
    if chooses:
        assert isinstance(belief, Categorical)
        assert np.array(belief.probabilities.values) == pytest.approx(
            np.full((50, 3), 1.0 / 3.0), abs=0.02)
        assert len({row[0] for row in belief.probabilities.values}) == 50
    else:
        means = np.array(belief.mean.values)
        assert means.shape == (50, 3)
        assert 0.0 < abs(means).max() < 0.05
        wide = 0.1 + 0.9 / (1.0 + math.exp(-2.0))  # low + (high - low) sigmoid(2)
        assert np.exp(belief.log_sd.values) == pytest.approx(np.full((50, 3), wide), abs=0.01)


def test_the_last_weights_of_a_new_actor_are_a_hundredth_of_the_others():
    """Truncated at 2 / 0.8796 of 1 / sqrt(6), times 0.01; there are 36 of them."""
    last = np.array(new().actor.network.parameters()[-2].values)
    unit = 0.01 / math.sqrt(6.0)
    assert last.std() == pytest.approx(unit, rel=0.35)
    assert abs(last).max() <= 2.2737 * unit


@pytest.mark.parametrize("numbers_", ["two-hot", "square"])
def test_a_new_critic_and_its_slow_copy_say_exactly_0(numbers_):
    behaviour = new(numbers=numbers_)
    features = numbers(30, 5)
    assert behaviour.values(features) == behaviour.slow_values(features) == [0.0] * 30


def test_the_names_and_sizes_of_what_is_new():
    behaviour = new()
    actor, critic = behaviour.actor.network.parameters(), behaviour.critic.network.parameters()
    assert [p.name.split(".")[0] for p in (*actor, *critic)] == ["actor"] * 8 + ["critic"] * 8
    assert len(actor[-1].values[0]) == 6  # three means, three deviations
    assert len(new(chooses=True).actor.network.parameters()[-1].values[0]) == 3
    assert len(critic[-1].values[0]) == 9
    assert behaviour.critic.bins == pytest.approx(plain.bins_of(9, 4.0).tolist(), rel=1e-12)


def settled(**changes):
    behaviour, rng = new(**changes), stream(6, "settled")
    for p in behaviour.critic.network.parameters():
        for row in p.values:
            row[:] = [x + normal(rng, 0.0, 0.5) for x in row]
    return behaviour


def test_the_slow_critic_starts_as_a_copy_to_the_bit_and_shares_nothing():
    critic = settled().critic
    behaviour = Behaviour(BEHAVIOUR, new().actor, critic)
    ours, theirs = critic.network.parameters(), behaviour.slow.network.parameters()
    assert [p.values for p in ours] == [p.values for p in theirs]
    for p, q in zip(ours, theirs):
        assert p is not q
        assert all(a is not b for a, b in zip(p.values, q.values))
    ours[0].values[0][0] += 1.0
    assert theirs[0].values[0][0] != ours[0].values[0][0]


@pytest.mark.parametrize("k", [1, 2, 50])
def test_the_slow_critic_closes_what_098_to_the_k_leaves_of_the_gap(k):
    behaviour = settled()
    rng, online = stream(1, "shift"), behaviour.critic.network.parameters()
    start = [[list(row) for row in p.values] for p in behaviour.slow.network.parameters()]
    for p in online:
        for row in p.values:
            row[:] = [normal(rng, 0.0, 1.0) for _ in row]
    for _ in range(k):
        follow(online, behaviour.slow.network.parameters(), behaviour.settings.slow_rate)
    closed = 1.0 - 0.98 ** k
    for p, q, old in zip(online, behaviour.slow.network.parameters(), start):
        wanted = np.array(old) + closed * (np.array(p.values) - np.array(old))
        assert np.array(q.values) == pytest.approx(wanted, rel=1e-9)


def test_the_slow_critic_of_the_record():
    rate = BehaviourSettings().slow_rate
    record, slow = RECORDS["critic_ema"], [Parameter("slow", [[0.0]])]
    for online, wanted in zip(record["inputs"]["online"], record["outputs"]["slow"]):
        follow([Parameter("online", [[online]])], slow, rate)
        assert slow[0].values[0][0] == pytest.approx(wanted, rel=1e-13)


# ---------------------------------------------------------------- returns and weights


def dream_of_record(lam, gamma):
    """The record's continues times gamma are what a continue head says."""
    inputs = LAMBDA["inputs"]
    discounts = [gamma * c for c in inputs["continue_at_state_0..5"]]
    return judge_dream(columns(inputs["reward_at_state_0..5 (0 unused)"]), columns(discounts),
                       columns(inputs["value_at_state_0..5"]), lam)


@pytest.mark.parametrize(("lam", "gamma", "name"), [
    (0.95, GAMMA, "R_0..4"), (0.0, GAMMA, "lambda0_one_step"),
    (1.0, GAMMA, "lambda1_monte_carlo"), (0.95, 0.99, "gamma_0.99")])
def test_lambda_returns_of_a_dream(lam, gamma, name):
    assert LAMBDA["inputs"]["gamma"] == GAMMA
    found = [x for [x] in dream_of_record(lam, gamma).returns]
    assert found == pytest.approx(LAMBDA["outputs"][name], rel=1e-12)


def test_an_end_in_a_dream_cuts_off_all_behind_it():
    assert dream_of_record(0.95, GAMMA).returns[3] == [2.0]  # r_4 alone: the continue is 0


def test_weights_of_the_times_of_a_dream():
    """The start's own discount counts, and nothing counts behind an end."""
    discounts = WEIGHTS["inputs"]["continue_head_output(contdisc)"]
    zeros = [[0.0]] * 6
    found = judge_dream(zeros, columns(discounts), zeros, 0.95).weights
    wanted = WEIGHTS["outputs"]["reference_repo_w"]
    assert len(found) == 5
    assert [w for [w] in found] == pytest.approx(wanted[:5], rel=1e-14)
    assert found[4] == [0.0]
    longer = judge_dream([[0.0]] * 7, columns([*discounts, 1.0]), [[0.0]] * 7, 0.95).weights
    assert longer[4:] == [[0.0], [0.0]]


def test_the_discount_counts_once():
    """1 a step, for ever: a value of 333 is its own return, to the end of the dream."""
    always = [[GAMMA]] * 6
    found = judge_dream([[1.0]] * 6, always, [[HORIZON]] * 6, 0.95).returns
    assert found == [[pytest.approx(HORIZON, rel=1e-12)]] * 5
    twice = [[GAMMA * GAMMA]] * 6
    assert judge_dream([[1.0]] * 6, twice, [[HORIZON]] * 6, 0.95).returns[0][0] < HORIZON - 0.9


def test_a_dream_of_one_step():
    found = judge_dream([[9.0], [2.0]], [[0.5], [0.25]], [[7.0], [4.0]], 0.95)
    assert found.returns == [[3.0]]  # 2 + 0.25 * 4
    assert found.weights == [[0.5]]


def test_the_reward_of_the_start_is_not_looked_at():
    one, two = (judge_dream([[r, r], [1.0, 2.0], [3.0, 4.0]], [[0.9, 0.8]] * 3,
                            [[0.5, 0.6]] * 3, 0.9) for r in (0.0, 1e9))
    assert one == two


def test_each_dream_is_judged_by_itself():
    rng = stream(0, "dreams")
    rewards, values = ([[uniform(rng, -2.0, 2.0) for _ in range(3)] for _ in range(5)]
                       for _ in range(2))
    discounts = [[uniform(rng, 0.0, 1.0) for _ in range(3)] for _ in range(5)]
    found = judge_dream(rewards, discounts, values, 0.95)
    for i in range(3):
        own = [[at[i] for at in each] for each in (rewards, discounts, values)]
        wanted = plain.lambda_returns(*own, 0.95)
        assert [at[i] for at in found.returns] == pytest.approx(wanted, rel=1e-12)
        assert [at[i] for at in found.weights] == pytest.approx(
            np.cumprod(own[1])[:4].tolist(), rel=1e-12)


# ---------------------------------------------------------------- the actor's loss


def loss_of_record():
    """The record's loss, and the two parameters behind it."""
    inputs = ACTOR["inputs"]
    behaviour = scale_of(inputs["S"])
    advantages = scaled_advantages(behaviour, inputs["R_lambda"], inputs["value"])
    log_p = Parameter("log_p", columns(inputs["logp"]))
    entropy = Parameter("entropy", columns(inputs["entropy"]))
    return advantages, log_p, entropy, actor_loss(log_p, entropy, advantages, inputs["w"],
                                                  inputs["eta"])


def scale_of(spread, low=0.0, **changes):
    behaviour = new(**changes)
    behaviour.scale.low, behaviour.scale.high = low, low + spread
    return behaviour


def test_the_actors_loss_of_the_record():
    advantages, _, _, loss = loss_of_record()
    assert advantages == pytest.approx(ACTOR["outputs"]["advantage"], rel=1e-14)
    assert loss.values == [[pytest.approx(ACTOR["outputs"]["mean"], rel=1e-12)]]
    assert ACTOR["outputs"]["mean"] == pytest.approx(sum(ACTOR["outputs"]["per_step"]) / 3.0)


def test_slopes_of_the_actors_loss():
    """-w A / n with the log-probability, -w eta / n with the entropy."""
    _, log_p, entropy, loss = loss_of_record()
    backward(loss)
    assert log_p.grads == [[pytest.approx(-0.25 / 3.0)], [pytest.approx(0.9 * 0.375 / 3.0)], [0.0]]
    assert entropy.grads == [[pytest.approx(-3e-4 * w / 3.0)] for w in (1.0, 0.9, 0.5)]


def test_a_better_action_becomes_likelier():
    """Descent on the loss: where the advantage is above 0, the log-probability rises."""
    log_p = Parameter("log_p", [[-1.0], [-1.0]])
    backward(actor_loss(log_p, constant([[0.0], [0.0]]), [2.0, -2.0], [1.0, 1.0], 0.0))
    assert log_p.grads == [[-1.0], [1.0]]


def test_entropy_is_worth_the_same_whatever_the_scale_of_rewards():
    """Advantages times 1000: the slope with the entropy is the same number."""
    slopes = []
    for factor in (1.0, 1000.0):
        entropy = Parameter("entropy", [[1.0], [2.0]])
        behaviour = scale_of(3.0 * factor)
        advantages = scaled_advantages(behaviour, [2.0 * factor, 0.0], [0.5 * factor, factor])
        backward(actor_loss(constant([[-1.0], [-2.0]]), entropy, advantages, [1.0, 0.5], 0.1))
        slopes.append(entropy.grads)
    assert slopes[0] == slopes[1] == [[-0.05], [-0.025]]


# ---------------------------------------------------------------- advantages and their scale


@pytest.mark.parametrize(("spread", "divisor"), [(0.0, 1.0), (0.3, 1.0), (1.0, 1.0), (4.0, 4.0)])
def test_advantages_are_divided_by_the_spread_but_never_by_less_than_1(spread, divisor):
    found = scaled_advantages(scale_of(spread), [3.0, -1.0], [1.0, 1.0])
    assert found == [2.0 / divisor, -2.0 / divisor]


def test_an_offset_of_all_returns_and_values_cancels():
    """P5 counts in the spread alone: it is taken neither from R nor from v."""
    here = scaled_advantages(scale_of(4.0, low=-2.0), [3.0, -1.0], [1.0, 1.0])
    there = scaled_advantages(scale_of(4.0, low=98.0), [103.0, 99.0], [101.0, 101.0])
    assert here == there == [0.5, -0.5]


def test_advantages_may_be_left_as_they_are():
    assert scaled_advantages(scale_of(4.0, scaled=False), [3.0], [1.0]) == [2.0]
    assert scale_of(4.0).divisor() == 4.0
    assert scale_of(4.0, scaled=False).divisor() == 1.0


def test_the_spread_is_a_running_mean_of_percentiles_from_0():
    behaviour, low, high, rng = new(), 0.0, 0.0, stream(0, "returns")
    for _ in range(3):
        returns = [uniform(rng, -100.0, 300.0) for _ in range(37)]
        behaviour.scale.update(returns)
        low = 0.99 * low + 0.01 * np.percentile(returns, 5)
        high = 0.99 * high + 0.01 * np.percentile(returns, 95)
    assert (behaviour.scale.low, behaviour.scale.high) == pytest.approx((low, high), rel=1e-12)
    assert behaviour.divisor() == pytest.approx(high - low, rel=1e-12)
    assert high - low > 1.0


def test_with_rewards_of_0_nothing_is_scaled():
    behaviour = new()
    for _ in range(100):
        behaviour.scale.update([0.0] * 20)
    assert behaviour.divisor() == 1.0


# ---------------------------------------------------------------- the critic's loss


def test_the_critics_loss_is_one_prediction_and_two_targets():
    behaviour, rows = settled(slow_weight=0.5), numbers(4, 5)
    outputs = behaviour.critic(constant(rows))
    returns, slow, weights = [1.0, -3.0, 0.2, 60.0], [0.5, 2.0, 0.0, -0.1], [1.0, 0.9, 0.5, 0.0]
    found = critic_loss(behaviour, outputs, returns, slow, weights).values
    logits, bins = np.array(outputs.values), plain.bins_of(9, 4.0)
    each = (plain.two_hot_errors(logits, returns, bins)
            + 0.5 * plain.two_hot_errors(logits, slow, bins))
    assert found == [[pytest.approx(np.mean(np.array(weights) * each), rel=1e-12)]]
    assert BehaviourSettings().slow_weight == 1.0


def test_the_slope_of_the_critics_loss_is_softmax_less_two_hot():
    """Of both targets, weighed and over n: nothing flows through the numbers of the targets."""
    behaviour = settled()
    logits = Parameter("logits", numbers(2, 9))
    returns, slow, weights = [1.0, -3.0], [0.5, 2.0], [1.0, 0.4]
    backward(critic_loss(behaviour, logits, returns, slow, weights))
    bins = plain.bins_of(9, 4.0)
    for i in range(2):
        targets = plain.two_hot(returns[i], bins) + plain.two_hot(slow[i], bins)
        wanted = weights[i] / 2.0 * (2.0 * plain.softmax(np.array(logits.values[i])) - targets)
        assert logits.grads[i] == pytest.approx(wanted, abs=1e-12)


def test_a_new_critics_loss_is_twice_the_logarithm_of_the_number_of_bins():
    behaviour = new()
    outputs = behaviour.critic(constant(numbers(3, 5)))
    found = critic_loss(behaviour, outputs, [0.0] * 3, behaviour.slow_values(numbers(3, 5)),
                        [1.0] * 3).values
    assert found == [[pytest.approx(2.0 * math.log(9.0), rel=1e-13)]]


def test_a_plain_critics_loss():
    behaviour = new(numbers="square")
    outputs = Parameter("outputs", [[2.0], [1.0]])
    loss = critic_loss(behaviour, outputs, [1.0, 1.0], [0.0, 4.0], [1.0, 0.5])
    assert loss.values == [[0.5 * (0.5 + 2.0) + 0.5 * 0.5 * 4.5]]
    backward(total(loss))
    assert outputs.grads == [[0.5 * (1.0 + 2.0)], [0.25 * -3.0]]


def test_what_the_critic_says_comes_from_its_own_network_and_the_slow_ones_from_its_own():
    behaviour, rows = settled(), numbers(4, 5)
    p = plain.arrays(behaviour.critic.network.parameters())
    wanted = plain.softmax(plain.network(p, "critic", np.array(rows), 2)) @ plain.bins_of(9, 4.0)
    assert behaviour.values(rows) == pytest.approx(wanted.tolist(), rel=1e-9)
    assert behaviour.slow_values(rows) == [0.0] * 4  # copied before the weights were settled


def test_names_of_heads_make_critics():
    for name, make in HEADS.items():
        behaviour = new(numbers=name)
        assert type(behaviour.critic) is type(make("critic", [2], 9, 4.0, stream(0, "any")))


def test_the_settings_are_those_of_the_validated_agent():
    """Table 4 of the paper but for the horizon, eta and K, which small agents need otherwise."""
    assert BehaviourSettings() == BehaviourSettings(
        units=32, layers=2, numbers="two-hot", bins=61, limit=7.5, horizon=10, last=8, lam=0.95,
        entropy=3e-3, scaled=True, slow_weight=1.0, slow_rate=0.02, replay_weight=0.3)


@pytest.mark.parametrize(("change", "said"), [
    ({"rewards": [[1.0]] * 2}, r"the same number of times, at least 2, got \[2, 3, 3\]"),
    ({"values": [[1.0, 2.0]] * 3}, r"as many entries at each time, .*\[2, 2, 2\]"),
    ({"discounts": [[0.0], [0.0], [1.5]]}, r"must lie in \[0, 1\], got 1.5")])
def test_dreams_whose_lists_do_not_fit(change, said):
    fitting = {"rewards": [[1.0]] * 3, "discounts": [[0.9]] * 3, "values": [[0.0]] * 3, "lam": 0.9}
    judge_dream(**fitting)
    with pytest.raises(ValueError, match=said):
        judge_dream(**{**fitting, **change})


@pytest.mark.parametrize(("first", "lam"), [(-7.0, 0.9), (math.nan, 0.9), (1.5, 0.9), (1.0, 7.0)])
def test_no_weight_is_below_0_or_above_1(first, lam):
    with pytest.raises(ValueError, match="lam, as a discount, must"):
        judge_dream([[0.0], [1.0]], [[first], [1.0]], [[0.0], [0.0]], lam)
