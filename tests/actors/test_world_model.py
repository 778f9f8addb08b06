"""The world model: its losses in plain numpy, which slopes go where, and that it learns."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import plain_dreamer as plain
import pytest
from tiny_dreamer import (
    RECORDS,
    SIZES,
    WORLD,
    everything,
    moved_parts,
    settle,
    slopes,
    some_batch,
    tiny,
)

from policywerk.actors.dream_lessons import dream_loss
from policywerk.actors.number_heads import PlainHead, TwoHotHead
from policywerk.actors.rssm import Latent, RSSMSizes, code_of
from policywerk.actors.sequence_batches import SequenceBatch
from policywerk.actors.world_model import (
    Watched,
    WorldSettings,
    divergence,
    image_squares,
    new_world_model,
    watch,
    world_loss,
    world_losses,
)
from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import (
    Parameter,
    add,
    backward,
    check_gradient,
    constant,
    total,
    zero_grads,
)
from policywerk.building_blocks.optimizers import LaProp
from policywerk.primitives.losses import two_hot
from policywerk.primitives.random import choice, normal, stream, uniform
from policywerk.world.pixel_pointmass import PixelPointMass

LOSSES = ("image", "reward", "continue", "dynamics", "representation")
KL = RECORDS["kl_free_bits"]


def settled_agent(chooses=False, **changes):
    """An agent with random numbers for all its parameters, the slow critic's included."""
    return settle(tiny(chooses, world=replace(WORLD, **changes)))


def settled(**changes):
    """A model with random numbers for all its parameters."""
    return settled_agent(**changes).model


def watched_by(model, batch, seed=0):
    found = watch(model, batch, stream(seed, "watch"))
    return found, world_losses(model, batch, found)


def take_the_likeliest(monkeypatch):
    """No chance from here on: of every latent the likeliest class."""
    monkeypatch.setattr(Categorical, "sample", lambda self, rng: [
        row.index(max(row)) for row in self.probabilities.values])


@pytest.fixture
def likeliest(monkeypatch):
    take_the_likeliest(monkeypatch)


# ---------------------------------------------------------------- watching, in plain numpy


STARTS = ((0, 1), (2, 0))  # at time 0 the second window begins an episode, at time 2 the first


def plain_watch(model, batch, found):
    """h and both beliefs of each time, from the codes that were drawn."""
    p, sizes = plain.arrays(model.parameters()), model.settings.sizes
    h, z, memories, after, before = np.array(batch.h), np.array(batch.z), [], [], []
    for t, latent in enumerate(found.latents):
        h = plain.cell(p, sizes.blocks, h, z, np.array(batch.actions[t]), batch.is_first[t])
        seen = plain.normed(p, "encoder.0", np.array(batch.frames[t]))
        both = np.concatenate([h, seen], axis=1)
        after.append(plain.mixed(plain.network(p, "rssm.posterior", both, 1), 3, 0.01))
        before.append(plain.mixed(plain.network(p, "rssm.prior", h, 2), 3, 0.01))
        z = np.array(latent.z.values)
        memories.append(h)
    return memories, np.concatenate(after), np.concatenate(before)


def test_watching_is_a_step_of_the_model_for_each_time():
    """Rows are time by time: row 2 t + i is window i at time t."""
    model, batch = settled(), some_batch(WORLD, first=STARTS)
    found, _ = watched_by(model, batch)
    memories, after, before = plain_watch(model, batch, found)
    assert len(found.latents) == 4
    for t, latent in enumerate(found.latents):
        assert np.array(latent.h.values) == pytest.approx(memories[t], rel=1e-10, abs=1e-12)
        assert all(sorted(row[:3]) == sorted(row[3:]) == [0.0, 0.0, 1.0] for row in latent.z.values)
        for i in range(2):
            assert found.features.values[2 * t + i] == latent.h.values[i] + latent.z.values[i]
    assert np.array(found.after.probabilities.values).reshape(8, 2, 3) == pytest.approx(
        after, rel=1e-10)
    assert np.array(found.before.probabilities.values).reshape(8, 2, 3) == pytest.approx(
        before, rel=1e-10)


