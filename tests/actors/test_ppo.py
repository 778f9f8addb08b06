"""PPO: the records, known mistakes each with a test, gradients, and that it learns.

Many networks here are tables: one layer without a bend, over states that are one-hot rows, so
that a mean, a logit or a value is one weight and all can be worked by hand.
"""

from __future__ import annotations

import json
import math
import pickle
from dataclasses import replace
from pathlib import Path

import ppo_bits
import pytest

from interpreters import interpreters, run_python
from policywerk.actors.actor_critic import (
    CategoricalActor,
    GaussianActor,
    actor_of,
    categorical_actor,
    critic,
    gaussian_actor,
    tanh_network,
)
from policywerk.actors.ppo import (
    PPO,
    Ended,
    PPODiverged,
    PPOSettings,
    batch_loss,
    explained_variance,
    gather_steps,
    iterate,
    minibatches,
    normalised,
    total_loss,
    update,
    value_loss,
)
from policywerk.actors.surrogates import (
    VARIANTS,
    Batch,
    Change,
    adapted,
    as_batch,
    clipped_objective,
    from_column,
    measure,
    part,
    penalised_objective,
    plain_objective,
    steady,
)
from policywerk.building_blocks.acting import Episode, Step
from policywerk.building_blocks.dense import Dense
from policywerk.building_blocks.distributions import Gaussian
from policywerk.building_blocks.grad import (
    Parameter,
    backward,
    check_gradient,
    constant,
    mean,
    multiply,
    zero_grads,
)
from policywerk.building_blocks.network import Network
from policywerk.building_blocks.optimizers import SGD, Adam
from policywerk.building_blocks.schedules import constant_schedule, linear_schedule
from policywerk.building_blocks.spaces import Box, Discrete
from policywerk.primitives.random import normal, stream, uniform
from policywerk.world.pointmass import PointMass

DATA = Path(__file__).parents[1] / "data"


def record(file, name):
    found = json.loads((DATA / f"{file}_values.json").read_bytes())
    if "records" in found:
        return next(each for each in found["records"] if each["name"] == name)
    return found[name]


CLIP = record("ppo", "clip_objective")
GAUSSIAN = record("policies", "gaussian")
GAE = record("returns", "gae")
SETTINGS = PPOSettings(VARIANTS["clipping"], constant_schedule(0.01), horizon=16, minibatch=8,
                       epochs=3)


def table(name, rows):
    """A network that says rows[s] in the state whose observation is one-hot at s."""
    columns = [list(column) for column in zip(*rows)]
    return Network([Dense(Parameter(f"{name}.weight", columns),
                          Parameter(f"{name}.bias", [[0.0] * len(columns)]))])


def one_hot(s, n):
    return [float(k == s) for k in range(n)]


def changed(ratios, advantages):
    """A change with these ratios: Gaussians of deviation 1 whose log-probabilities differ so."""
    n = len(ratios)
    actor = GaussianActor(table("actor", [[0.0]] * n), Parameter("log_sd", [[0.0]]))
    rows = [one_hot(s, n) for s in range(n)]
    now = actor.beliefs(rows).log_probability([[0.5]] * n).values
    before = [[x] for [x] in now]
    logs = [x - math.log(r) for [x], r in zip(before, ratios)]
    batch = Batch(rows, [[0.5]] * n, logs, [[0.0, 0.0]] * n, [0.0] * n, advantages, [0.0] * n)
    return Change(actor, batch, advantages)


# ---------------------------------------------------------------- records


