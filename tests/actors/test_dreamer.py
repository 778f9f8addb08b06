"""The whole agent: its rows, its batches, what dreams teach, and one step of learning."""

from __future__ import annotations

import math
from copy import deepcopy
from dataclasses import replace

import dreamer_bits
import numpy as np
import plain_dreamer as plain
import pytest
from tiny_dreamer import (
    BEHAVIOUR,
    RECORDS,
    SETTINGS,
    SIZES,
    WORLD,
    everything,
    moved_parts,
    replayed,
    settle,
    slopes,
    some_batch,
    tiny,
)

from interpreters import interpreters, run_python
from policywerk.actors import dream_lessons, dreamer
from policywerk.actors.behaviour import BehaviourSettings
from policywerk.actors.dream_lessons import dream_loss, judge, replay_returns
from policywerk.actors.dreamer import (
    Dreamer,
    DreamerSettings,
    acting_parameters,
    new_dreamer,
    take_weights,
)
from policywerk.actors.rssm import Latent, code_of, without_slopes
from policywerk.actors.sequence_batches import Mind, sequence_batch
from policywerk.actors.world_model import (
    WorldSettings,
    divergence,
    watch,
    world_loss,
    world_losses,
)
from policywerk.building_blocks.clipped_actions import ClippedActions
from policywerk.building_blocks.frames import as_frame
from policywerk.building_blocks.grad import add, backward, check_gradient, constant, zero_grads
from policywerk.building_blocks.network import count
from policywerk.building_blocks.optimizers import LaProp
from policywerk.building_blocks.replay_buffer import LatentRow, Row
from policywerk.lessons import l07_dreamer
from policywerk.lessons.experiment import Given
from policywerk.primitives.random import integer, stream, uniform
from policywerk.primitives.vector import one_hot

GAMMA = WORLD.gamma  # 0.8


def watched_by(agent, batch, name="watch"):
    return watch(agent.model, batch, stream(0, name))


class Lesson:
    """What dreams taught an agent about a batch, and all that was passed on the way."""

    def __init__(self, agent, batch, monkeypatch):
        self.agent, self.batch = agent, batch
        self.dreams, self.of_actor, self.of_critic = [], [], []
        with monkeypatch.context() as patch:
            for kept, name in ((self.dreams, "dream"), (self.of_actor, "actor_loss"),
                               (self.of_critic, "critic_loss")):
                patch.setattr(dream_lessons, name,
                              self.keeping(getattr(dream_lessons, name), kept))
            self.watched = watched_by(agent, batch)
            self.total, self.told = dream_loss(agent.model, agent.behaviour, batch, self.watched,
                                               stream(0, "dream"))

    @staticmethod
    def keeping(function, kept):
        def call(*given):
            kept.append(function(*given))
            return kept[-1]
        return call

    @property
    def dream(self):
        return self.dreams[0]


BATCH = {"windows": 3, "first": ((2, 0),), "last": ((1, 0), (3, 2)), "terminal": ((2, 1),)}


@pytest.fixture(params=[False, True], ids=["mover", "chooser"])
def lesson(request, monkeypatch):
    agent = settle(tiny(request.param))
    agent.behaviour.scale.low, agent.behaviour.scale.high = -1.0, 3.0
    return Lesson(agent, some_batch(WORLD, **BATCH), monkeypatch)


# ---------------------------------------------------------------- rows, as an agent lives


def picture(rng):
    return bytes(integer(rng, 256) for _ in range(WORLD.pixels))


def live(agent, rows, seed=0, every=7, terminal=True):
    """So many rows of episodes of `every` rows each, with pictures at random."""
    rng = stream(seed, "life")
    for k in range(rows):
        first, last, frame = k % every == 0, k % every == every - 1, picture(rng)
        agent.see(frame, first, rng)
        action = [0.0, 0.0] if last else [uniform(rng, -1.5, 1.5) for _ in range(2)]
        agent.remember(Row(frame, action, 0.0 if first else uniform(rng, -2.0, 2.0), first, last,
                           last and terminal))
    return agent


def pixels(frame):
    return [level / 255.0 for level in frame]


def check_minds(agent):
    """Each row's h comes of h, z and the action of the row before; at a start, of zeros."""
    p, sizes = plain.arrays(agent.model.parameters()), agent.settings.world.sizes
    h, z, action = (np.zeros((1, n)) for n in (sizes.state, sizes.code, sizes.action))
    for k in range(len(agent.buffer)):
        row, mind = agent.buffer.get(k)
        h = plain.cell(p, sizes.blocks, h, z, action, [row.is_first])
        assert isinstance(mind, Mind)
        assert mind.h == pytest.approx(h[0].tolist(), rel=1e-9, abs=1e-11)
        z, action = np.array([code_of(mind.z, sizes)]), np.array([row.action])
        assert z.sum() == sizes.latents
    assert agent.latent.h.values == [agent.buffer.get(len(agent.buffer) - 1).latents.h]
    assert agent.latent.z.values == z.tolist()


def test_a_row_keeps_what_was_in_mind_after_its_picture():
    agent = live(settle(tiny()), 9, every=4)
    check_minds(agent)
    assert len({agent.buffer.get(k).latents.z for k in range(9)}) > 2


def test_a_new_agent_has_nothing_in_mind_and_has_done_nothing():
    agent = tiny()
    assert agent.latent.features().values == [[0.0] * 10]
    assert agent.action == [0.0, 0.0]
    assert (len(agent.buffer), agent.updates) == (0, 0)


def test_codes_in_mind_are_drawn_from_the_posterior():
    agent = settle(tiny())
    frame, drawn, rng = picture(stream(0, "picture")), [], stream(1, "draws")
    for _ in range(1500):
        agent.see(frame, True, rng)
        drawn.append(agent.latent.z.values[0])
    seen = agent.model.encoder(constant([pixels(frame)]))
    wanted = agent.model.rssm.noticed(agent.latent.h, seen).probabilities.values
    assert np.mean(drawn, axis=0) == pytest.approx(wanted[0] + wanted[1], abs=0.05)


def test_a_row_kept_is_not_touched_by_what_comes_later():
    agent = settle(tiny())
    agent.see(picture(stream(0, "a")), True, stream(0, "b"))
    action = [0.5, -0.5]
    agent.remember(Row(b"1234", action, 0.0, True, False, False))
    before = deepcopy(agent.buffer.get(0))
    action[0] = 9.0
    agent.latent.h.values[0][0] = 9.0
    assert agent.buffer.get(0).latents == before.latents
    assert agent.action == [0.5, -0.5]


