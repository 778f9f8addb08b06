"""PPO, once more: what the reference asks for beyond the mistakes of test_ppo.py.

Its tables and helpers are used here: networks of one layer over one-hot states, whose weights
are means and values, and a small agent on the point mass.
"""

from __future__ import annotations

import copy
import math
from dataclasses import replace

import pytest
from test_ppo import (
    SETTINGS,
    Corridor,
    changed,
    collected,
    corridor_agent,
    flat,
    one_hot,
    record,
    small_agent,
    table,
)

from policywerk.actors.actor_critic import GaussianActor
from policywerk.actors.ppo import iterate, update
from policywerk.actors.surrogates import VARIANTS, as_batch, clipped_objective
from policywerk.building_blocks.acting import Episode, Step
from policywerk.building_blocks.grad import Parameter, backward, mean, zero_grads
from policywerk.building_blocks.optimizers import Adam
from policywerk.building_blocks.schedules import constant_schedule
from policywerk.primitives.scalar import INFINITY
from policywerk.world.pointmass import PointMass

# ---------------------------------------------------------------- the clipped objective


@pytest.mark.parametrize(("ratio", "advantage", "moves"), [
    (1.3, 1.0, False), (1.3, -1.0, True), (0.7, 1.0, True), (0.7, -1.0, False),
    (1.19, 1.0, True), (1.19, -1.0, True), (0.81, 1.0, True), (0.81, -1.0, True),
    (2.0, -3.0, True), (5.0, 3.0, False)])
def test_four_quadrants(ratio, advantage, moves):
    """Nothing is to be gained beyond 1.2 where it went well, nor below 0.8 where it did not.

    Elsewhere the slope is r A dlog pi: one action at 0.5 of a bell around 0 with deviation 1,
    so dlog pi / dmean = 0.5, and dlog pi / dlog sd = 0.25 - 1.
    """
    change = changed([ratio], [advantage])
    parameters = change.actor.parameters()
    zero_grads(parameters)
    backward(mean(clipped_objective(change, 0.2, 0.0)))
    weight, _, log_sd = (p.grads[0][0] for p in parameters)
    slope = ratio * advantage if moves else 0.0
    assert weight == pytest.approx(slope * 0.5, rel=1e-9)
    assert log_sd == pytest.approx(slope * -0.75, rel=1e-9)


def test_the_entropy_of_two_standard_numbers():
    belief = GaussianActor(table("a", [[0.0, 0.0]]), Parameter("log_sd", [[0.0, 0.0]])).beliefs(
        [[1.0]])
    assert belief.entropy().values[0][0] == pytest.approx(2.8378770664093453, rel=1e-15)


# ---------------------------------------------------------------- where a rollout stops


def test_a_rollout_that_stops_in_an_episode_bootstraps_from_where_it_stands():
    """Three steps of episodes of two: a whole one, and the first step of another.

    v = 4, 7, 5. A = 7 - 4 + (5 - 7), 5 - 7, and 7 - 4 for the step after which it stops.
    """
    agent = corridor_agent(Corridor(), [4.0, 7.0, 5.0], gamma=1.0, lam=1.0)
    episodes, batch = collected(agent, 3)
    assert [episode.over for episode in episodes] == [True, False]
    assert batch.advantages == [1.0, -2.0, 3.0]
    assert batch.returns == [5.0, 5.0, 7.0]


def test_with_lambda_1_it_is_equation_10():
    """r_1 + g r_2 + g^2 r_3 + g^3 r_4 + g^4 v - v_0, which is printed with other exponents."""
    case = record("returns", "gae_lambda1")
    values = case["values"]
    steps = [Step(one_hot(t, 5), [0.0], reward, one_hot(t + 1, 5), False, False)
             for t, reward in enumerate(case["rewards"])]
    actor = GaussianActor(table("a", [[0.0]] * 5), Parameter("log_sd", [[0.0]]))
    batch = as_batch([Episode(steps)], actor, table("c", [[v] for v in values]), case["gamma"],
                     1.0)
    assert batch.advantages == pytest.approx(case["advantages"]["1"], rel=1e-12)
    first = sum(0.9 ** k * r for k, r in enumerate([1.0, 2.0, 3.0, 4.0])) + 0.9 ** 4 * 0.5 - 0.1
    assert batch.advantages[0] == pytest.approx(first)


# ---------------------------------------------------------------- an iteration


class Watched:
    """An objective that notes what it is asked."""

    def __init__(self):
        self.changes = []

    def __call__(self, change, clip_range, beta):
        self.changes.append(change)
        return clipped_objective(change, clip_range, beta)


def watched_agent(**changes):
    agent, _ = small_agent(**changes)
    watched = Watched()
    agent.settings = replace(agent.settings, variant=agent.settings.variant._replace(
        objective=watched))
    return agent, watched.changes


def test_every_epoch_learns_from_every_step_once_in_an_order_of_its_own():
    agent, changes = watched_agent(minibatch=6, epochs=3)  # 16 steps: 6, 6 and 4
    iterate(agent)
    assert [len(change.batch.actions) for change in changes] == [6, 6, 4] * 3
    epochs = [[tuple(seen) for change in changes[k:k + 3] for seen in change.batch.observations]
              for k in (0, 3, 6)]
    assert len(set(epochs[0])) == 16
    assert sorted(epochs[0]) == sorted(epochs[1]) == sorted(epochs[2])
    assert epochs[0] != epochs[1] != epochs[2]