@pytest.mark.parametrize("k", range(5))
def test_clip_objective_value(k):
    inputs, outputs = CLIP["inputs"], CLIP["outputs"]
    change = changed(inputs["ratio"], [inputs["advantage"][k]] * 9)
    # ratios are exp(log r), so just at 0.8 and 1.2 one lies on either side: the value is the same
    found = [x for [x] in clipped_objective(change, inputs["epsilon"], 0.0).values]
    assert found == pytest.approx(outputs["objective[adv][ratio]"][k], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("k", range(5))
def test_clip_objective_slope(k):
    inputs, outputs = CLIP["inputs"], CLIP["outputs"]
    ratios = Parameter("ratios", [[r] for r in inputs["ratio"]])
    advantage = inputs["advantage"][k]
    change = changed([1.0] * 9, [advantage] * 9)
    change.ratios = ratios  # exact ones, also at the kinks
    backward(mean(clipped_objective(change, inputs["epsilon"], 0.0)))
    slopes = [9.0 * g for [g] in ratios.grads]
    assert slopes == pytest.approx(outputs["d_objective_d_ratio[adv][ratio]"][k], abs=1e-12)


def gaussian_of_record():
    inputs = GAUSSIAN["inputs"]
    mean_ = table("actor", [inputs["mean"]])
    log_sd = Parameter("log_sd", [[math.log(sd) for sd in inputs["std"]]])
    return GaussianActor(mean_, log_sd)


def test_gaussian():
    inputs, outputs = GAUSSIAN["inputs"], GAUSSIAN["outputs"]
    actor = gaussian_of_record()
    belief = actor.beliefs([[1.0]])
    logp = belief.log_probability([inputs["action"]])
    assert logp.values[0][0] == pytest.approx(outputs["logp"], rel=1e-14)
    assert belief.entropy().values[0][0] == pytest.approx(outputs["entropy"], rel=1e-14)
    backward(logp)
    assert actor.log_sd.grads[0] == pytest.approx(outputs["dlogp_dlogstd"], rel=1e-12)
    weight = actor.network.parameters()[0]
    assert [g for [g] in weight.grads] == pytest.approx(outputs["dlogp_dmean"], rel=1e-12)


def test_gaussian_kl_adaptive_beta():
    kept = record("distributions", "gaussian_kl_adaptive_beta")
    inputs, outputs = kept["inputs"], kept["outputs"]
    (mean_, sd), (new_mean, new_sd) = inputs["old"], inputs["new"]
    actor = GaussianActor(table("actor", [[new_mean]]), Parameter("log_sd", [[math.log(new_sd)]]))
    batch = Batch([[1.0]], [[0.0]], [0.0], [[mean_, math.log(sd)]], [0.0], [0.0], [0.0])
    change = Change(actor, batch, [0.0])
    assert change.kl.values[0][0] == pytest.approx(outputs["KL_old_new"], rel=1e-12)
    # the advantage is 0, so the objective is -beta KL(old || new), not KL(new || old)
    penalty = penalised_objective(change, 0.2, 3.0).values[0][0]
    assert penalty == pytest.approx(-3.0 * outputs["KL_old_new"], rel=1e-12)
    for d in (0.02, 0.005, 0.012):
        assert adapted(inputs["beta"], d, inputs["d_targ"]) == outputs[f"beta_next_if_d={d}"]
        assert steady(inputs["beta"], d, inputs["d_targ"]) == inputs["beta"]
    # half below 0.01 / 1.5 = 0.00667, twice above 0.015
    assert [adapted(8.0, d, 0.01) for d in (0.0066, 0.0067, 0.0149, 0.0151)] == [
        4.0, 8.0, 8.0, 16.0]


def test_ppo_total_loss():
    kept = record("ppo", "ppo_total_loss")
    given = kept["inputs"]
    settings = replace(SETTINGS, value_weight=given["c1"], entropy_weight=given["c2"])
    three = [constant([[given[name]]]) for name in ("L_clip", "L_vf", "S")]
    loss = total_loss(*three, settings).values[0][0]
    assert loss == pytest.approx(kept["outputs"]["loss"], rel=1e-12)  # -0.3 + 0.4 - 0.02


def test_advantage_norm():
    kept = record("primitives", "advantage_norm")
    found = normalised(kept["inputs"]["adv"])
    # ours is NumPy's and the baselines'; PyTorch's divides by n - 1, so is smaller by sqrt(3/4)
    assert found == pytest.approx(kept["outputs"]["population_std (numpy, baselines)"], rel=1e-12)
    other = kept["outputs"]["unbiased_std (torch .std, CleanRL)"]
    assert [x * math.sqrt(3 / 4) for x in found] == pytest.approx(other, rel=1e-7)


def valued(values, batch_values, returns):
    n = len(values)
    batch = Batch([[1.0]] * n, [0] * n, [0.0] * n, [[0.0]] * n, batch_values, [0.0] * n, returns)
    return constant([[v] for v in values]), batch


def test_value_clip():
    kept = record("ppo", "value_clip")
    given = kept["inputs"]
    values, batch = valued(given["new"], given["old"], given["return"])
    assert value_loss(values, batch, given["clip"]).values[0][0] == pytest.approx(
        kept["outputs"]["loss_half_mean_max"], rel=1e-12)
    plain = sum(kept["outputs"]["unclipped"]) / 6.0
    assert value_loss(values, batch, None).values[0][0] == pytest.approx(plain, rel=1e-12)


def test_global_grad_clip():
    # One norm over both networks: whatever the loss is multiplied by, a step of gradient descent
    # is as long as the limit.
    agent, batch = small_agent(optimizer=SGD(), gradient_limit=0.5,
                               alpha=constant_schedule(1.0))
    loud = batch._replace(returns=[1e6 + g for g in batch.returns])
    before = flat(agent)
    update(agent, loud)
    step = math.dist(before, flat(agent))
    assert step == pytest.approx(0.5, rel=1e-6)


def test_kl_estimators():
    # log r = 0.1, -0.2, 0.05: k1 = -(-0.05) / 3;  r - 1 - log r = 0.005170918, 0.018730753,
    # 0.001271096, over 3.  At 0.2 one ratio of three, 0.8187, is inside; at 0.15 it is outside.
    change = changed([math.exp(0.1), math.exp(-0.2), math.exp(0.05)], [0.0] * 3)
    found = measure(change, 0.2)
    assert found.k1 == pytest.approx(0.05 / 3.0, rel=1e-9)
    assert found.k3 == pytest.approx((0.005170918 + 0.018730753 + 0.001271096) / 3.0, rel=1e-6)
    assert found.clip_fraction == 0.0
    assert measure(change, 0.15).clip_fraction == pytest.approx(1.0 / 3.0)
    assert found.entropy == pytest.approx(1.4189385332046727)


def test_k3_and_k1_agree_with_the_kl_of_two_gaussians():
    # Over many actions of the first, both estimate KL(first || second) = 0.02.
    actor = GaussianActor(table("actor", [[0.2]]), Parameter("log_sd", [[0.0]]))
    rng, n = stream(3, "actions"), 4000
    actions = [[normal(rng, 0.0, 1.0)] for _ in range(n)]
    before = Gaussian(constant([[0.0]] * n), constant([[0.0]]))
    logs = [x for [x] in before.log_probability(actions).values]
    batch = Batch([[1.0]] * n, actions, logs, [[0.0, 0.0]] * n, [0.0] * n, [0.0] * n, [0.0] * n)
    change = Change(actor, batch, batch.advantages)
    found = measure(change, 0.2)
    assert mean(change.kl).values[0][0] == pytest.approx(0.02, rel=1e-12)
    assert found.k3 == pytest.approx(0.02, abs=0.002)
    assert found.k1 == pytest.approx(0.02, abs=4 * 0.2 / math.sqrt(n))
    assert found.k3 >= 0.0


def test_explained_variance_by_hand():
    # returns 1, 3 have variance 1; errors 0.5, -0.5 have 0.25; a constant error explains all
    assert explained_variance([0.5, 3.5], [1.0, 3.0]) == 0.75
    assert explained_variance([11.0, 13.0], [1.0, 3.0]) == 1.0
    assert explained_variance([0.0, 0.0], [1.0, 3.0]) == 0.0
    assert explained_variance([3.0, 1.0], [1.0, 3.0]) == -3.0
    assert explained_variance([1.0, 2.0], [5.0, 5.0]) == 0.0


# ---------------------------------------------------------------- mistakes, a test each


def episodes_of_the_gae_record():
    """Its six steps through states 0 to 5; 6, 7 and 8 are where three of them led to."""
    after = [1, 2, 6, 4, 7, 8]
    values = [*GAE["values"], GAE["next_values"][2], GAE["next_values"][4], GAE["next_values"][5]]
    steps = [Step(one_hot(t, 9), [0.0], GAE["rewards"][t], one_hot(after[t], 9),
                  bool(GAE["terminated"][t]), bool(GAE["truncated"][t])) for t in range(6)]
    actor = GaussianActor(table("actor", [[0.0]] * 9), Parameter("log_sd", [[0.0]]))
    cut = [Episode(steps[:3]), Episode(steps[3:5]), Episode(steps[5:])]
    return as_batch(cut, actor, table("critic", [[v] for v in values]), GAE["gamma"], GAE["lam"])


def test_mistake_bootstrapping_zero_on_truncation():
    found = episodes_of_the_gae_record().advantages
    assert found == pytest.approx(GAE["advantages"], rel=1e-12)
    assert found[3:5] != pytest.approx(GAE["wrong_truncation_as_termination_at_3_and_4"])


class Corridor:
    """Steps that pay 0; an episode is cut off after two. Its start is state 0, then 1, 2."""

    observation_space, action_space = Box(0.0, 1.0, (3,)), Box(-1.0, 1.0, (1,))

    def __init__(self, reward=0.0, terminates=False):
        self.at, self.reward, self.terminates = 0, reward, terminates

    def reset(self, seed=None, options=None):
        self.at = 0
        return one_hot(0, 3), {}

    def step(self, action):
        assert -1.0 <= action[0] <= 1.0
        self.at += 1
        over = self.at == 2
        return (one_hot(self.at, 3), self.reward, over and self.terminates,
                over and not self.terminates, {})


def corridor_agent(world, values, **changes):
    actor = GaussianActor(table("actor", [[0.0]] * 3), Parameter("actor.log_sd", [[0.0]]))
    return PPO(replace(SETTINGS, **changes), actor, table("critic", [[v] for v in values]),
               Adam(tiny=1e-5), world, world.reset()[0], stream(1, "acting"),
               stream(1, "shuffling"), beta=1.0)


def collected(agent, steps):
    agent.settings = replace(agent.settings, horizon=steps)
    episodes = gather_steps(agent)
    return episodes, as_batch(episodes, agent.actor, agent.critic, agent.settings.gamma,
                              agent.settings.lam)


def test_mistake_bootstrapping_from_the_observation_of_the_reset():
    # A start is worth 100, the end of an episode 0: with v(reset) in its place, the second
    # advantage of each episode would be near 99.
    _, batch = collected(corridor_agent(Corridor(), [100.0, 0.0, 0.0], gamma=1.0, lam=1.0), 6)
    assert batch.advantages == [-100.0, 0.0] * 3


def test_mistake_gae_leaks_across_episode_ends():
    found = episodes_of_the_gae_record().advantages
    assert found[3:5] != pytest.approx(GAE["wrong_leak_across_the_reset_at_3_and_4"])
    # and what comes later changes nothing of what ended before
    assert found[:3] == pytest.approx(GAE["advantages"][:3], rel=1e-12)


def test_mistake_done_shifted_by_one():
    # Two steps an episode, reward 1, v = 0, lam = 1: 1 + 0.9 * 1, then 1, and again.
    agent = corridor_agent(Corridor(1.0, terminates=True), [0.0] * 3, gamma=0.9, lam=1.0)
    _, batch = collected(agent, 6)
    assert batch.advantages == pytest.approx([1.9, 1.0] * 3)


def test_mistake_log_probability_of_the_clipped_action():
    outputs = GAUSSIAN["outputs"]
    action = GAUSSIAN["inputs"]["action"]  # both numbers are beyond 1
    steps = [Step([1.0], action, 0.0, [1.0], True, False)]
    batch = as_batch([Episode(steps)], gaussian_of_record(), table("critic", [[0.0]]), 0.9, 0.9)
    assert batch.actions == [action]
    assert batch.log_probabilities == pytest.approx([outputs["logp"]], rel=1e-12)
    assert batch.log_probabilities[0] != pytest.approx(outputs["WRONG_logp_of_clipped_action"])


def test_mistake_actions_stored_clipped():
    episodes, batch = collected(corridor_agent(Corridor(), [0.0] * 3), 64)
    # the world asserts that it saw -1 to 1; of 64 standard normal numbers about 20 are beyond
    assert 10 < sum(abs(action) > 1.0 for [action] in batch.actions) < 32
    assert batch.actions == [step.action for episode in episodes for step in episode.steps]


def test_mistake_old_log_probabilities_recomputed():
    agent, batch = small_agent(alpha=constant_schedule(0.05))
    kept = list(batch.log_probabilities)
    fractions = [update(agent, batch).clip_fraction for _ in range(10)]
    assert fractions[0] == 0.0
    assert max(fractions) > 0.1
    assert batch.log_probabilities == kept


def test_mistake_clipping_without_the_minimum():
    found = [x for [x] in clipped_objective(changed([2.0, 0.5], [-1.0, 1.0]), 0.2, 0.0).values]
    assert found == pytest.approx([-2.0, 0.5])  # clip(r) A alone: -1.2 and 0.8


def test_mistake_returns_of_normalised_advantages():
    batch = episodes_of_the_gae_record()
    expected = [a + v for a, v in zip(GAE["advantages"], GAE["values"])]
    assert batch.returns == pytest.approx(expected, rel=1e-12)
    assert batch.advantages == pytest.approx(GAE["advantages"], rel=1e-12)  # not normalised


def test_mistake_advantages_normalised_over_the_wrong_set():
    # Each minibatch by itself: of steps whose advantages are 1 and 3 nothing is left but -1 and 1,
    # also when the batch has a step of 1000.
    agent, batch = small_agent()
    seen = []
    agent.settings = replace(agent.settings, variant=agent.settings.variant._replace(
        objective=lambda change, e, beta: seen.append(change.advantages.values)
        or clipped_objective(change, e, beta)))
    advantages = [1.0, 3.0, 1000.0, *batch.advantages[3:]]
    update(agent, part(batch._replace(advantages=advantages), [1, 0]))
    assert [a for [a] in seen[0]] == pytest.approx([1.0, -1.0], rel=1e-7)


def test_mistake_normalising_a_minibatch_of_one():
    assert normalised([3.0]) == [3.0]
    assert normalised([2.0, 2.0]) == [0.0, 0.0]
    agent, batch = small_agent()
    before = flat(agent)
    update(agent, part(batch, [0]))
    assert all(math.isfinite(x) for x in flat(agent))
    assert flat(agent) != before


def test_mistake_averaging_over_the_dimensions_of_an_action():
    belief = GaussianActor(table("actor", [[0.0, 0.0]]), Parameter("log_sd", [[0.0, 0.0]])).beliefs(
        [[1.0]])
    assert belief.entropy().values[0][0] == pytest.approx(2.0 * 1.41893853320467, rel=1e-12)
    outputs = GAUSSIAN["outputs"]
    assert outputs["logp"] == pytest.approx(sum(outputs["logp_per_dim"]))
    # ratios of single dimensions multiply: 1.5 and 1.2 give 1.8
    both = Batch([[1.0]], [[0.0, 0.0]], [belief.log_probability([[0.0, 0.0]]).values[0][0]
                                       - math.log(1.5) - math.log(1.2)],
                 [[0.0] * 4], [0.0], [0.0], [0.0])
    actor = GaussianActor(table("actor", [[0.0, 0.0]]), Parameter("log_sd", [[0.0, 0.0]]))
    assert Change(actor, both, [0.0]).ratios.values[0][0] == pytest.approx(1.8)


def test_mistake_a_deviation_from_the_network_is_excluded():
    # log sd is a parameter of one row: neither a network's output nor a raw deviation. It does not
    # see the state, and it may be any finite number.
    actor = gaussian_actor([2, 3, 1], stream(1, "weights"), log_sd=-0.5)
    belief = actor.beliefs([[0.0, 0.0], [5.0, -5.0]])
    assert belief.log_sd.values == [[-0.5], [-0.5]]
    assert actor.parameters()[-1] is actor.log_sd
    with pytest.raises(ValueError, match="one row"):
        GaussianActor(actor.network, Parameter("log_sd", [[0.0], [0.0]]))


def test_mistake_advantages_recomputed_in_each_epoch():
    # What is learned from is one list of constants: learning leaves it as it was, and no slope
    # of the policy's loss reaches the critic.
    agent, batch = small_agent()
    kept = pickle.dumps(batch)
    seen = []
    agent.settings = replace(agent.settings, normalise=False, variant=VARIANTS["clipping"]._replace(
        objective=lambda change, e, beta: seen.append(change.advantages) or
        clipped_objective(change, e, beta)))
    for _ in range(3):
        update(agent, batch)
    assert pickle.dumps(batch) == kept
    assert [node.values for node in seen] == [[[a] for a in batch.advantages]] * 3
    assert not any(node.needs_grad for node in seen)


def test_mistake_value_loss_in_a_shared_trunk_is_excluded():
    # Actor and critic share no parameter: the value loss moves no number of the actor, and the
    # objective none of the critic.
    agent, batch = small_agent()
    actors, critics = agent.actor.parameters(), agent.critic.parameters()
    assert not {id(p) for p in actors} & {id(p) for p in critics}
    zero_grads(agent.parameters())
    backward(value_loss(agent.critic(constant(batch.observations)), batch, None))
    assert all(g == 0.0 for p in actors for row in p.grads for g in row)
    assert any(g != 0.0 for p in critics for row in p.grads for g in row)
    zero_grads(agent.parameters())
    change = Change(agent.actor, batch, batch.advantages)
    backward(mean(clipped_objective(change, 0.2, 0.0)))
    assert all(g == 0.0 for p in critics for row in p.grads for g in row)
    assert any(g != 0.0 for p in actors for row in p.grads for g in row)


def test_mistake_step_size_annealed_by_epochs():
    alphas = []

    class Noting(Adam):
        def step(self, parameters, alpha):
            alphas.append(alpha)
            super().step(parameters, alpha)

    agent, _ = small_agent(optimizer=Noting(), alpha=linear_schedule(0.4, 0.0, 4))
    for _ in range(4):
        iterate(agent)
    # lr (1 - i / N): six updates (three epochs of two minibatches) an iteration, each alike
    assert alphas == pytest.approx([0.4] * 6 + [0.3] * 6 + [0.2] * 6 + [0.1] * 6)


# ---------------------------------------------------------------- the first update, and slopes


def small_agent(kind="gaussian", optimizer=None, **changes):
    """A tiny agent on the point mass, and its first batch; of choices, the arms are pushes."""
    world, weights = PointMass(), stream(5, "weights")
    if kind == "gaussian":
        actor = gaussian_actor([6, 3, 2], weights)
    else:
        world, actor = Pushes(), categorical_actor([6, 3, 4], weights)
    observation, _ = world.reset(seed=5)
    settings = replace(SETTINGS, **changes)
    agent = PPO(settings, actor, critic([6, 3, 1], weights), optimizer or Adam(tiny=1e-5), world,
                observation, stream(5, "acting"), stream(5, "shuffling"), settings.beta)
    _, batch = collected(agent, settings.horizon)
    return agent, batch


class Pushes(PointMass):
    """The point mass with four choices: right, left, up, down."""

    def __init__(self):
        super().__init__()
        self.action_space = Discrete(4)

    def step(self, action):
        self.action_space = Box(-1.0, 1.0, (2,))
        found = super().step([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]][action])
        self.action_space = Discrete(4)
        return found