def test_codes_are_drawn_from_what_is_believed_after_seeing():
    """One window of one time, many times over: shares are those of the posterior."""
    model, one = settled(), some_batch(WORLD, windows=1, times=1)
    many = SequenceBatch(*[part * 2000 for part in one[:2]],
                         *[[part[0] * 2000] for part in one[2:]])
    found, _ = watched_by(model, many)
    shares = np.array(found.latents[0].z.values).mean(axis=0)
    wanted = found.after.probabilities.values
    assert shares == pytest.approx(np.array(wanted[0] + wanted[1]), abs=0.04)
    assert np.abs(np.array(wanted[:2]) - np.array(found.before.probabilities.values[:2])
                  ).max() > 0.1  # the prior would have been another


def test_losses_in_plain_numpy():
    model = settled(free=0.5, horizon=7.0)
    batch = some_batch(WORLD, first=STARTS, terminal=((1, 0),), last=((3, 1),))
    found, losses = watched_by(model, batch)
    _, after, before = plain_watch(model, batch, found)
    p, features = plain.arrays(model.parameters()), np.array(found.features.values)
    frames = np.array(batch.frames).reshape(8, 4)
    errors = plain.sigma(plain.network(p, "decoder", features, 1)) - frames
    rewards = plain.two_hot_errors(plain.network(p, "reward", features, 1),
                                   np.array(batch.rewards).ravel(), plain.bins_of(5, 1.5))
    logits = plain.network(p, "continue", features, 1)[:, 0]
    lasting = np.where(np.array(batch.is_terminal).ravel(), 0.0, 6.0 / 7.0)
    goes_on = np.log1p(np.exp(logits)) - lasting * logits
    kl = plain.kl(after, before)
    assert (kl < 0.5).sum() in range(2, 7)  # the free amount is reached by some, not by all
    wanted = {"image": (errors * errors).sum(axis=1).mean(), "reward": rewards.mean(),
              "continue": goes_on.mean(), "dynamics": np.maximum(0.5, kl).mean(),
              "representation": np.maximum(0.5, kl).mean(), "kl": kl.mean()}
    assert {name: node.values[0][0] for name, node in losses.items()} == pytest.approx(
        wanted, rel=1e-9)
    assert [x for [x] in divergence(model, found.after, found.before).values] == pytest.approx(
        kl.tolist(), rel=1e-9)


def test_what_is_said_of_features_in_plain_numpy():
    model = settled()
    rng = stream(3, "features")
    features = [[normal(rng, 0.0, 1.0) for _ in range(10)] for _ in range(3)]
    p, rows = plain.arrays(model.parameters()), np.array(features)
    said = plain.softmax(plain.network(p, "reward", rows, 1)) @ plain.bins_of(5, 1.5)
    assert model.rewards(features) == pytest.approx(said.tolist(), rel=1e-10)
    goes_on = plain.sigma(plain.network(p, "continue", rows, 1)[:, 0])
    assert model.discounts(features) == pytest.approx(goes_on.tolist(), rel=1e-10)
    images = plain.sigma(plain.network(p, "decoder", rows, 1))
    assert np.array(model.images(features)) == pytest.approx(images, rel=1e-10)


def test_to_see_is_to_remember_and_then_to_notice(likeliest):
    """One row at a time, as an agent that acts does: the same as a batch in one go."""
    model, batch = settled(), some_batch(WORLD, windows=1, times=3, first=((1, 0),))
    found, _ = watched_by(model, batch)
    latent = Latent(constant(batch.h), constant(batch.z))
    for t in range(3):
        latent = model.see(latent, constant(batch.actions[t]), batch.is_first[t],
                           constant(batch.frames[t]), stream(0, "any"))
        assert latent.h.values == found.latents[t].h.values
        assert latent.z.values == found.latents[t].z.values


def test_to_expect_is_to_remember_and_then_to_guess(monkeypatch):
    """The guess is the prior's, from the h that is new."""
    model, batch, asked = settled(), some_batch(WORLD), []
    before = Latent(constant(batch.h), constant(batch.z))
    monkeypatch.setattr(Categorical, "sample", lambda self, rng: (
        asked.append(self.probabilities.values), [0, 1, 2, 0])[1])
    latent = model.expect(before, constant(batch.actions[0]), stream(0, "any"))
    h = model.rssm.remember(before, constant(batch.actions[0]))
    assert latent.h.values == h.values
    assert asked == [model.rssm.expected(h).probabilities.values]
    assert latent.z.values == [code_of(b"\x00\x01", SIZES), code_of(b"\x02\x00", SIZES)]