def test_nothing_in_mind_leads_back():
    """What an agent has in mind is numbers: lives are long, and no slope is to go back."""
    agent = live(settle(tiny()), 3)
    assert not agent.latent.h.needs_grad
    assert not agent.latent.z.needs_grad
    assert agent.latent.h.parents == ()


@pytest.mark.parametrize("chooses", [False, True])
def test_actions_are_drawn_as_the_actor_believes(chooses):
    agent = settle(tiny(chooses))
    agent.see(picture(stream(0, "a")), True, stream(0, "b"))
    belief = agent.behaviour.actor.belief(agent.latent.features())
    for seed in range(5):
        assert agent.decide(stream(seed, "act")) == belief.sample(stream(seed, "act"))[0]
    actions = [agent.decide(stream(seed, "act")) for seed in range(200)]
    if chooses:
        share = belief.probabilities.values[0][1]
        assert np.mean(actions) == pytest.approx(share, abs=0.12)
        assert agent.best() == int(share > 0.5)
    else:
        assert agent.best() == belief.mean.values[0]
        assert np.mean(actions, axis=0) == pytest.approx(belief.mean.values[0], abs=0.25)


@pytest.mark.parametrize("likeliest", [0, 1])
def test_the_best_choice_is_the_likeliest(likeliest):
    agent = tiny(chooses=True)
    agent.behaviour.actor.network.parameters()[-1].values[0][likeliest] = 1.0
    for seed in range(5):
        agent.see(picture(stream(seed, "a")), seed == 0, stream(seed, "b"))
        assert agent.best() == likeliest
    assert {agent.decide(stream(seed, "act")) for seed in range(20)} == {0, 1}


class Diary:
    """Stands before a world and writes down what went in and what came out."""

    def __init__(self, world):
        self.world, self.action_space, self.lines = world, world.action_space, []

    def reset(self, seed=None):
        seen, info = self.world.reset(seed=seed)
        self.lines.append((seen, None, 0.0, True, False, False))
        return seen, info

    def step(self, action):
        seen, reward, terminated, truncated, info = self.world.step(action)
        self.lines.append((seen, action, reward, False, terminated or truncated, terminated))
        return seen, reward, terminated, truncated, info


@pytest.mark.parametrize("world", ["random", "catcher"])
def test_rows_of_the_lesson_are_what_the_world_gave_and_took(world, monkeypatch):
    """n steps, n + 1 rows: the last observation of an episode with its reward and no action."""
    monkeypatch.setattr(l07_dreamer, "look", lambda training: None)
    monkeypatch.setattr(l07_dreamer, "ClippedActions", lambda inner: Diary(ClippedActions(inner)))
    training = l07_dreamer.begin(l07_dreamer.Imagine(
        world=world, state=8, units=2, latents=2, classes=2, encoder=2, heads=2, prefill=60,
        reach=0.4, repeat=3, film=False), Given())
    while len(training.returns) < (8 if world == "random" else 1):
        l07_dreamer.take_step(training)
    told = (lambda a: one_hot(a, 3)) if world == "catcher" else list
    lines = training.environment.lines[:-1]  # the last one begins an episode not yet seen
    assert len(training.agent.buffer) == len(lines)
    following = [*lines[1:], (None, None, 0.0, True, False, False)]
    for k, (seen, _, *rest) in enumerate(lines):
        row, action = training.agent.buffer.get(k).row, following[k][1]
        assert row.observation == as_frame(seen)
        assert [*row[2:]] == rest
        assert row.action == ([0.0] * len(row.action) if row.is_last else told(action))
    assert [line[3] for line in following] == [line[4] for line in lines]
    check_minds(training.agent)
    ends = [(line[4], line[5]) for line in lines if line[4]]
    assert len(ends) == len(training.returns) == len(training.ends)
    assert training.terminated == [float(terminal) for _, terminal in ends]
    if world == "random":
        assert {terminal for _, terminal in ends} == {True, False}
        beyond = [x for line in lines[70:] if line[1] for x in line[1] if abs(x) > 1.0]
        assert beyond  # kept as they were drawn, though the world clips them


# ---------------------------------------------------------------- batches


def test_a_reward_that_pays_the_action_before_is_learnt_with_that_action(monkeypatch):
    """Rows of an agent in a world that pays 10 times the action: the batch has them together."""
    agent, before = tiny(windows=3), [0.0, 0.0]
    rng = stream(0, "life")
    for k in range(20):
        first, frame = k % 6 == 0, picture(rng)
        agent.see(frame, first, rng)
        action = [0.0, 0.0] if k % 6 == 5 else [uniform(rng, -1.0, 1.0), 0.0]
        agent.remember(Row(frame, action, 0.0 if first else 10.0 * before[0], first, k % 6 == 5,
                           False))
        before = action
    batch = batch_of_update(agent, monkeypatch)
    pairs = [(paid, action[0]) for at in zip(batch.rewards, batch.actions, batch.is_first)
             for paid, action, start in zip(*at) if not start]
    assert len(pairs) > 8
    assert [paid for paid, _ in pairs] == [10.0 * a for _, a in pairs]
    assert len({paid for paid, _ in pairs}) > 5


def batch_of_update(agent, monkeypatch):
    """What an update learns from."""
    kept = []
    with monkeypatch.context() as patch:
        patch.setattr(dreamer, "sequence_batch", Lesson.keeping(sequence_batch, kept))
        agent.update(stream(0, "replay"), stream(0, "chance"))
    return kept[0]


# ---------------------------------------------------------------- returns of what was lived


BOOT = [10.0, 20.0, 30.0, 40.0, 50.0]  # what dreams from each state returned
PAID = [7.0, 1.0, 2.0, 3.0, 4.0]  # the first leads nowhere


def test_returns_of_lived_states_by_hand():
    """gamma .9, lam .5. One window ends at time 2, one is cut off there, one goes on."""
    rewards, boot = [[r] * 3 for r in PAID], [[b] * 3 for b in BOOT]
    terminal, last = [[False] * 3 for _ in PAID], [[False] * 3 for _ in PAID]
    terminal[2][0] = last[2][0] = last[2][1] = True
    returns, weights = replay_returns(rewards, terminal, last, boot, 0.9, 0.5)
    third = 4.0 + 0.9 * 50.0  # 49, with the last dream alone
    second = 3.0 + 0.9 * (0.5 * 40.0 + 0.5 * third)  # 43.05
    ended = 2.0  # and nothing after it
    cut = 2.0 + 0.9 * 30.0  # 29: a dream tells what would have come
    goes_on = 2.0 + 0.9 * (0.5 * 30.0 + 0.5 * second)  # 34.8725
    for i, first in enumerate((ended, cut, goes_on)):
        wanted = [1.0 + 0.9 * (0.5 * 20.0 + 0.5 * first), first, second, third]
        assert [at[i] for at in returns] == pytest.approx(wanted, rel=1e-14)
    assert weights == [[1.0] * 3, [1.0] * 3, [0.0, 0.0, 1.0], [1.0] * 3]