def flat(agent):
    return [x for p in agent.parameters() for row in p.values for x in row]


@pytest.mark.parametrize("kind", ["gaussian", "categorical"])
def test_every_ratio_of_the_first_minibatch_is_exactly_one(kind):
    agent, batch = small_agent(kind)
    for indices in minibatches(stream(1, "shuffling"), 16, 5):
        change = Change(agent.actor, part(batch, indices), normalised([0.0] * len(indices)))
        assert change.ratios.values == [[1.0]] * len(indices)
        assert change.kl.values == [[0.0]] * len(indices)
        assert measure(change, 0.2)[:3] == (0.0, 0.0, 0.0)


def test_the_first_gradient_is_the_plain_policy_gradient():
    # There min(r A, clip(r) A) = A, and its slope is A times that of log pi. The mean of A is 0.
    agent, batch = small_agent()
    advantages = normalised(batch.advantages)
    change = Change(agent.actor, batch, advantages)
    objective = mean(clipped_objective(change, 0.2, 0.0))
    assert objective.values[0][0] == pytest.approx(0.0, abs=1e-15)
    parameters = agent.actor.parameters()
    zero_grads(parameters)
    backward(objective)
    clipped = [g for p in parameters for row in p.grads for g in row]
    zero_grads(parameters)
    logs = agent.actor.beliefs(batch.observations).log_probability(batch.actions)
    weighed = constant([[a] for a in advantages])
    backward(mean(multiply(logs, weighed)))
    assert clipped == pytest.approx([g for p in parameters for row in p.grads for g in row])