def test_the_first_ratios_of_every_iteration_are_one_and_later_ones_are_not():
    """What was learned before is the policy that acts now: log-probabilities are taken anew."""
    agent, changes = watched_agent(alpha=constant_schedule(0.05), epochs=2)
    for iteration in range(3):
        del changes[:]
        iterate(agent)
        assert changes[0].ratios.values == [[1.0]] * 8, iteration
        assert all(r != 1.0 for [r] in changes[1].ratios.values)


def test_ratios_and_advantages_of_an_iteration_are_those_of_its_steps():
    agent, _ = small_agent(alpha=constant_schedule(0.05))
    before = copy.deepcopy(agent)
    metrics = iterate(agent)
    _, batch = collected(before, before.settings.horizon)
    assert metrics.advantages == batch.advantages
    now = agent.actor.beliefs(batch.observations).log_probability(batch.actions).values
    expected = [math.exp(x - y) for [x], y in zip(now, batch.log_probabilities, strict=True)]
    assert metrics.ratios == pytest.approx(expected, rel=1e-12)
    assert len(set(metrics.ratios)) == 16


def learned(**changes):
    """The actor's numbers and the critic's after four updates."""
    agent, batch = small_agent(alpha=constant_schedule(0.02), gradient_limit=INFINITY, **changes)
    for _ in range(4):
        update(agent, batch)
    critics = {id(p) for p in agent.critic.parameters()}
    return [[row for p in agent.parameters() if (id(p) in critics) == which for row in p.values]
            for which in (False, True)]


@pytest.mark.parametrize("changes", [
    {"normalise": False}, {"entropy_weight": 0.3}, {"variant": VARIANTS["fixed KL"], "beta": 5.0},
    {"clip_range": 0.01}])
def test_what_the_critic_learns_is_no_matter_of_the_objective(changes):
    """Returns are neither shifted nor scaled with the advantages, and the networks share
    nothing: with gradients of any length, the critic's weights are the same to the last bit."""
    (actor, critic), (other, same) = learned(), learned(**changes)
    assert other != actor
    assert same == critic


def test_what_the_actor_learns_is_no_matter_of_the_values_loss():
    (actor, critic), (same, other) = learned(), learned(value_weight=0.1, value_clip=0.001)
    assert same == actor
    assert other != critic


def test_the_optimiser_remembers_from_one_iteration_to_the_next():
    """Adam's first step is as long as alpha in every entry, and only its first: a new one in
    each iteration would make all of them that long."""
    class Noting(Adam):
        seen = ()

        def step(self, parameters, alpha):
            before = [x for p in parameters for row in p.values for x in row]
            super().step(parameters, alpha)
            after = [x for p in parameters for row in p.values for x in row]
            moved = [abs(x - y) for x, y in zip(before, after)]
            self.seen = (*self.seen, sum(d > 0.009 for d in moved) / len(moved))

    agent, _ = small_agent(optimizer=Noting(), alpha=constant_schedule(0.01), epochs=1,
                           gradient_limit=INFINITY)
    iterate(agent)
    first, later = agent.optimizer.seen
    iterate(agent)
    assert first > 0.9
    assert later < 0.9
    assert max(agent.optimizer.seen[2:]) < 0.5


# ---------------------------------------------------------------- the point mass


class PaysTheFirstPush(PointMass):
    """The point mass, where a step pays what was pushed to the right."""

    def step(self, action):
        seen, _, terminated, truncated, info = super().step(action)
        return seen, action[0], terminated, truncated, info


@pytest.mark.parametrize("seed", range(3))
def test_paid_to_push_right_it_pushes_right(seed):
    agent, _ = small_agent(horizon=128, minibatch=32, alpha=constant_schedule(0.01), gamma=0.0)
    agent.environment = PaysTheFirstPush()
    agent.observation, _ = agent.environment.reset(seed=seed)
    places = [[0.3 * k, -0.2 * k, 0.1, 0.0, 0.5, -0.5] for k in range(-3, 4)]
    before = [agent.best(place)[0] for place in places]
    iterate(agent)
    gained = [agent.best(place)[0] - then for place, then in zip(places, before, strict=True)]
    assert sum(gained) / 7.0 > 0.05


def test_the_settings_of_programs_are_the_usual_ones():
    """Schulman et al. 2017, table 3 (gamma, lambda, K, clip range), and programs since."""
    assert (SETTINGS.gamma, SETTINGS.lam, SETTINGS.clip_range) == (0.99, 0.95, 0.2)
    usual = {each: type(SETTINGS).__dataclass_fields__[each].default for each in (
        "epochs", "value_weight", "entropy_weight", "gradient_limit", "normalise", "value_clip")}
    assert usual == {"epochs": 10, "value_weight": 0.5, "entropy_weight": 0.0,
                     "gradient_limit": 0.5, "normalise": True, "value_clip": None}


def test_nothing_is_learned_with_a_step_size_of_0():
    agent, _ = small_agent(alpha=constant_schedule(0.0))
    before = flat(agent)
    metrics = iterate(agent)
    assert flat(agent) == before
    assert metrics.ratios == [1.0] * 16
    assert (metrics.kl, metrics.measured.clip_fraction) == (0.0, 0.0)