def test_returns_of_lived_states_as_the_code_of_dreamer_has_them():
    rng = stream(0, "lived")
    rewards, boot = ([[uniform(rng, -2.0, 2.0) for _ in range(4)] for _ in range(6)]
                     for _ in range(2))
    last = [[uniform(rng, 0.0, 1.0) < 0.4 for _ in range(4)] for _ in range(6)]
    terminal = [[end and uniform(rng, 0.0, 1.0) < 0.5 for end in at] for at in last]
    returns, weights = replay_returns(rewards, terminal, last, boot, 0.97, 0.95)
    for i in range(4):
        own = [[at[i] for at in each] for each in (rewards, terminal, last, boot)]
        assert [at[i] for at in returns] == pytest.approx(
            plain.replay_returns(*own, 0.97, 0.95), rel=1e-12)
        assert [at[i] for at in weights] == [float(not end) for end in own[2][:-1]]


@pytest.mark.parametrize(("change", "said"), [
    ({"rewards": [[1.0]] * 2}, r"the same number of times, at least 2, got \[2, 3, 3, 3\]"),
    ({"dreamt": [[1.0, 2.0]] * 3}, r"as many entries at each time, .*\[2, 2, 2\]"),
    ({"gamma": 1.5}, r"must lie in \[0, 1\], got 1.5"), ({"lam": -1.0}, r"in \[0, 1\], got -1.0")])
def test_lived_lists_that_do_not_fit(change, said):
    flags = [[False]] * 3
    fitting = {"rewards": [[1.0]] * 3, "is_terminal": flags, "is_last": flags,
               "dreamt": [[0.0]] * 3, "gamma": 0.9, "lam": 0.9}
    replay_returns(**fitting)
    with pytest.raises(ValueError, match=said):
        replay_returns(**{**fitting, **change})


def test_the_discount_counts_once_in_lived_returns():
    """1 a step for ever at gamma 0.8 is worth 5, and a dream says so: 5, not less."""
    flags = [[False]] * 6
    returns, _ = replay_returns([[1.0]] * 6, flags, flags, [[5.0]] * 6, 0.8, 0.95)
    assert returns == [[pytest.approx(5.0, rel=1e-14)]] * 5


def test_the_discount_counts_once_in_dreams(monkeypatch):
    """The continue head says gamma, and nobody else does; else values sink to about half."""
    agent = settle(tiny())
    for p in agent.model.goes_on.parameters():
        for row in p.values:
            row[:] = [0.0] * len(row)
    agent.model.goes_on.parameters()[-1].values[0][0] = math.log(GAMMA / (1.0 - GAMMA))
    monkeypatch.setattr(agent.model, "rewards", lambda rows: [1.0] * len(rows))
    monkeypatch.setattr(agent.behaviour, "values", lambda rows: [5.0] * len(rows))
    found = Lesson(agent, some_batch(WORLD), monkeypatch).dream
    judged = judge(agent.model, agent.behaviour, found, [5.0] * 12)
    assert judged.returns == [[pytest.approx(5.0, rel=1e-12)] * 6] * 2
    assert judged.weights == [[pytest.approx(0.8)] * 6, [pytest.approx(0.64)] * 6]


# ---------------------------------------------------------------- what dreams teach, in numpy


def read(p, name, rows, hidden):
    """What a two-hot head says."""
    logits = plain.network(p, name, np.array(rows), hidden)
    return plain.softmax(logits) @ plain.bins_of(5, 1.5)


def judged_plainly(lesson):
    """Returns and weights of each dream at each time: lists of H rows of dreams."""
    p, found = plain.arrays(everything(lesson.agent)), lesson.dream
    rewards = [read(p, "reward", at, 1) for at in found.features]
    values = [read(p, "critic", at, 2) for at in found.features]
    discounts = [plain.sigma(plain.network(p, "continue", np.array(at), 1)[:, 0])
                 for at in found.features]
    returns = np.array(plain.lambda_returns(rewards, discounts, values, 0.95))
    return returns, np.cumprod(discounts, axis=0)[:-1], np.array(values)


def test_a_dream_begins_in_each_of_the_last_states_of_each_window(lesson):
    """K 3 of 4 times, three windows: nine dreams, in the order of time and then of windows."""
    assert lesson.dream.features[0] == lesson.watched.features.values[3:]
    assert len(lesson.dream.actions) == 2


def test_returns_and_weights_come_from_the_model_and_the_online_critic(lesson):
    """Not from the slow one, whose weights are others here."""
    returns, weights, values = judged_plainly(lesson)
    judged = judge(lesson.agent.model, lesson.agent.behaviour, lesson.dream,
                   values[:-1].ravel().tolist())
    assert np.array(judged.returns) == pytest.approx(returns, rel=1e-9)
    assert np.array(judged.weights) == pytest.approx(weights, rel=1e-9)
    slow = plain.arrays(lesson.agent.behaviour.slow.network.parameters())
    assert abs(read(slow, "critic", lesson.dream.features[0], 2) - values[0]).max() > 0.1


def test_values_that_do_not_fit_the_dreams_are_refused(lesson):
    of, found = (lesson.agent.model, lesson.agent.behaviour), lesson.dream
    with pytest.raises(ValueError, match="9 dreams of 2 steps need 18 values, got 17"):
        judge(*of, found, [0.0] * 17)
    with pytest.raises(ValueError, match="a dream needs the start and a step, got 1 times"):
        judge(*of, found._replace(features=found.features[:1]), [])


def test_the_actors_loss_in_numpy(lesson):
    """-mean of w [(R - v) / S log pi(a) + eta H], and S after this batch's returns counted."""
    returns, weights, values = judged_plainly(lesson)
    low = 0.99 * -1.0 + 0.01 * np.percentile(returns, 5)
    high = 0.99 * 3.0 + 0.01 * np.percentile(returns, 95)
    logs, entropies = (np.array([[x for [x] in node.values] for node in nodes])
                       for nodes in (lesson.dream.log_probabilities, lesson.dream.entropies))
    advantages = (returns - values[:-1]) / (high - low)
    wanted = -(weights * (advantages * logs + 3e-3 * entropies)).mean()
    assert lesson.told.actor == pytest.approx(wanted, rel=1e-8)
    assert lesson.told.entropy == pytest.approx(entropies.mean(), rel=1e-9)
    assert lesson.told.scale == pytest.approx(high - low, rel=1e-9)
    assert lesson.told.returned == pytest.approx(returns.mean(), rel=1e-9)