def test_the_policy_gradient_of_a_bandit_is_the_closed_form():
    # Two arms with p = 1/4, 3/4 that earn 1 and 2, drawn as often as is expected: 1.75 on average.
    # p_j (q_j - 1.75) = 0.25 * -0.75 and 0.75 * 0.25
    actor = CategoricalActor(table("actor", [[0.0, math.log(3.0)]]))
    arms, earned = [0, 1, 1, 1], [1.0, 2.0, 2.0, 2.0]
    logs = [x for [x] in actor.beliefs([[1.0]] * 4).log_probability(arms).values]
    batch = Batch([[1.0]] * 4, arms, logs, [[0.0, math.log(3.0)]] * 4, [0.0] * 4, earned, earned)
    backward(mean(clipped_objective(Change(actor, batch, earned), 0.2, 0.0)))
    assert [g for [g] in actor.parameters()[0].grads] == pytest.approx([-0.1875, 0.1875])


def test_the_kl_of_choices_is_from_then_to_now():
    # then 1/2, 1/2 and now 1/4, 3/4: (log 2 + log (2/3)) / 2 = log(4/3) / 2
    actor = CategoricalActor(table("actor", [[0.0, math.log(3.0)]]))
    batch = Batch([[1.0]], [0], [math.log(0.5)], [[7.0, 7.0]], [0.0], [0.0], [0.0])
    change = Change(actor, batch, [0.0])
    assert change.kl.values[0][0] == pytest.approx(0.5 * math.log(4.0 / 3.0), rel=1e-12)
    assert change.ratios.values[0][0] == pytest.approx(0.5)