def test_rewards_are_said_by_the_head_that_is_asked_for():
    assert isinstance(settled().reward, TwoHotHead)
    model = settled(numbers="square")
    assert isinstance(model.reward, PlainHead)
    batch = some_batch(WORLD)
    watched, losses = watched_by(model, batch)
    said = model.rewards(watched.features.values)
    paid = [reward for at in batch.rewards for reward in at]
    wanted = np.mean([0.5 * (x - y) * (x - y) for x, y in zip(said, paid)])
    assert losses["reward"].values == [[pytest.approx(wanted, rel=1e-12)]]


# ---------------------------------------------------------------- starts of episodes


def test_where_an_episode_starts_nothing_before_it_counts_to_the_bit():
    """The same picture after two different pasts: the same beliefs, codes and losses."""
    model, results = settled(), []
    for seed in (1, 2):
        past = some_batch(WORLD, times=1, seed=seed)
        batch = some_batch(WORLD, times=1, first=((0, 0), (0, 1)))
        found, losses = watched_by(model, batch._replace(h=past.h, z=past.z,
                                                         actions=past.actions))
        results.append((found.features.values, found.after.probabilities.values,
                        found.before.probabilities.values,
                        [losses[name].values for name in LOSSES]))
    assert results[0] == results[1]
    batch = some_batch(WORLD, times=1)
    unlike, _ = watched_by(model, batch)
    assert unlike.features.values[0][:4] != results[0][0][0][:4]


def part(batch, start, stop):
    """Some times of a batch."""
    return SequenceBatch(batch.h, batch.z, *[each[start:stop] for each in batch[2:]])


def test_a_window_with_a_start_in_the_middle_is_two_windows(likeliest):
    model, both = settled(), ((2, 0), (2, 1))
    whole = some_batch(WORLD, times=5, first=both)
    found, _ = watched_by(model, whole)
    alone, losses = watched_by(model, part(some_batch(WORLD, times=5, first=both), 2, 5))
    assert [each.h.values for each in found.latents[2:]] == [
        each.h.values for each in alone.latents]
    assert found.features.values[4:] == alone.features.values
    assert found.after.probabilities.values[8:] == alone.after.probabilities.values
    assert found.before.probabilities.values[8:] == alone.before.probabilities.values
    first, _ = watched_by(model, part(whole, 0, 2))
    assert found.features.values[:4] == first.features.values
    # and so are its losses: two rows of five are the first part's, three the second's
    _, of_first = watched_by(model, part(whole, 0, 2))
    _, of_whole = watched_by(model, whole)
    for name in LOSSES:
        mixed = (2.0 * of_first[name].values[0][0] + 3.0 * losses[name].values[0][0]) / 5.0
        assert of_whole[name].values[0][0] == pytest.approx(mixed, rel=1e-12)


def test_no_slope_passes_the_start_of_an_episode():
    """A loss of what comes after it moves nothing before it: here, the first encoded picture."""
    model = settled()
    for first, moved in ((((1, 0),), False), ((), True)):
        picture = Parameter("picture", [[0.1, 0.4, 0.2, 0.9]])
        action = constant([[0.3, -0.2]])
        start = model.rssm.start(1)
        latent = model.see(start, action, [True], picture, stream(0, "draws"))
        h = model.rssm.remember(latent, action, [bool(first)])
        backward(total(h))
        assert any(x != 0.0 for x in picture.grads[0]) == moved


# ---------------------------------------------------------------- table 1.5: which slopes go where


ROWS = {
    "image": {"encoder", "cell", "posterior", "decoder"},
    "reward": {"encoder", "cell", "posterior", "reward"},
    "continue": {"encoder", "cell", "posterior", "continue"},
    "dynamics": {"encoder", "cell", "posterior", "prior"},  # the first three through h alone
    "representation": {"encoder", "cell", "posterior"},
}


def moved_by(model, batch, name):
    _, losses = watched_by(model, batch)
    return moved_parts(slopes(losses[name], model.parameters()))


FILTERS = {"eyes": "convolutional", "pixels": 16, "decoder": 4, "sizes": replace(SIZES, seen=4)}


@pytest.mark.parametrize("changes", [{}, FILTERS], ids=["dense", "convolutional"])
@pytest.mark.parametrize("name", LOSSES)
def test_slopes_of_each_loss_go_where_they_should_and_nowhere_else(name, changes):
    model = settled(free=0.0, **changes)
    assert moved_by(model, some_batch(model.settings), name) == ROWS[name]