def test_the_critics_loss_in_numpy(lesson):
    returns, weights, _ = judged_plainly(lesson)
    rows = np.concatenate([np.array(at) for at in lesson.dream.features[:-1]])
    p = plain.arrays(everything(lesson.agent))
    slow = plain.arrays(lesson.agent.behaviour.slow.network.parameters())
    logits, bins = plain.network(p, "critic", rows, 2), plain.bins_of(5, 1.5)
    each = (plain.two_hot_errors(logits, returns.ravel(), bins)
            + plain.two_hot_errors(logits, read(slow, "critic", rows, 2), bins))
    wanted = (weights.ravel() * each).mean()
    assert lesson.told.critic == pytest.approx(wanted, rel=1e-8)


def test_the_critics_loss_on_what_was_lived_in_numpy(lesson):
    """The last three times: two states a window, each bootstrapped by its own dream's return.

    One window was cut off before them and one ends among them; the third is cut off at the
    last of them, which is no end.
    """
    batch, dreamt = lesson.batch, judged_plainly(lesson)[0][0].reshape(3, 3)
    rows = np.array(lesson.watched.features.values)[3:9]
    p = plain.arrays(everything(lesson.agent))
    slow = plain.arrays(lesson.agent.behaviour.slow.network.parameters())
    returns = np.array([plain.replay_returns(
        *[[at[i] for at in each[1:]] for each in (batch.rewards, batch.is_terminal,
                                                  batch.is_last)],
        dreamt[:, i].tolist(), 0.8, 0.95) for i in range(3)]).T
    weights = 1.0 - np.array(batch.is_last[1:3], float)
    assert weights.tolist() == [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]]
    logits, bins = plain.network(p, "critic", rows, 2), plain.bins_of(5, 1.5)
    each = (plain.two_hot_errors(logits, returns.ravel(), bins)
            + plain.two_hot_errors(logits, read(slow, "critic", rows, 2), bins))
    wanted = (weights.ravel() * each).mean()
    assert lesson.told.replay_critic == pytest.approx(wanted, rel=1e-8)


def test_the_lesson_is_the_sum_of_the_three(lesson):
    of_actor, of_critic, of_replay, *_ = lesson.told
    assert lesson.total.values == [
        [pytest.approx(of_actor + of_critic + 0.3 * of_replay, rel=1e-13)]]


def test_what_the_slow_critic_says_changes_losses_but_no_return(monkeypatch):
    """It is a second target of the same prediction, and no more."""
    found = []
    for seed in (1, 2):
        agent = settle(tiny())
        for p in agent.behaviour.slow.network.parameters():
            rng = stream(seed, p.name)
            for row in p.values:
                row[:] = [uniform(rng, -1.0, 1.0) for _ in row]
        found.append(Lesson(agent, some_batch(WORLD), monkeypatch).told)
    assert found[0][0] == found[1][0]  # the actor's loss, to the bit
    assert found[0][3:] == found[1][3:]
    assert found[0][1] != found[1][1]
    assert found[0][2] != found[1][2]


def test_the_term_of_entropy_does_not_depend_on_the_scale_of_rewards(monkeypatch):
    """Rewards times 1000: the loss changes by its first term alone."""
    terms = []
    for factor in (1.0, 1000.0):
        agent, kept = settle(tiny()), []
        rewards = agent.model.rewards
        with monkeypatch.context() as patch:
            patch.setattr(agent.model, "rewards", lambda rows, r=rewards, f=factor: [
                f * x for x in r(rows)])
            original = dream_lessons.actor_loss
            patch.setattr(dream_lessons, "actor_loss", lambda *given, k=kept, o=original: (
                k.append(given), o(*given))[1])
            lesson = Lesson(agent, some_batch(WORLD), patch)
        [(logs, _, advantages, weights, _)] = kept
        praise = np.mean([w * a * x for [x], a, w in zip(logs.values, advantages, weights)])
        terms.append(lesson.told.actor + praise)
    assert terms[0] == pytest.approx(terms[1], rel=1e-9)
    assert abs(terms[0]) > 1e-4


# ---------------------------------------------------------------- table 1.5, and slopes in all


def with_slow(agent):
    return [*everything(agent), *agent.behaviour.slow.network.parameters()]


def moved(node, agent):
    """Parts that a loss moves; the slow critic's parameters are named like the critic's."""
    slow = {id(p) for p in agent.behaviour.slow.network.parameters()}
    parameters = with_slow(agent)
    zero_grads(parameters)
    backward(node)
    assert all(x == 0.0 for p in parameters if id(p) in slow for row in p.grads for x in row)
    return moved_parts({p.name: [x for row in p.grads for x in row]
                        for p in parameters if id(p) not in slow})


def test_the_actors_loss_moves_the_actor_and_nothing_else(lesson):
    assert moved(lesson.of_actor[0], lesson.agent) == {"actor"}


def test_the_critics_loss_on_dreams_moves_the_critic_and_nothing_else(lesson):
    assert moved(lesson.of_critic[0], lesson.agent) == {"critic"}


def test_the_critics_loss_on_what_was_lived_moves_the_model_too(lesson):
    """Encoder, cell and posterior, but no prior, no decoder, no head."""
    assert moved(lesson.of_critic[1], lesson.agent) == {"critic", "encoder", "cell", "posterior"}


def test_without_replay_no_lesson_of_dreams_moves_the_model(monkeypatch):
    agent = settle(tiny(behaviour=replace(BEHAVIOUR, replay_weight=0.0)))
    lesson = Lesson(agent, some_batch(WORLD, **BATCH), monkeypatch)
    assert moved(lesson.total, agent) == {"actor", "critic"}


def test_all_parts_are_moved_by_all_losses_together():
    agent = settle(tiny(world=replace(WORLD, free=0.0)))
    batch = some_batch(WORLD, **BATCH)
    assert moved(total_loss(agent, batch), agent) == {
        "encoder", "cell", "posterior", "prior", "decoder", "reward", "continue", "actor",
        "critic"}
    names = [p.name for p in everything(agent)]
    assert len(set(names)) == len(names)


def total_loss(agent, batch):
    """All that an update goes down on."""
    chance = stream(0, "chance")
    watched = watch(agent.model, batch, chance)
    losses = world_losses(agent.model, batch, watched)
    of_dreams, _ = dream_loss(agent.model, agent.behaviour, batch, watched, chance)
    return add(world_loss(agent.settings.world, losses), of_dreams)


SMALLEST = replace(WORLD, sizes=replace(SIZES, units=2, classes=2, action=1, seen=2), pixels=2,
                   decoder=2, head=2, bins=3, free=0.42)