@pytest.mark.parametrize("value_clip", [None, 0.2])
@pytest.mark.parametrize("variant", list(VARIANTS))
@pytest.mark.parametrize("kind", ["gaussian", "categorical"])
def test_every_slope_is_that_of_a_central_difference(kind, variant, value_clip):
    agent, batch = small_agent(kind, entropy_weight=0.3, beta=2.0, variant=VARIANTS[variant],
                               value_clip=value_clip, clip_range=0.05)
    # ratios away from 1, so that some are clipped and none is at a kink
    batch = batch._replace(log_probabilities=[x + 0.1 * math.sin(3.0 * t) for t, x in
                                              enumerate(batch.log_probabilities)],
                           values=[v + 0.3 * math.sin(t) for t, v in enumerate(batch.values)])
    for p in agent.parameters():  # and away from where the KL has its minimum
        for row in p.values:
            row[:] = [1.3 * x + 0.01 for x in row]
    advantages = normalised(batch.advantages)
    check_gradient(lambda: batch_loss(agent, batch, Change(agent.actor, batch, advantages)),
                   agent.parameters())
    assert 0.0 < measure(Change(agent.actor, batch, advantages), 0.05).clip_fraction < 1.0


def test_variants_are_one_function_apart():
    agent, batch = small_agent()
    change = Change(agent.actor, batch, batch.advantages)
    plain = plain_objective(change, 0.2, 1.0).values
    assert plain == clipped_objective(change, 0.2, 1.0).values  # all ratios are 1
    assert plain == penalised_objective(change, 0.2, 1.0).values  # and KL is 0


