"""The player of lesson 07: it acts as it was judged, and dreams as its model does."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from policywerk.actors.dreamer import DreamerSettings, acting_parameters, new_dreamer
from policywerk.actors.rssm import RSSMSizes, code_of
from policywerk.actors.sequence_batches import Mind
from policywerk.actors.world_model import WorldSettings
from policywerk.building_blocks.clipped_actions import ClippedActions
from policywerk.building_blocks.frames import as_frame
from policywerk.building_blocks.grad import constant
from policywerk.data import weights
from policywerk.data.record import file_of, load_record
from policywerk.lessons import l07_dreamer, play
from policywerk.lessons.dreamer_player import ANYWHERE, DreamerPlayer, dreamer_player
from policywerk.lessons.l07_dreamer import (
    JUDGE,
    JUDGED_BY,
    PLAYED,
    SEEKER,
    STUDY,
    Imagine,
    judge,
    settings_for,
    told,
)
from policywerk.lessons.l07_scenes import held_out, watched
from policywerk.primitives.matrix import shape
from policywerk.primitives.random import normal, stream
from policywerk.primitives.vector import mean
from policywerk.world.pixel_pointmass import AGENT, PixelPointMass, picture

RECORDS = Path(__file__).resolve().parents[2] / "assets/07/records"
SIZES = RSSMSizes(state=8, blocks=2, units=4, latents=3, classes=4, seen=5)
SMALL = DreamerSettings(WorldSettings(SIZES, decoder=4, head=4))
SEEN = picture([0.25, -0.5], AGENT)


def unsettled(settings=SMALL):
    """An agent whose weights are random everywhere, also where a new one has zeros."""
    agent, rng = new_dreamer(settings, False, stream(7, "weights")), stream(8, "more")
    for p in acting_parameters(agent):
        for row in p.values:
            row[:] = [x + normal(rng, 0.0, 0.3) for x in row]
    return agent


@pytest.fixture
def player():
    return DreamerPlayer(unsettled(), stream(0, "acting"), stream(0, "dreaming"))


def world():
    return PixelPointMass([[0.5, -0.5]])


# ---------------------------------------------------------------- acting


def returns_of(player, episodes, environment=None):
    """What it earns in the episodes of the evaluation."""
    environment = environment or world()
    returns = []
    for episode in range(episodes):
        seed = JUDGE if episode == 0 else None
        rewards = [moment.reward for moment in play.episode(player, environment, seed)]
        earned = 0.0
        for reward in rewards:
            earned += reward
        returns.append(earned)
    return returns


def test_it_acts_as_the_evaluation_does_to_the_last_bit():
    agent = unsettled(settings_for(Imagine()))
    outcomes = judge(Imagine(), agent, episodes=4)
    loaded = dreamer_player({p.name: p.values for p in acting_parameters(agent)})
    assert returns_of(loaded, 4) == [outcome.earned for outcome in outcomes]
    assert len({outcome.earned for outcome in outcomes}) == 4


def test_the_usual_sizes_are_those_of_the_lesson():
    assert settings_for(Imagine()) == DreamerSettings()


def test_it_does_the_likeliest_and_what_it_did_goes_on_to_count(player):
    action, first = player.act(SEEN)
    assert action == first.outlook.push.mean == first.outlook.push.drawn
    assert all(-1.0 < a < 1.0 for a in action)
    assert all(0.1 < sd < 1.0 for sd in first.outlook.push.sd)
    _, second = player.act(SEEN, stream(3, "chance"))
    assert second == player.see(first.state, action, SEEN, stream(3, "chance"))
    assert second.state.h != player.see(first.state, [0.9, -0.9], SEEN, stream(3, "chance")).state.h


def test_a_start_forgets_all(player):
    _, first = player.act(SEEN, stream(3, "chance"))
    player.act(picture([-0.5, 0.5], AGENT))
    player.start()
    assert player.act(SEEN, stream(3, "chance"))[1] == first
    # and the action that came before a start does not count
    assert player.see(None, [0.5, 0.5], SEEN, stream(3, "chance")) == first


def test_the_same_stream_gives_the_same_thoughts_and_another_does_not():
    def episode(seed):
        player = DreamerPlayer(unsettled(), stream(seed, "acting"), stream(0, "dreaming"))
        return [player.act(SEEN)[1] for _ in range(6)]

    assert episode(0) == episode(0)
    assert [thoughts.state.z for thoughts in episode(0)] != [
        thoughts.state.z for thoughts in episode(1)]


def test_insides_are_what_the_model_says(player):
    model = player.agent.model
    thoughts = player.see(None, [], SEEN, stream(3, "chance"))
    nothing = model.rssm.start(1)
    pixels = [[round(255.0 * x) / 255.0 for x in SEEN]]
    latent = model.see(nothing, constant([[0.0, 0.0]]), [True], constant(pixels),
                       stream(3, "chance"))
    assert thoughts.state.h == latent.h.values[0]
    assert code_of(thoughts.state.z, SIZES) == latent.z.values[0]
    features = latent.features().values
    assert thoughts.outlook.image == model.images(features)[0]
    assert (thoughts.outlook.reward, thoughts.outlook.discount) == (
        model.rewards(features)[0], model.discounts(features)[0])
    assert thoughts.noticed == model.rssm.noticed(
        latent.h, model.encoder(constant(pixels))).probabilities.values
    # KL(q || p), entry by entry
    by_hand = sum(q * math.log(q / p) for before, after in zip(thoughts.expected, thoughts.noticed)
                  for p, q in zip(before, after))
    assert thoughts.kl == pytest.approx(by_hand, abs=1e-12)
    assert len(thoughts.expected) == 3
    assert all(sum(row) == pytest.approx(1.0) for row in thoughts.expected)


# ---------------------------------------------------------------- dreaming


def test_a_step_of_a_dream_is_one_of_the_model(player):
    model, piece = player.agent.model, held_out(world(), partial(told, Imagine()), 5)[0]
    rng, ours = stream(1, "chance"), stream(1, "chance")
    state = player.see(None, [], [x / 255.0 for x in piece.frames[0]], ours).state
    latent = watched(model, piece, 1, rng)[0]
    for action in piece.actions:
        latent = model.expect(latent, constant([action]), rng)
        state, image = player.dream(state, action, ours)
        assert state.h == latent.h.values[0]
        assert code_of(state.z, SIZES) == latent.z.values[0]
        assert image == model.images(latent.features().values)[0] == player.outlook(state).image
    assert len(image) == 256
    assert all(0.0 < x < 1.0 for x in image)


def test_a_dream_is_not_remembered_and_takes_no_chance_from_acting(player):
    other = DreamerPlayer(unsettled(), stream(0, "acting"), stream(0, "dreaming"))
    _, thoughts = player.act(SEEN)
    state = thoughts.state
    for _ in range(3):
        state, _ = player.dream(state, [1.0, 0.0])
    other.act(SEEN)
    assert player.act(SEEN) == other.act(SEEN)


def test_what_is_dreamt_depends_on_the_action_alone_and_on_chance(player):
    state = player.act(SEEN)[1].state
    here = player.dream(state, [0.5, -1.0], stream(2, "x"))
    assert here == player.dream(state, (0.5, -1), stream(2, "x"))
    assert here[0].h != player.dream(state, [0.5, 1.0], stream(2, "x"))[0].h
    drawn = {player.dream(state, [0.5, -1.0])[0].z for _ in range(12)}
    assert len(drawn) > 1


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(("observation", "message"), [
    ([0.0] * 25, "seen as 256 numbers, got 25"),
    ([0.0] * 9 + [1.5] + [0.0] * 246, "pixel 9 is 1.5"),
    ([float("nan")] + [0.0] * 255, "number 0 of it is nan"),
    (["left"] * 256, "seen as 256 numbers, got"),
])
def test_a_bad_observation_is_refused_and_not_remembered(player, observation, message):
    other = DreamerPlayer(unsettled(), stream(0, "acting"), stream(0, "dreaming"))
    assert player.act(SEEN) == other.act(SEEN)
    with pytest.raises(ValueError, match=message):
        player.act(observation)
    assert player.act(SEEN) == other.act(SEEN)


def test_classes_may_come_from_numpy(player):
    known = player.outlook(Mind([0.0] * 8, bytes([1, 2, 0])))
    assert player.outlook(Mind([0.0] * 8, np.array([1, 2, 0], dtype=np.uint8))) == known


@pytest.mark.parametrize("z", [[-1] * 3, [5.0] * 3, [None] * 3, [True] * 3])
def test_a_class_is_a_whole_number(player, z):
    for ask in (player.outlook, lambda state: player.dream(state, [0.0, 0.0])):
        with pytest.raises(ValueError, match="3 classes z below 4, got 8 numbers"):
            ask(Mind([0.0] * 8, z))


@pytest.mark.parametrize(("state", "message"), [
    (Mind([0.0] * 7, bytes(3)), "8 numbers h and 3 classes z below 4, got 7 numbers"),
    (Mind([0.0] * 8, bytes(2)), r"got 8 numbers and the classes \[0, 0\]"),
    (Mind([0.0] * 8, bytes([0, 4, 0])), r"the classes \[0, 4, 0\]"),
])
def test_a_state_of_another_model_is_refused(player, state, message):
    for ask in (player.outlook, lambda state: player.dream(state, [0.0, 0.0]),
                lambda state: player.see(state, [0.0, 0.0], SEEN)):
        with pytest.raises(ValueError, match=message):
            ask(state)


@pytest.mark.parametrize("action", [[0.5], [0.1, 0.2, 0.3], [], [float("nan"), 0.0],
                                    [0.0, float("inf")]])
def test_an_action_of_another_world_is_refused(player, action):
    state = player.act(SEEN)[1].state
    with pytest.raises(ValueError, match="an action is 2 finite numbers here, got"):
        player.dream(state, action)
    with pytest.raises(ValueError, match="an action is 2 finite numbers here, got"):
        player.see(state, action, SEEN)


@pytest.mark.parametrize("change", [
    lambda given: given.clear(),
    lambda given: given.pop("actor.0.weight"),
    lambda given: given.update({"encoder.0.weight": [[0.0] * 25]}),
])
def test_weights_of_something_else_are_refused(change):
    given = {p.name: p.values for p in acting_parameters(new_dreamer(
        DreamerSettings(), False, stream(0, "weights")))}
    change(given)
    with pytest.raises(ValueError, match="this agent needs"):
        dreamer_player(given)


# ---------------------------------------------------------------- the published one

def test_it_is_loaded_by_name_each_time_a_player_of_its_own():
    one, other = play.load("07-fixed"), play.load("07-fixed")
    one.act(SEEN)
    other_first = other.act(SEEN)
    assert play.load("07-fixed").act(SEEN) == other_first
    assert as_frame(other_first[1].outlook.image)


WHOSE = {"07-fixed": PLAYED, "07-anywhere": SEEKER}


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOSE)
def test_it_earns_what_its_record_says(name):
    assert WHOSE[name].keeps == name
    results = load_record(RECORDS / f"{file_of(STUDY.name(WHOSE[name]))}.json").results
    environment = ClippedActions(l07_dreamer.world_of(WHOSE[name].config))
    earned = returns_of(play.load(name), JUDGED_BY, environment)
    assert mean(earned) == results["greedy"]


@pytest.mark.parametrize("name", WHOSE)
def test_its_first_episodes_are_those_of_the_evaluation(name):
    config = WHOSE[name].config
    agent = l07_dreamer.agent_with(config, weights.read(name))
    environment = ClippedActions(l07_dreamer.world_of(config))
    assert returns_of(play.load(name), 3, environment) == [
        outcome.earned for outcome in judge(config, agent, episodes=3)]


def test_the_sizes_of_the_one_whose_target_may_be_anywhere():
    """Of what acts and dreams; a player has no use for the critic."""
    trained, played = ({p.name: shape(p.values) for p in acting_parameters(new_dreamer(
        settings, False, stream(0, "weights")))}
        for settings in (l07_dreamer.settings_for(l07_dreamer.BEST), ANYWHERE))
    assert trained == played
    assert trained["encoder.0.weight"] == (128, 256)