def smallest(chooses=False):
    """An agent of 300 numbers, and a batch with every kind of end."""
    world = SMALLEST if not chooses else replace(SMALLEST, sizes=replace(SMALLEST.sizes, action=2))
    agent = settle(tiny(chooses, world=world,
                        behaviour=replace(BEHAVIOUR, units=2, layers=1, bins=3, last=2)))
    return agent, some_batch(world, times=3, first=((1, 0),), last=((0, 0),), terminal=((2, 1),))


def test_the_gradient_check_has_divergences_on_both_sides_of_the_free_amount():
    agent, batch = smallest()
    watched = watched_by(agent, batch, "chance")
    nats = [x for [x] in divergence(agent.model, watched.after, watched.before).values]
    assert min(nats) < 0.38  # and none near it, where there is a kink
    assert max(nats) > 0.46
    assert not [x for x in nats if abs(x - 0.42) < 0.02]


@pytest.mark.parametrize("chooses", [False, True], ids=["mover", "chooser"])
def test_the_gradient_of_the_whole_loss(chooses, monkeypatch):
    """Every parameter, against differences: draws and what no slope passes stay as they were.

    Of a chooser only the actor's: the rest is the same.
    """
    agent, batch = smallest(chooses)
    checked = agent.behaviour.actor.network.parameters() if chooses else everything(agent)
    assert count(everything(agent)) > 300
    with replayed(monkeypatch) as begin:
        passes = []

        def loss():
            passes.append(begin() if passes else None)
            return total_loss(agent, batch)

        check_gradient(loss, checked, 1e-5)


# ---------------------------------------------------------------- at first


def test_what_a_new_agent_dreams_is_worth_nothing_exactly(monkeypatch):
    """Rewards, values, returns 0.0; S 1; the critic's loss ln 5 a target, in dreams and lived."""
    agent, batch = tiny(), some_batch(WORLD, **BATCH)
    lesson = Lesson(agent, batch, monkeypatch)
    rows = [row for at in lesson.dream.features for row in at]
    assert agent.model.rewards(rows) == [0.0] * 27
    assert agent.behaviour.values(rows) == agent.behaviour.slow_values(rows) == [0.0] * 27
    judged = judge(agent.model, agent.behaviour, lesson.dream, [0.0] * 18)
    assert judged.returns == [[0.0] * 9] * 2
    assert (agent.behaviour.scale.low, agent.behaviour.scale.high) == (0.0, 0.0)
    of_actor, of_critic, of_replay, _, scale, returned = lesson.told
    assert (scale, returned) == (1.0, 0.0)
    weights = np.array(judged.weights)
    assert of_critic == pytest.approx(2.0 * math.log(5.0) * weights.mean(), rel=1e-12)
    assert 0.1 < weights.mean() < 0.8  # a new continue head knows nothing
    returns = replay_returns(batch.rewards[1:], batch.is_terminal[1:], batch.is_last[1:],
                             [[0.0] * 3] * 3, GAMMA, 0.95)[0]
    assert max(abs(x) for at in returns for x in at) > 0.1  # lived rewards are no dreams
    # two of its six states are last ones; a two-hot of what was paid costs as much: ln 5
    assert of_replay == pytest.approx(4.0 / 6.0 * 2.0 * math.log(5.0), rel=1e-12)
    entropies = np.array([[x for [x] in node.values] for node in lesson.dream.entropies])
    assert of_actor == pytest.approx(-3e-3 * (weights * entropies).mean(), rel=1e-12)


def test_a_new_slow_critic_is_the_critic_to_the_bit():
    agent = new_dreamer(DreamerSettings(), False, stream(0, "weights"))
    pair = (agent.behaviour.critic.network, agent.behaviour.slow.network)
    assert [p.values for p in pair[0].parameters()] == [p.values for p in pair[1].parameters()]


def test_the_validated_agent_and_its_size():
    """87,607 numbers with 41 bins, without the slow critic; 20 bins more on two heads of 32."""
    settings = DreamerSettings()
    agent = new_dreamer(settings, False, stream(0, "weights"))
    assert count(everything(agent)) == 87607 + 2 * 20 * 33
    assert (settings.windows, settings.length, settings.prefill, settings.alpha,
            settings.actor_alpha, settings.warm_up, settings.agc) == (
                8, 16, 300, 1e-3, 3e-4, 100, 0.3)


LAST_SCALES = {"reward.1": 0.0, "critic.2": 0.0, "actor.2": 0.01}


@pytest.mark.parametrize("numbers", ["two-hot", "square"])
def test_first_weights_come_from_the_truncated_normal(numbers):
    """Deviation 1 / sqrt(inputs), and 2 untruncated ones at most; but for three last layers."""
    settings = DreamerSettings(world=WorldSettings(numbers=numbers),
                               behaviour=BehaviourSettings(numbers=numbers))
    agent = new_dreamer(settings, False, stream(0, "weights"))
    for p in everything(agent):
        entries, layer = np.array(p.values).ravel(), p.name[:-len(".weight")]
        if not p.name.endswith("weight"):
            assert set(entries) == {0.0 if p.name.endswith("bias") else 1.0}
            continue
        unit = LAST_SCALES.get(layer, 1.0) / math.sqrt(len(p.values[0]))
        few = len(entries) < 500
        assert entries.std() == pytest.approx(unit, rel=0.3 if few else 0.07)
        assert abs(entries).max() <= 2.0 * 1.1368472343385565 * unit
        assert few or abs(entries).max() >= 1.8 * unit


def test_updates_for_each_step():
    assert DreamerSettings().updates_per_step == 0.75  # 96 / (8 * 16)
    record = RECORDS["replay_ratio"]
    for ratio, wanted in zip(record["inputs"]["ratio"],
                             record["outputs"]["grad_steps_per_env_step"]):
        settings = DreamerSettings(ratio=float(ratio), windows=16, length=64)
        assert settings.updates_per_step == wanted


# ---------------------------------------------------------------- one update


class Recorder:
    """In the place of an optimiser: keeps what it is asked, and moves nothing."""

    def __init__(self, at_step=None):
        self.parameters, self.alphas, self.grads, self.at_step = [], [], [], at_step

    def step(self, parameters, alpha):
        self.parameters.append(list(parameters))
        self.alphas.append(alpha)
        self.grads.append([[list(row) for row in p.grads] for p in parameters])
        if self.at_step:
            self.at_step(parameters)


def ready(chooses=False, rows=20, **changes):
    return live(settle(tiny(chooses, **changes)), rows)