def test_minibatches_use_every_index_once():
    for steps, size in ((64, 16), (10, 3), (5, 5), (4, 9)):
        pieces = minibatches(stream(1, "shuffling"), steps, size)
        assert sorted(i for piece in pieces for i in piece) == list(range(steps))
        assert [len(piece) for piece in pieces[:-1]] == [size] * (len(pieces) - 1)
    rng = stream(1, "shuffling")
    assert minibatches(rng, 64, 16) != minibatches(rng, 64, 16)  # another order each epoch


# ---------------------------------------------------------------- iterations


def test_an_episode_counts_whole_wherever_an_iteration_ends():
    # Episodes of two steps that pay 1, horizons of three: one ends in the first, two in the second.
    agent = corridor_agent(Corridor(1.0), [0.0] * 3, horizon=3, minibatch=3)
    assert [iterate(agent).ended for _ in range(3)] == [
        [Ended(2.0, 2, False)], [Ended(2.0, 2, False)] * 2, [Ended(2.0, 2, False)]]
    long = corridor_agent(Corridor(1.0, terminates=True), [0.0] * 3, horizon=1, minibatch=1)
    assert [iterate(long).ended for _ in range(4)] == [[], [Ended(2.0, 2, True)]] * 2


def test_after_an_end_the_next_horizon_begins_at_a_start():
    agent = corridor_agent(Corridor(), [0.0] * 3, horizon=2, minibatch=2)
    for _ in range(2):
        iterate(agent)
        assert agent.observation == one_hot(0, 3)
    agent.settings = replace(agent.settings, horizon=3)
    iterate(agent)
    assert agent.observation == one_hot(1, 3)


