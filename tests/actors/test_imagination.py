"""Dreams: which action leads where, who is asked for what, and where no slope goes."""

from __future__ import annotations

import math

import numpy as np
import plain_dreamer as plain
import pytest
from tiny_dreamer import SIZES, everything, moved_parts, settle, slopes, tiny

from policywerk.actors.imagination import dream
from policywerk.actors.rssm import Latent, code_of
from policywerk.building_blocks.grad import Parameter, add, constant, stack_rows, total
from policywerk.primitives.random import normal, stream

STEPS = 3


def some_start(node=constant):
    """Two starts; node makes a node of numbers."""
    rng = stream(2, "start")
    h = [[normal(rng, 0.0, 1.0) for _ in range(SIZES.state)] for _ in range(2)]
    return Latent(node(h), node([code_of(bytes(each), SIZES) for each in ((0, 1), (2, 2))]))


def dreamt(chooses=False, seed=0, start=None, horizon=STEPS):
    agent = settle(tiny(chooses))
    return agent, dream(agent.model, agent.behaviour.actor, start or some_start(), horizon,
                        stream(seed, "dream"))


def raw(agent, features):
    """What the actor's network says, in numpy."""
    p = plain.arrays(agent.behaviour.actor.network.parameters())
    return plain.network(p, "actor", np.array(features), 2)


def normal_of(agent, features):
    """Means and deviations of a mover."""
    m, s = np.split(raw(agent, features), 2, axis=1)
    return np.tanh(m), 0.1 + 0.9 * plain.sigma(s + 2.0)


# ---------------------------------------------------------------- what leads where


@pytest.mark.parametrize("chooses", [False, True])
def test_each_action_leads_from_the_state_it_was_taken_in_to_the_next(chooses):
    agent, found = dreamt(chooses)
    p = plain.arrays(agent.model.parameters())
    assert len(found.latents) == len(found.features) == STEPS + 1
    assert len(found.actions) == len(found.log_probabilities) == len(found.entropies) == STEPS
    for t in range(STEPS):
        here, there = found.latents[t], found.latents[t + 1]
        wanted = plain.cell(p, SIZES.blocks, np.array(here.h.values), np.array(here.z.values),
                            np.array(found.actions[t]))
        assert np.array(there.h.values) == pytest.approx(wanted, rel=1e-11, abs=1e-13)
    if not chooses:
        assert found.actions[0] != found.actions[1] != found.actions[2]


def test_features_are_those_of_the_latents_with_the_start_first():
    _, found = dreamt()
    start = some_start()
    assert found.features[0] == start.features().values
    assert found.features == [latent.features().values for latent in found.latents]


def test_the_log_probability_is_that_of_the_action_taken_in_that_state():
    """Not of the one before, nor of a clipped one: some of these lie beyond 1."""
    agent, found = dreamt()
    assert max(abs(x) for at in found.actions for row in at for x in row) > 1.0
    for features, actions, logs, entropies in zip(found.features, found.actions,
                                                  found.log_probabilities, found.entropies):
        mean, sd = normal_of(agent, features)
        z = (np.array(actions) - mean) / sd
        wanted = (-0.5 * z * z - np.log(sd) - 0.5 * math.log(2.0 * math.pi)).sum(axis=1)
        assert [x for [x] in logs.values] == pytest.approx(wanted.tolist(), rel=1e-10)
        wanted = (np.log(sd) + 0.5 * math.log(2.0 * math.pi * math.e)).sum(axis=1)
        assert [x for [x] in entropies.values] == pytest.approx(wanted.tolist(), rel=1e-10)


def test_choices_are_scored_with_their_share_of_chance():
    agent, found = dreamt(chooses=True)
    for features, actions, logs, entropies in zip(found.features, found.actions,
                                                  found.log_probabilities, found.entropies):
        p = 0.99 * plain.softmax(raw(agent, features)) + 0.01 / 2.0
        assert all(sorted(row) == [0.0, 1.0] for row in actions)
        wanted = np.log((p * np.array(actions)).sum(axis=1))
        assert [x for [x] in logs.values] == pytest.approx(wanted.tolist(), rel=1e-10)
        assert [x for [x] in entropies.values] == pytest.approx(
            (-(p * np.log(p)).sum(axis=1)).tolist(), rel=1e-10)


def test_outcomes_are_drawn_from_the_prior():
    """It is certain of classes 2 and 0, and so is every dream; the posterior says 1 and 1."""
    agent = settle(tiny())
    for network, logits in ((agent.model.rssm.prior, [0.0, 0.0, 90.0, 90.0, 0.0, 0.0]),
                            (agent.model.rssm.posterior, [0.0, 90.0, 0.0, 0.0, 90.0, 0.0])):
        for p in network.parameters():
            for row in p.values:
                row[:] = [0.0] * len(row)
        network.parameters()[-1].values[0][:] = logits
    found = dream(agent.model, agent.behaviour.actor, some_start(), 20, stream(0, "dream"))
    drawn = [row for latent in found.latents[1:] for row in latent.z.values]
    certain = sum(row == [0.0, 0.0, 1.0, 1.0, 0.0, 0.0] for row in drawn)
    assert certain >= 36  # of 40: each latent leaves 0.01 * 2 / 3 to chance


def test_actions_and_outcomes_are_drawn():
    """Draws are spread as the actor believes: not its mean, nor the likeliest class."""
    agent = settle(tiny())
    start = some_start()
    many = Latent(constant([start.h.values[0]] * 400), constant([start.z.values[0]] * 400))
    found = dream(agent.model, agent.behaviour.actor, many, 1, stream(0, "dream"))
    mean, sd = normal_of(agent, found.features[0])
    actions = np.array(found.actions[0])
    assert actions.mean(axis=0) == pytest.approx(mean[0], abs=0.2)
    assert actions.std(axis=0) == pytest.approx(sd[0], rel=0.15)
    assert len({tuple(row) for row in found.latents[1].z.values}) >= 5  # of nine codes


def test_the_same_stream_dreams_the_same():
    one, two, other = (dreamt(seed=seed)[1] for seed in (0, 0, 1))
    assert (one.features, one.actions) == (two.features, two.actions)
    assert one.actions[0] != other.actions[0]


@pytest.mark.parametrize("horizon", [1, 5])
def test_a_dream_is_as_long_as_it_should_be(horizon):
    _, found = dreamt(horizon=horizon)
    assert [len(found.features), len(found.actions)] == [horizon + 1, horizon]


# ---------------------------------------------------------------- where no slope goes


@pytest.mark.parametrize("chooses", [False, True])
def test_slopes_reach_the_actor_and_nothing_else(chooses):
    """Table 1.5: log-probabilities and entropies move neither the model nor where it began."""
    parameters = []

    def node(values):
        parameters.append(Parameter("start", values))
        return parameters[-1]

    agent, found = dreamt(chooses, start=some_start(node))
    loss = add(total(stack_rows(found.log_probabilities)), total(stack_rows(found.entropies)))
    moved = moved_parts(slopes(loss, [*everything(agent), *parameters]))
    assert moved == {"actor"}
    assert not any(latent.h.needs_grad or latent.z.needs_grad for latent in found.latents)


@pytest.mark.parametrize("which", ["log_probabilities", "entropies"])
def test_all_steps_of_a_dream_reach_the_actor(which):
    agent, found = dreamt()
    for node in getattr(found, which):
        assert moved_parts(slopes(total(node), everything(agent))) == {"actor"}