def recorded(agent):
    """An update by recorders: (of all but the actor, of the actor)."""
    agent.rule, agent.actor_rule = Recorder(), Recorder()
    agent.update(stream(0, "replay"), stream(0, "chance"))
    return agent.rule, agent.actor_rule


def test_the_actor_has_a_step_size_and_a_memory_of_its_own():
    agent = ready()
    agent.updates = 1000
    rest, actor = recorded(agent)
    assert [p.name.split(".")[0] for p in actor.parameters[0]] == ["actor"] * 8
    assert rest.parameters == [[*agent.model.parameters(),
                                *agent.behaviour.critic.network.parameters()]]
    assert rest.alphas == [SETTINGS.alpha] == [1e-3]
    assert actor.alphas == [SETTINGS.actor_alpha] == [3e-4]


def test_step_sizes_rise_from_0_as_in_the_record():
    record = RECORDS["lr_warmup"]
    settings = replace(SETTINGS, alpha=record["inputs"]["lr"], warm_up=1000,
                       actor_alpha=0.5 * record["inputs"]["lr"])
    agent = Dreamer(settings, tiny().model, tiny().behaviour)
    assert [agent.alpha(k) for k in record["inputs"]["update"]] == pytest.approx(
        record["outputs"]["lr"], rel=1e-14)
    assert [agent.actor_alpha(k) for k in record["inputs"]["update"]] == pytest.approx(
        [0.5 * x for x in record["outputs"]["lr"]], rel=1e-14)


def test_updates_are_counted_and_the_first_takes_a_step_of_0():
    agent = ready(warm_up=4)
    before = deepcopy([p.values for p in everything(agent)])
    agent.update(stream(0, "replay"), stream(0, "chance"))
    assert [p.values for p in everything(agent)] == before
    rules, alphas = (agent.rule, agent.actor_rule), []
    agent.rule, agent.actor_rule = Recorder(), Recorder()
    for _ in range(5):
        agent.update(stream(0, "replay"), stream(0, "chance"))
    alphas = agent.rule.alphas
    assert alphas == pytest.approx([2.5e-4, 5e-4, 7.5e-4, 1e-3, 1e-3], rel=1e-12)
    assert agent.actor_rule.alphas == pytest.approx([0.3 * a for a in alphas], rel=1e-12)
    assert agent.updates == 6
    assert [rule.steps for rule in rules] == [1, 1]


def test_rules_are_laprop_as_in_the_code_of_dreamer():
    agent = tiny()
    assert agent.rule is not agent.actor_rule
    for rule in (agent.rule, agent.actor_rule):
        assert type(rule) is LaProp
        assert (rule.beta1, rule.beta2, rule.tiny) == (0.9, 0.999, 1e-20)


def test_gradients_are_clipped_for_each_parameter_by_itself():
    """g min(1, .3 max(1e-3, |w|) / |g|), the actor's too: by one norm of all, none would fit."""
    heavy = {"world": replace(WORLD, image_weight=300.0),
             "behaviour": replace(BEHAVIOUR, entropy=30.0)}
    raw, clipped = (recorded(ready(agc=agc, **heavy)) for agc in (1e9, 0.3))
    for before, after in zip(raw, clipped):  # all but the actor, and the actor
        factors = []
        for p, g, h in zip(before.parameters[0], before.grads[0], after.grads[0]):
            limit = 0.3 * max(1e-3, float(np.linalg.norm(p.values)))
            factors.append(min(1.0, limit / max(1e-30, float(np.linalg.norm(g)))))
            assert np.array(h) == pytest.approx(factors[-1] * np.array(g), rel=1e-10, abs=1e-300)
        assert 0 < sum(factor == 1.0 for factor in factors) < len(factors)
        assert len({round(factor, 6) for factor in factors}) > 3


def test_a_parameter_of_zeros_may_move_by_a_share_of_a_thousandth():
    """The least |w| is 1e-3: a new bias gets a gradient of 3e-4 at most."""
    agent = live(tiny(), 20)
    rest, _ = recorded(agent)
    [bias] = [g for p, g in zip(rest.parameters[0], rest.grads[0]) if p.name == "reward.1.bias"]
    assert float(np.linalg.norm(bias)) == pytest.approx(3e-4, rel=1e-10)


def test_the_slopes_of_an_update_are_those_of_the_whole_loss(monkeypatch):
    """And of nothing that was there before it."""
    agent = ready(agc=1e9)
    twin = deepcopy(agent)
    for p in everything(agent):
        for row in p.grads:
            row[:] = [1e6] * len(row)
    rest, actor = recorded(agent)
    batch = batch_of_update(deepcopy(twin), monkeypatch)
    wanted = slopes(total_loss(twin, batch), everything(twin))
    for rule in (rest, actor):
        for p, grads in zip(rule.parameters[0], rule.grads[0]):
            assert [x for row in grads for x in row] == pytest.approx(wanted[p.name], rel=1e-12)


def test_the_slow_critic_follows_after_the_step():
    """slow <- .98 slow + .02 of the critic as it is after the step, bit for bit."""
    agent = ready()
    agent.updates = 1000
    critic, slow = (side.network.parameters()
                    for side in (agent.behaviour.critic, agent.behaviour.slow))
    online, old = (deepcopy([p.values for p in side]) for side in (critic, slow))
    agent.update(stream(0, "replay"), stream(0, "chance"))
    assert all(p.values != values for p, values in zip(critic, online))
    for p, q, values in zip(critic, slow, old):
        for row, into, before in zip(p.values, q.values, values):
            assert into == [(1.0 - 0.02) * b + 0.02 * x for b, x in zip(before, row)]


def test_with_a_critic_that_stays_the_gap_closes_by_two_percent_an_update():
    agent = ready()
    agent.rule, agent.actor_rule = Recorder(), Recorder()
    critic, slow = (side.network.parameters()
                    for side in (agent.behaviour.critic, agent.behaviour.slow))
    gap = critic[0].values[0][0] - slow[0].values[0][0]
    for k in range(1, 4):
        agent.update(stream(k, "replay"), stream(k, "chance"))
        left = critic[0].values[0][0] - slow[0].values[0][0]
        assert left == pytest.approx(0.98 ** k * gap, rel=1e-9)


def test_an_update_moves_every_parameter():
    agent = ready(world=replace(WORLD, free=0.0))
    agent.updates = 1000
    before = deepcopy([p.values for p in everything(agent)])
    agent.update(stream(0, "replay"), stream(0, "chance"))
    assert all(p.values != values for p, values in zip(everything(agent), before))