@pytest.mark.parametrize("chooses", [False, True], ids=["mover", "chooser"])
@pytest.mark.parametrize("name", LOSSES)
def test_of_a_whole_agent_the_models_losses_move_neither_actor_nor_critic(name, chooses):
    """Exactly 0.0 in actor, critic and slow critic; what dreams teach moves the first two.

    The rows of actor and critic alone, with their zeros in the model, are in test_dreamer.py.
    """
    agent, batch = settled_agent(chooses, free=0.0), some_batch(WORLD)
    slow = agent.behaviour.slow.network.parameters()
    zero_grads(slow)
    for with_dreams, more in ((False, set()), (True, {"actor", "critic"})):
        found, losses = watched_by(agent.model, batch)
        loss = losses[name]
        if with_dreams:
            loss = add(loss, dream_loss(agent.model, agent.behaviour, batch, found,
                                        stream(0, "dream"))[0])
        assert moved_parts(slopes(loss, everything(agent))) == ROWS[name] | more
        assert all(x == 0.0 for p in slow for row in p.grads for x in row)


def test_slopes_of_a_model_with_filters_by_differences(likeliest):
    """What no draw stands before: the decoder, and at a single time posterior and encoder."""
    model = settled(free=0.0, **FILTERS)
    batch = some_batch(model.settings, times=1)
    check_gradient(lambda: watched_by(model, batch)[1]["image"], model.decoder.parameters(), 1e-7)
    check_gradient(lambda: watched_by(model, batch)[1]["representation"],
                   model.encoder.parameters(), 1e-6)


@pytest.mark.parametrize(("changes", "said"), [
    ({"eyes": "compound"}, r"eyes must be one of \['dense', 'convolutional'\], got 'compound'"),
    ({"decoder": 3}, "take a multiple of 2 numbers, not 3"),
    ({"sizes": replace(SIZES, seen=5)}, "take a multiple of 2 numbers, not 5"),
    ({"pixels": 15}, "got 15 pixels: change the images, or take dense eyes")])
def test_eyes_that_will_not_do(changes, said):
    with pytest.raises(ValueError, match=said):
        replace(WORLD, **{**FILTERS, **changes})


def test_of_one_time_the_dynamics_loss_does_not_move_what_it_is_to_expect():
    """Posterior and encoder are reached through the h of later times; here there are none."""
    batch = some_batch(WORLD, times=1)
    assert moved_by(settled(free=0.0), batch, "dynamics") == {"cell", "prior"}
    assert moved_by(settled(free=0.0), batch, "representation") == {
        "encoder", "cell", "posterior"}


def test_the_dynamics_loss_stops_at_the_start_of_an_episode():
    """All rows begin episodes: no h of a later time either."""
    every = tuple((t, i) for t in range(4) for i in range(2))
    batch = some_batch(WORLD, first=every)
    assert moved_by(settled(free=0.0), batch, "dynamics") == {"cell", "prior"}


def test_without_straight_through_no_loss_teaches_the_code():
    """Only the representation loss still moves the posterior: it does not pass a code."""
    model = settled(free=0.0, sizes=replace(SIZES, straight_through=False))
    for name in ("image", "dynamics"):
        assert "posterior" not in moved_by(model, some_batch(WORLD), name)
    assert "posterior" in moved_by(model, some_batch(WORLD), "representation")


@pytest.mark.parametrize("name", ["dynamics", "representation"])
def test_below_the_free_amount_nothing_moves(name):
    assert moved_by(settled(free=50.0), some_batch(WORLD), name) == set()


# ---------------------------------------------------------------- divergence and free bits


def model_of_record():
    sizes = RSSMSizes(state=4, blocks=2, units=3, latents=2, classes=4, seen=3)
    return new_world_model(replace(WORLD, sizes=sizes), stream(0, "weights"))


def of_record(model, posterior, prior):
    """Losses of one row with these logits."""
    batch = some_batch(model.settings, windows=1, times=1)
    watched = watch(model, batch, stream(0, "watch"))
    return world_losses(model, batch, Watched(
        watched.latents, watched.features, Categorical(posterior, 0.01),
        Categorical(prior, 0.01)))


@pytest.mark.parametrize(("which", "outputs"), [
    ("posterior_logits_far", "far"), ("posterior_logits_near", "near_below_free_nats")])