def test_old_slopes_do_not_count():
    (clean, batch), (dirty, _) = small_agent(), small_agent()
    for p in dirty.parameters():
        for row in p.grads:
            row[:] = [7.0] * len(row)
    update(clean, batch)
    update(dirty, batch)
    assert flat(clean) == flat(dirty)


def test_no_further_epoch_after_one_that_moved_too_far():
    far, _ = small_agent(alpha=constant_schedule(0.05), epochs=8)
    assert iterate(far).epochs == 8
    stopped, _ = small_agent(alpha=constant_schedule(0.05), epochs=8, kl_stop=0.01)
    metrics = iterate(stopped)
    assert 1 <= metrics.epochs < 8
    assert stopped.iteration == 1
    # what counts is the whole epoch: before its first update the policy had not moved at all
    at_once, _ = small_agent(epochs=8, kl_stop=1e-12)
    assert iterate(at_once).epochs == 1


def test_the_penalty_adapts():
    strong, _ = small_agent(variant=VARIANTS["adaptive KL"], alpha=constant_schedule(1e-6))
    assert [iterate(strong).beta for _ in range(3)] == [0.5, 0.25, 0.125]
    weak, _ = small_agent(variant=VARIANTS["adaptive KL"], alpha=constant_schedule(0.05))
    metrics = iterate(weak)
    assert metrics.kl > 0.015
    assert metrics.beta == 2.0
    fixed, _ = small_agent(variant=VARIANTS["fixed KL"], alpha=constant_schedule(0.05))
    assert iterate(fixed).beta == 1.0


def test_a_pickled_agent_goes_on_as_if_nothing_had_happened():
    agent, _ = small_agent(alpha=linear_schedule(0.01, 0.0, 6))
    iterate(agent)
    copy = pickle.loads(pickle.dumps(agent))
    assert [iterate(copy) for _ in range(2)] == [iterate(agent) for _ in range(2)]
    assert flat(copy) == flat(agent)


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_what_is_learned_has_the_same_bits_everywhere(interpreter):
    assert run_python(interpreter, ppo_bits.__file__).strip() == ppo_bits.digest()


def test_one_that_runs_away_says_where():
    agent, _ = small_agent(variant=VARIANTS["no clipping"], optimizer=SGD(), gradient_limit=1e300,
                           alpha=constant_schedule(1e6))
    with pytest.raises(PPODiverged, match="iteration 0: log_sd must be from"):
        iterate(agent)


def test_weights_make_the_same_actor_again():
    for kind in ("gaussian", "categorical"):
        agent, batch = small_agent(kind)
        weights = {p.name: p.values for p in agent.actor.parameters()}
        again = actor_of(weights)
        belief = again.beliefs(batch.observations)
        assert [x for [x] in belief.log_probability(batch.actions).values] == (
            batch.log_probabilities)
        assert again.likeliest(belief)[0] == agent.best(batch.observations[0])
        assert again.notes(belief) == batch.notes
    with pytest.raises(ValueError, match="actor has weights"):
        actor_of({"critic.0.weight": [[1.0]], "critic.0.bias": [[0.0]]})