def test_windows_are_fresh_ones_first_with_a_row_of_context(monkeypatch):
    """T 4, and the row before: windows begin at 0, 4, 8, 12; then anywhere."""
    asked = []
    original = dreamer.context_window

    def keep(buffer, start, length):
        asked.append((start, length))
        return original(buffer, start, length)

    monkeypatch.setattr(dreamer, "context_window", keep)
    agent = ready(rows=17)
    for _ in range(3):
        agent.update(stream(0, "replay"), stream(0, "chance"))
    assert asked[:4] == [(0, 5), (4, 5), (8, 5), (12, 5)]
    assert {length for _, length in asked} == {5}
    assert all(0 <= start <= 12 for start, _ in asked)


def test_which_windows_are_drawn_is_a_chance_of_its_own(monkeypatch):
    """A stream for windows, another for codes and dreams: neither changes what the other does."""
    asked = {}
    original = dreamer.context_window
    for replay, chance in ((0, 0), (0, 1), (1, 0)):
        starts = asked.setdefault((replay, chance), [])
        monkeypatch.setattr(dreamer, "context_window", lambda buffer, start, length, kept=starts: (
            kept.append(start), original(buffer, start, length))[1])
        agent, streams = ready(rows=40), (stream(replay, "replay"), stream(chance, "chance"))
        agent.queue.take(agent.buffer)
        for _ in range(8):
            agent.update(*streams)
    assert asked[0, 0] == asked[0, 1] != asked[1, 0]


def test_rows_are_given_what_training_had_in_mind(monkeypatch):
    """The four rows behind each context; contexts and all others keep what they had."""
    agent, kept = ready(rows=20), []
    before = [agent.buffer.get(k) for k in range(20)]
    monkeypatch.setattr(dreamer, "watch", Lesson.keeping(watch, kept))
    agent.update(stream(0, "replay"), stream(3, "chance"))
    latents = kept[0].latents
    fresh = {1 + 4 * i + t: (latents[t].h.values[i], latents[t].z.values[i])
             for i in range(2) for t in range(4)}
    assert sorted(fresh) == list(range(1, 9))
    for k in range(20):
        row, mind = agent.buffer.get(k)
        assert row == before[k].row
        if k in fresh:
            assert (mind.h, code_of(mind.z, SIZES)) == fresh[k]
            assert isinstance(mind, Mind)
        else:
            assert mind == before[k].latents
    # the same weights saw the same pictures: where no code was drawn before, the same h
    assert agent.buffer.get(1).latents.h == pytest.approx(before[1].latents.h, rel=1e-12)
    assert any(agent.buffer.get(k).latents != before[k].latents for k in fresh)


def test_training_goes_on_from_the_context(monkeypatch):
    """What stands in the context's row: it is the start, and its action comes first."""
    agent = ready(rows=20)
    agent.buffer.replace(4, LatentRow(
        agent.buffer.get(4).row._replace(action=[0.25, -0.75]), Mind([9.0] * 4, b"\x02\x01")))
    batch = batch_of_update(agent, monkeypatch)
    assert batch.h[1] == [9.0] * 4
    assert batch.z[1] == code_of(b"\x02\x01", SIZES)
    assert batch.actions[0][1] == [0.25, -0.75]
    assert batch.frames[0][1] == pixels(agent.buffer.get(5).row.observation)


def test_an_episode_left_in_the_middle_ends_where_the_next_begins(monkeypatch):
    """Row 2 is not marked as a last one; row 3 begins an episode."""
    agent, rng = tiny(), stream(0, "life")
    for k in range(10):
        frame = picture(rng)
        agent.see(frame, k in (0, 3), rng)
        agent.remember(Row(frame, [0.1, 0.2], 1.0, k in (0, 3), False, False))
    batch = batch_of_update(agent, monkeypatch)
    assert [at[0] for at in batch.is_first] == [False, False, True, False]
    assert [at[0] for at in batch.is_last] == [False, True, False, False]


def test_the_numbers_of_an_update(monkeypatch):
    """Each under its name; the divergence as it is, also below the free amount."""
    agent = ready(world=replace(WORLD, free=7.0))
    twin = deepcopy(agent)
    found = agent.update(stream(0, "replay"), stream(0, "chance"))
    batch, chance = batch_of_update(deepcopy(twin), monkeypatch), stream(0, "chance")
    watched = watch(twin.model, batch, chance)
    losses = world_losses(twin.model, batch, watched)
    nats = [x for [x] in divergence(twin.model, watched.after, watched.before).values]
    assert found["kl"] == pytest.approx(np.mean(nats), rel=1e-12)
    assert found["kl"] < 7.0 == found["dynamics"]
    _, told = dream_loss(twin.model, twin.behaviour, batch, watched, chance)
    names = ("actor", "critic", "replay critic", "entropy", "scale", "returned")
    assert found == {**{name: node.values[0][0] for name, node in losses.items()},
                     **dict(zip(names, told))}


# ---------------------------------------------------------------- bandits in dreams


def seen_once(agent, batch):
    """A batch as the model sees it, without a way back: dreams may begin there many times."""
    watched = watched_by(agent, batch)
    return watched._replace(latents=[without_slopes(each) for each in watched.latents],
                            features=constant(watched.features.values))


@pytest.mark.parametrize(("steps", "sign"), [(1, 1.0), (1, -1.0), (3, 1.0)])
def test_an_actor_learns_in_dreams_to_push_where_it_pays(steps, sign, monkeypatch):
    """Each imagined step pays a_x, or -a_x: the mean of a_x goes there, that of a_y does not.

    An advantage with the wrong sign, or at the log-probability of another step, shows.
    """
    agent = tiny(behaviour=replace(BEHAVIOUR, horizon=steps, entropy=0.0))
    batch, rule = some_batch(WORLD, windows=4), LaProp()
    original, chance = dream_lessons.dream, stream(0, "dream")

    def paid(*given):
        found = original(*given)
        pays = [[sign * row[0] for row in at] for at in found.actions]
        agent.model.rewards = lambda rows: pays.pop(0)
        return found

    monkeypatch.setattr(dream_lessons, "dream", paid)
    watched = seen_once(agent, batch)
    actor = agent.behaviour.actor.network.parameters()

    def pushes():
        belief = agent.behaviour.actor.belief(constant(watched.features.values))
        return sign * np.mean(belief.mean.values, axis=0)

    before = pushes()
    for _ in range(80):
        zero_grads(actor)
        backward(dream_loss(agent.model, agent.behaviour, batch, watched, chance)[0])
        rule.step(actor, 0.02)
    after = pushes()
    assert abs(before[0]) < 0.05
    assert after[0] > 0.5
    assert after[0] > abs(after[1]) + 0.2