def test_divergence_and_its_slopes_of_the_record(which, outputs):
    """0.1 of them go to the posterior, all to the prior; below 1 nat none, and the loss is 1.1."""
    model, wanted = model_of_record(), KL["outputs"][outputs]
    after = Parameter("after", KL["inputs"][which])
    before = Parameter("before", KL["inputs"]["prior_logits"])
    losses = of_record(model, after, before)
    assert losses["dynamics"].values == [[pytest.approx(wanted["L_dyn"], rel=1e-12)]]
    assert losses["representation"].values == [[pytest.approx(wanted["L_rep"], rel=1e-12)]]
    losses["image"] = losses["reward"] = losses["continue"] = constant([[0.0]])
    loss = world_loss(model.settings, losses)
    assert loss.values == [[pytest.approx(wanted["weighted"], rel=1e-12)]]
    backward(loss)
    found = [x for p in (after, before) for row in p.grads for x in row]
    assert found == pytest.approx([*wanted["grad_post_logits"], *wanted["grad_prior_logits"]],
                                  abs=3e-9)
    assert [x == 0.0 for x in found] == [outputs != "far"] * 16


def test_the_free_amount_is_taken_row_by_row_and_after_the_latents_are_added(monkeypatch):
    """KL .1 and .2 in one row, 1.2 and 1.8 in the other: mean(max(1, .3), 3) = 2.

    Per latent it would be (2 + 3) / 2, after the mean max(1, 1.65).
    """
    model = model_of_record()
    monkeypatch.setattr("policywerk.actors.world_model.kl_categoricals",
                        lambda p, q: constant([[0.1], [0.2], [1.2], [1.8]]))
    batch = some_batch(model.settings, windows=2, times=1)
    _, losses = watched_by(model, batch)
    assert losses["dynamics"].values == losses["representation"].values == [[pytest.approx(2.0)]]


def test_the_divergence_is_that_of_the_mixed_probabilities():
    """All but sure of other classes: ln 0.9925 / 0.0025 each, or nearly, not infinity."""
    model = model_of_record()
    far = RECORDS["unimix"]["inputs"]["logits_extreme"]
    p = Categorical(constant([far, far]), 0.01)
    q = Categorical(constant([far[::-1], far[::-1]]), 0.01)
    each = (0.9925 - 0.0025) * math.log(0.9925 / 0.0025)
    assert divergence(model, p, q).values == [[pytest.approx(2.0 * each, rel=1e-9)]]
    batch = some_batch(model.settings, windows=1, times=1)
    found = watch(model, batch, stream(0, "watch"))
    assert (found.after.unimix, found.before.unimix) == (0.01, 0.01)


# ---------------------------------------------------------------- targets


def test_a_truncation_goes_on_and_an_end_does_not():
    """Targets, by their slopes sigmoid(x) - target, over n rows: gamma where a clock cut off."""
    model = settled(horizon=333.0)
    batch = some_batch(WORLD, windows=1, times=3, last=((1, 0),), terminal=((2, 0),))
    watched, losses = watched_by(model, batch)
    bias = model.goes_on.parameters()[-1]
    said = model.discounts(watched.features.values)
    zero_grads(model.parameters())
    backward(losses["continue"])
    gamma = 1.0 - 1.0 / 333.0
    wanted = sum(p - target for p, target in zip(said, (gamma, gamma, 0.0))) / 3.0
    assert bias.grads[0][0] == pytest.approx(wanted, rel=1e-10)


@pytest.mark.parametrize(("terminal", "name"), [(False, "loss_nonterminal"),
                                                (True, "loss_terminal")])
def test_the_continue_head_of_the_record(terminal, name):
    record = RECORDS["continue_head"]
    model = settled(horizon=float(record["inputs"]["horizon"]))
    for p in model.goes_on.parameters():
        for row in p.values:
            row[:] = [0.0] * len(row)
    model.goes_on.parameters()[-1].values[0][0] = record["inputs"]["logit"]
    batch = some_batch(WORLD, windows=1, times=1, terminal=((0, 0),) if terminal else ())
    _, losses = watched_by(model, batch)
    assert losses["continue"].values == [[pytest.approx(record["outputs"][name], rel=1e-12)]]