def test_first_weights():
    # Hidden layers have columns of length sqrt 2, an actor's last rows of 0.01, a critic's of 1.
    actor, judge = gaussian_actor([6, 32, 2], stream(1, "w")), critic([6, 32, 1], stream(2, "w"))
    lengths = [[math.hypot(*row) for row in p.values] for p in actor.parameters()]
    assert lengths[2] == pytest.approx([0.01, 0.01])
    assert [math.hypot(*row) for row in judge.parameters()[2].values] == pytest.approx([1.0])
    columns = zip(*actor.parameters()[0].values)
    assert [math.hypot(*column) for column in columns] == pytest.approx([math.sqrt(2.0)] * 6)
    assert lengths[1] == [0.0]
    assert actor.log_sd.values == [[0.0, 0.0]]


@pytest.mark.parametrize(("changes", "match"), [
    ({"horizon": 0}, "horizon"), ({"minibatch": 0}, "minibatch"), ({"epochs": 0}, "epochs"),
    ({"gamma": 1.1}, "gamma"), ({"lam": math.nan}, "lam"), ({"clip_range": -0.1}, "clip_range"),
    ({"kl_target": math.inf}, "kl_target"), ({"gradient_limit": 0.0}, "gradient_limit"),
    ({"kl_stop": 0.0}, "kl_stop"), ({"value_clip": -1.0}, "value_clip"),
])
def test_settings_that_will_not_do(changes, match):
    with pytest.raises(ValueError, match=match):
        replace(SETTINGS, **changes)


def test_steps_that_are_not_there():
    _, batch = small_agent()
    for i in (-1, 16):
        with pytest.raises(ValueError, match=f"no step {i}"):
            part(batch, [0, i])
    with pytest.raises(ValueError, match="one entry"):
        from_column([[1.0], [1.0, 2.0]])


def test_networks_that_will_not_do():
    with pytest.raises(ValueError, match="one number"):
        critic([3, 2], stream(0, "w"))
    with pytest.raises(ValueError, match="sizes"):
        tanh_network("actor", [3], 1.0, stream(0, "w"))


# ---------------------------------------------------------------- it learns


class Aim:
    """One step an episode: see a target, name a number, pay the squared distance."""

    observation_space, action_space = Box(-1.0, 1.0, (1,)), Box(-2.0, 2.0, (1,))

    def __init__(self, reward):
        self.reward, self.rng, self.target = reward, stream(0, "targets"), 0.0

    def reset(self, seed=None, options=None):
        if seed is not None:
            self.rng = stream(seed, "targets")
        self.target = uniform(self.rng, -0.8, 0.8)
        return [self.target], {}

    def step(self, action):
        return [self.target], self.reward(self.target, action), True, False, {}


def aiming(seed, reward, actor, **changes):
    world = Aim(reward)
    observation, _ = world.reset(seed=seed)
    settings = replace(SETTINGS, horizon=64, minibatch=16, epochs=5,
                       alpha=linear_schedule(0.03, 0.0, 14), **changes)
    return PPO(settings, actor, critic([1, 8, 1], stream(seed, "critic")), Adam(tiny=1e-5), world,
               observation, stream(seed, "acting"), stream(seed, "shuffling"), settings.beta)


def squared(target, action):
    return -(action[0] - target) * (action[0] - target)


@pytest.mark.parametrize("variant", ["clipping", "adaptive KL"])
@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2))])
def test_it_learns_to_hit_a_target_that_it_sees(seed, variant):
    agent = aiming(seed, squared, gaussian_actor([1, 8, 1], stream(seed, "actor")),
                   variant=VARIANTS[variant])
    for _ in range(14):
        iterate(agent)
    targets = [-0.8 + 0.1 * k for k in range(17)]
    errors = [abs(agent.best([target])[0] - target) for target in targets]
    assert sum(errors) / 17.0 < 0.12  # answering 0 would miss by 0.42 on average
    assert agent.actor.log_sd.values[0][0] < -0.5  # and it has become surer than at first


@pytest.mark.parametrize("seed", range(3))
def test_it_learns_which_of_two_choices(seed):
    def right(target, action):
        return 1.0 if action == int(target > 0.0) else 0.0

    agent = aiming(seed, right, categorical_actor([1, 8, 2], stream(seed, "actor")))
    agent.environment.action_space = Discrete(2)
    for _ in range(10):
        metrics = iterate(agent)
    chosen = [agent.best([target]) for target in (-0.7, -0.2, 0.2, 0.7)]
    assert chosen == [0, 0, 1, 1]
    assert sum(end.earned for end in metrics.ended) / 64.0 > 0.8  # chance earns 0.5
    assert metrics.measured.entropy < 0.6  # it began at log 2


def test_a_reward_that_is_the_action_raises_the_mean():
    agent = aiming(0, lambda target, action: action[0],
                   gaussian_actor([1, 8, 1], stream(0, "actor")))
    before = agent.best([0.3])[0]
    iterate(agent)
    assert agent.best([0.3])[0] > before + 0.05