def test_a_chooser_learns_in_dreams_to_choose_what_pays(monkeypatch):
    agent = tiny(True, behaviour=replace(BEHAVIOUR, entropy=0.0))
    batch, rule = some_batch(WORLD, windows=4), LaProp()
    original, chance = dream_lessons.dream, stream(0, "dream")

    def paid(*given):
        found = original(*given)
        pays = [[row[1] for row in at] for at in found.actions]
        agent.model.rewards = lambda rows: pays.pop(0)
        return found

    monkeypatch.setattr(dream_lessons, "dream", paid)
    actor, watched = agent.behaviour.actor.network.parameters(), seen_once(agent, batch)
    for _ in range(60):
        zero_grads(actor)
        backward(dream_loss(agent.model, agent.behaviour, batch, watched, chance)[0])
        rule.step(actor, 0.02)
    belief = agent.behaviour.actor.belief(watched.features)
    assert min(row[1] for row in belief.probabilities.values) > 0.7


def test_what_pays_entropy_widens_an_actor():
    """Nothing else pays: deviations grow. The sign of eta is right."""
    agent = tiny(behaviour=replace(BEHAVIOUR, entropy=1.0))
    actor, batch, rule = agent.behaviour.actor.network.parameters(), some_batch(WORLD), LaProp()
    found, watched = [], seen_once(agent, batch)
    for k in range(20):
        total, told = dream_loss(agent.model, agent.behaviour, batch, watched, stream(k, "dream"))
        found.append(told.entropy)
        zero_grads(actor)
        backward(total)
        rule.step(actor, 0.02)
    assert found[-1] > found[0] + 0.02


# ---------------------------------------------------------------- weights, kept and given


def kept_weights(agent):
    return {p.name: [list(row) for row in p.values] for p in acting_parameters(agent)}


@pytest.mark.parametrize("chooses", [False, True])
def test_an_agent_with_the_weights_of_another_sees_and_acts_as_it_does(chooses):
    one, other = settle(tiny(chooses)), tiny(chooses)
    weights = kept_weights(one)
    take_weights(other, weights)
    assert kept_weights(other) == kept_weights(one)
    frames, sayings = [picture(stream(k, "frames")) for k in range(3)], []
    for agent in (one, other):
        said = []
        for k, frame in enumerate(frames):
            agent.see(frame, k == 0, stream(k, "see"))
            agent.action = [0.3, -0.2]
            features = agent.latent.features().values
            said.append((features, agent.best(), agent.decide(stream(k, "act")),
                         agent.model.rewards(features), agent.model.discounts(features),
                         agent.model.images(features)))
        sayings.append(said)
    assert sayings[0] == sayings[1]
    other.model.parameters()[0].values[0][0] += 1.0
    assert weights["encoder.0.weight"] == kept_weights(one)["encoder.0.weight"]


def test_what_is_kept_is_all_of_the_model_and_the_actor():
    agent = tiny()
    names = {p.name for p in everything(agent) if not p.name.startswith("critic")}
    assert set(kept_weights(agent)) == names
    before = deepcopy([p.values for p in agent.behaviour.critic.network.parameters()])
    take_weights(agent, kept_weights(settle(tiny())))
    assert [p.values for p in agent.behaviour.critic.network.parameters()] == before


@pytest.mark.parametrize(("change", "said"), [
    (lambda w: w.pop("actor.2.bias"), r"this agent needs actor.2.bias of shape .*1, 4.*none"),
    (lambda w: w.update({"actor.2.bias": [[0.0] * 3]}), r"actor.2.bias of shape .*1, 4.*1, 3")])
def test_weights_that_do_not_fit_are_named_and_nothing_is_taken(change, said):
    agent, weights = tiny(), kept_weights(settle(tiny()))
    change(weights)
    before = kept_weights(agent)
    with pytest.raises(ValueError, match=said):
        take_weights(agent, weights)
    assert kept_weights(agent) == before


# ---------------------------------------------------------------- the same everywhere


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_what_is_learned_has_the_same_bits_everywhere(interpreter):
    assert run_python(interpreter, dreamer_bits.__file__).strip() == dreamer_bits.digest()


def test_a_copy_learns_on_in_the_same_way():
    """A checkpoint is a copy: memory of the optimisers, buffer, queue and scale included."""
    agent = ready()
    agent.updates = 50
    agent.update(stream(0, "replay"), stream(0, "chance"))
    twin = deepcopy(agent)
    for each in (agent, twin):
        each.update(stream(1, "replay"), stream(1, "chance"))
        live(each, 3, seed=4)
    assert [p.values for p in with_slow(agent)] == [p.values for p in with_slow(twin)]
    assert agent.buffer.get(22) == twin.buffer.get(22)


def test_an_action_of_choices_is_told_one_hot():
    agent = tiny(True)
    agent.see(picture(stream(0, "a")), True, stream(0, "b"))
    agent.remember(Row(b"1234", one_hot(1, 2), 0.0, True, False, False))
    assert agent.action == [0.0, 1.0]
    assert isinstance(agent.latent, Latent)


LIVED = Row(bytes(4), [0.5, -0.5], 0.0, True, False, False)


@pytest.mark.parametrize(("change", "said"), [
    ({"reward": math.nan}, "finite reward, got .* and nan"),
    ({"reward": -math.inf}, "finite reward, got .* and -inf"),
    ({"action": 1}, "an action of 2 finite numbers .a choice as a one-hot vector.*got 1 and"),
    ({"action": [0.5]}, r"an action of 2 finite numbers .*got \[0.5\]"),
    ({"action": [0.5, math.nan]}, "an action of 2 finite numbers"),
    ({"observation": [0.0] * 4}, "a frame of 4 bytes here, as as_frame makes it, got .0.0"),
    ({"observation": bytes(16)}, "a frame of 4 bytes here, .*got 16 bytes")])
def test_a_row_that_would_spoil_a_batch_is_not_kept(change, said):
    agent = tiny()
    agent.see(bytes(4), True, stream(1, "seeing"))
    with pytest.raises(ValueError, match=said):
        agent.remember(LIVED._replace(**change))
    assert len(agent.buffer) == 0
    agent.remember(LIVED)
    assert agent.buffer.get(0).row == LIVED


def test_what_was_not_seen_cannot_be_remembered():
    agent = tiny()
    with pytest.raises(RuntimeError, match="see the image of a row before keeping it"):
        agent.remember(LIVED)
    assert len(agent.buffer) == 0


@pytest.mark.parametrize("frame", [[0.0] * 4, bytes(5), None])
def test_an_image_of_another_size_is_not_seen(frame):
    agent = tiny()
    with pytest.raises(ValueError, match="a frame of 4 bytes here"):
        agent.see(frame, True, stream(1, "seeing"))