def test_gamma_is_one_less_the_inverse_of_the_horizon():
    assert WorldSettings(horizon=333.0).gamma == pytest.approx(0.996996996996997, rel=1e-15)
    assert WorldSettings().gamma == pytest.approx(32.0 / 33.0, rel=1e-15)


def test_all_losses_are_added_with_their_weights():
    parts = {name: constant([[value]]) for name, value in
             zip((*LOSSES, "kl"), (1.0, 10.0, 100.0, 1000.0, 10000.0, 1e6))}
    settings = WorldSettings(image_weight=2.0, dynamics_weight=0.5, representation_weight=0.3)
    assert world_loss(settings, parts).values == [[2.0 + 110.0 + 500.0 + 3000.0]]
    weights = WorldSettings()
    assert (weights.image_weight, weights.dynamics_weight, weights.representation_weight,
            weights.free) == (20.0, 1.0, 0.1, 1.0)


def test_a_lit_pixel_weighs_more_where_that_is_asked():
    for lit in (0.0, 3.0):
        one = settle(tiny(world=replace(WORLD, lit=lit))).model
        features = constant([[0.1 * k for k in range(WORLD.sizes.features)]])
        frame = [(k % 3) / 2.0 for k in range(WORLD.pixels)]
        seen = one.images(features.values)[0]
        [squares] = image_squares(one, features, constant([frame])).values
        assert squares == pytest.approx(
            [(1.0 + lit * x) * (y - x) ** 2 for x, y in zip(frame, seen, strict=True)], rel=1e-12)


# ---------------------------------------------------------------- at first


def frames_of_point_mass(n):
    environment = PixelPointMass([[0.5, -0.5]])
    environment.reset(seed=0)
    rng = stream(0, "actions")
    return [environment.step(environment.action_space.sample(rng))[0] for _ in range(n)]


def test_a_new_model_of_full_size():
    """Rewards of exactly 0, a loss of ln 61, and some nats to be learnt; table of section 1.6."""
    settings = WorldSettings()
    model = new_world_model(settings, stream(1, "weights"))
    frames = frames_of_point_mass(12)
    batch = SequenceBatch(
        [[0.0] * 64], [[0.0] * 64], [[frame] for frame in frames],
        [environment_action(t) for t in range(12)], [[t == 0] for t in range(12)],
        [[-0.1 * t] for t in range(12)], [[False]] * 12, [[False]] * 12)
    watched, losses = watched_by(model, batch)
    assert model.rewards(watched.features.values) == [0.0] * 12
    assert losses["reward"].values == [[pytest.approx(math.log(61.0), rel=1e-12)]]
    nats = [x for [x] in divergence(model, watched.after, watched.before).values]
    assert min(nats) > 0.1
    assert max(nats) < 5.0
    assert 0.8 < np.mean(nats) < 3.5
    assert all(0.05 < d < 0.95 for d in model.discounts(watched.features.values))
    image = model.images(watched.features.values)
    assert np.array(image) == pytest.approx(np.full((12, 256), 0.5), abs=0.48)


def environment_action(t):
    return [[math.cos(t), math.sin(2.0 * t)]]


# ---------------------------------------------------------------- slopes, and that it learns


def test_the_gradient_of_what_can_be_seen_by_differences():
    """Without codes: one time, whose h has no drawn past, and losses that do not pass z."""
    model = settled(free=0.0)
    batch = some_batch(WORLD, times=1)
    check_gradient(lambda: watched_by(model, batch)[1]["dynamics"],
                   model.rssm.prior.parameters(), 1e-6)
    check_gradient(lambda: watched_by(model, batch)[1]["representation"],
                   [*model.rssm.posterior.parameters(), *model.encoder.parameters()], 1e-6)


SMALL = WorldSettings(RSSMSizes(state=8, blocks=2, units=8, latents=2, classes=4, seen=8),
                      pixels=16, decoder=8, head=8, bins=9, limit=2.0, horizon=20.0,
                      image_weight=5.0)


def learn(model, batches, updates, alpha):
    """So many steps on what batches() gives; the last losses."""
    rule, rng = LaProp(0.9, 0.99, 1e-20), stream(0, "chance")
    parameters, losses = model.parameters(), {}
    for k in range(updates):
        batch = batches()
        watched = watch(model, batch, rng)
        losses = world_losses(model, batch, watched)
        zero_grads(parameters)
        backward(world_loss(model.settings, losses))
        rule.step(parameters, alpha * (1.0 - k / updates))
    return {name: node.values[0][0] for name, node in losses.items()}


@pytest.mark.slow
def test_one_batch_is_learnt_by_heart():
    """Two windows of dots that move: 300 updates leave less than 5 % of the image's error.

    The error of a reward falls to the entropy of its two-hot target, and no further.
    """
    rng = stream(5, "dots")
    dots = [[[float(k == (3 * t + 7 * i) % 16) for k in range(16)] for i in range(2)]
            for t in range(4)]
    rewards = [[uniform(rng, -1.5, 1.5) for _ in range(2)] for _ in range(4)]
    batch = some_batch(SMALL, times=4, first=((0, 0), (0, 1)), last=((3, 0),), terminal=((3, 1),))
    batch = batch._replace(frames=dots, rewards=rewards)
    model = new_world_model(SMALL, stream(0, "weights"))
    first = watched_by(model, batch)[1]["image"].values[0][0]
    last = learn(model, lambda: batch, 300, 0.03)
    assert last["image"] < 0.05 * first
    bins = plain.bins_of(9, 2.0).tolist()
    targets = [two_hot(y, bins) for at in rewards for y in at]
    entropy = -sum(p * math.log(p) for row in targets for p in row if p > 0.0) / 8.0
    assert 0.2 < entropy < 0.8
    assert entropy < last["reward"] < entropy + 0.06
    # and the continue head to the entropy of gamma
    gamma = 0.95
    floor = -7.0 / 8.0 * (gamma * math.log(gamma) + 0.05 * math.log(0.05))
    assert floor < last["continue"] < floor + 0.03


@pytest.mark.slow
def test_an_end_that_always_comes_at_the_fifth_step_is_expected_there(monkeypatch):
    """The picture shows the step: 0 at the end, gamma elsewhere."""
    rng = stream(2, "windows")
    pictures = [[float(k % 6 == step) for k in range(16)] for step in range(6)]

    def batch():
        starts = [choice(rng, range(6)) for _ in range(2)]
        steps = [[(start + t) % 6 for start in starts] for t in range(6)]
        return some_batch(SMALL, windows=2, times=6)._replace(
            frames=[[pictures[step] for step in at] for at in steps],
            is_first=[[step == 0 for step in at] for at in steps],
            rewards=[[0.0] * 2] * 6, is_terminal=[[step == 5 for step in at] for at in steps],
            is_last=[[step == 5 for step in at] for at in steps])

    model = new_world_model(SMALL, stream(0, "weights"))
    learn(model, batch, 200, 0.03)
    take_the_likeliest(monkeypatch)
    one = batch()
    watched = watch(model, one, stream(9, "watch"))
    said, ends = model.discounts(watched.features.values), [e for at in one.is_terminal for e in at]
    assert ends.count(True) == 2
    assert max(d for d, end in zip(said, ends) if end) < 0.05
    assert [d for d, end in zip(said, ends) if not end] == pytest.approx([0.95] * 10, abs=0.04)


@pytest.mark.slow
def test_an_image_that_counts_too_little_is_not_looked_at():
    """Twelve places of a dot. Only with a large weight do the latents tell more than is free."""
    batch = some_batch(SMALL, windows=12, times=1, first=[(0, i) for i in range(12)])._replace(
        frames=[[[float(k == i) for k in range(16)] for i in range(12)]], rewards=[[0.0] * 12])
    found = {}
    for weight in (0.3, 20.0):
        model = new_world_model(replace(SMALL, image_weight=weight), stream(0, "weights"))
        found[weight] = learn(model, lambda: batch, 200, 0.03)
    assert found[0.3]["kl"] < 1.0
    assert found[0.3]["dynamics"] == pytest.approx(1.0, abs=0.05)
    assert found[20.0]["kl"] > 1.3
    assert found[20.0]["image"] < 0.85 * found[0.3]["image"]


def test_losses_that_are_missing_are_named():
    losses = {name: constant([[1.0]]) for name in LOSSES if name not in ("image", "continue")}
    with pytest.raises(ValueError, match=r"missing \['continue', 'image'\]"):
        world_loss(WORLD, losses)


def test_a_head_for_going_on_says_one_number():
    model = settled()
    model.goes_on = model.decoder
    with pytest.raises(ValueError, match="goes_on must say one number a row, got 4"):
        model.discounts([[0.0] * SIZES.features])
