"""Players: agents by name, which keep their own frames and notice when an episode was forgotten."""

from __future__ import annotations

import math
from itertools import islice

import pytest

from policywerk.actors.q_networks import dense_q_network
from policywerk.building_blocks.conv import Images
from policywerk.building_blocks.frames import as_frame, pixels_of
from policywerk.data import weights
from policywerk.lessons import play
from policywerk.lessons.settings import RequestError
from policywerk.primitives.random import stream
from policywerk.primitives.vector import argmax, total
from policywerk.world.catcher import Catcher
from policywerk.world.pointmass import PointMass, as_map


def some_weights(frames=2):
    network = dense_q_network(Images(frames, 16, 16), 3, stream(0, "weights"))
    return {p.name: p.values for p in network.parameters()}


@pytest.fixture
def player():
    return play.catcher_player(some_weights())


def board(ball, paddle, width=5):
    """The pixels with the ball at (row, column) and the left end of the paddle in its column."""
    pixels = [0.0] * 256
    pixels[16 * ball[0] + ball[1]] = 1.0
    pixels[240 + paddle:240 + paddle + width] = [1.0] * width
    return pixels


# ---------------------------------------------------------------- by name

def test_load_reads_the_published_weights_of_that_name(tmp_path, monkeypatch):
    weights.save_weights(some_weights(), tmp_path / "05-catcher.json")
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    player = play.load("05-catcher")
    # what is published is rounded to 32 bits: about seven digits
    assert player.act(board((0, 3), 4))[1].values == pytest.approx(
        play.catcher_player(some_weights()).act(board((0, 3), 4))[1].values, rel=1e-5)


@pytest.mark.parametrize("name", ["05", "05-Catcher", "", "00-moons"])
def test_an_unknown_name_is_refused_with_those_there_are(name):
    with pytest.raises(RequestError) as refused:
        play.load(name)
    assert str(refused.value) == (
        f"there is no player {name!r}; there are: 05-catcher, 06-pointmass, 06-balance, "
        "06-cart-pole-0, 06-cart-pole-1, 06-cart-pole-2, 06-cart-pole-3, 06-cart-pole-4, "
        "06-pendulum-0, 06-pendulum-1, 06-pendulum-2, 07-fixed, 07-fixed-4, "
        "07-anywhere")


def test_weights_that_are_not_there_are_said_to_be_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    with pytest.raises(weights.WeightsError, match="there are no weights '05-catcher'"):
        play.load("05-catcher")


def test_each_load_is_a_player_of_its_own(tmp_path, monkeypatch):
    weights.save_weights(some_weights(), tmp_path / "05-catcher.json")
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    one, other = play.load("05-catcher"), play.load("05-catcher")
    one.act(board((0, 3), 4))
    seen = board((9, 9), 9)
    assert other.act(seen)[1].state == (as_frame(seen),) * 2


@pytest.mark.parametrize("frames", [1, 2, 4])
def test_how_many_frames_it_sees_the_weights_tell(frames):
    player = play.catcher_player(some_weights(frames))
    assert player.frames == len(player.act(board((0, 0), 0))[1].state) == frames


@pytest.mark.parametrize(("change", "message"), [
    (lambda w: w.pop("q.0.weight"), "q.0.weight"),
    (lambda w: w.clear(), "q.0.weight|Q-network|layer"),
    (lambda w: w.update({"q.0.weight": [[0.0] * 300] * 64}), "takes 300 pixels"),
])
def test_weights_of_something_else(change, message):
    wrong = some_weights()
    change(wrong)
    with pytest.raises(ValueError, match=message):
        play.catcher_player(wrong)


# ---------------------------------------------------------------- what it sees and does

def test_its_state_is_the_last_frames_and_at_a_start_the_first_one_twice(player):
    first, second, third = board((0, 3), 4), board((1, 4), 5), board((2, 5), 4)
    assert player.act(first)[1].state == (as_frame(first), as_frame(first))
    assert player.act(second)[1].state == (as_frame(first), as_frame(second))
    assert player.act(third)[1].state == (as_frame(second), as_frame(third))
    player.start()
    assert player.act(third)[1].state == (as_frame(third), as_frame(third))


def test_it_acts_greedily_and_shows_what_the_network_said(player):
    seen = board((7, 8), 2)
    action, insides = player.act(seen)
    assert insides.values == player.network.predict([pixels_of(insides.state)])[0]
    assert action == argmax(insides.values)
    layer = player.network.layers[0]
    by_hand = [max(0.0, total([w * x for w, x in zip(row, seen + seen)]) + b)
               for row, b in zip(layer.weight.values, layer.bias.values[0])]
    assert insides.hidden == pytest.approx(by_hand, abs=1e-12)
    assert 0 < insides.hidden.count(0.0) < len(insides.hidden) == 64  # relu: some are silent


def test_with_epsilon_it_acts_at_random_as_often(player):
    rng, actions = stream(0, "exploration"), []
    for _ in range(600):
        player.start()
        actions.append(player.act(board((7, 8), 2), epsilon=1.0, rng=rng)[0])
    # each of the three 200 times, give or take four standard deviations of 11.5
    assert all(abs(actions.count(action) - 200) < 46 for action in range(3))
    player.start()
    best = player.act(board((7, 8), 2))[0]
    player.start()
    assert player.act(board((7, 8), 2), epsilon=0.0, rng=rng)[0] == best


def test_to_look_is_not_to_remember(player):
    first, second = board((0, 3), 4), board((1, 4), 5)
    player.act(first)
    player.look((as_frame(board((9, 9), 0)),) * 2)
    assert player.act(second)[1].state == (as_frame(first), as_frame(second))


@pytest.mark.parametrize(("observation", "message"), [
    ([0.0] * 25, "Catcher is seen as 256 pixels, got 25"),
    ([], "256 pixels, got 0"),
    ([0.0] * 9 + [1.5] + [0.0] * 246, "pixel 9 is 1.5"),
    ([float("nan")] + [0.0] * 255, "pixel 0 is nan"),
    ([-0.1] + [0.0] * 255, "pixel 0 is -0.1"),
])
def test_a_bad_observation_is_refused_and_not_remembered(player, observation, message):
    first, second = board((0, 3), 4), board((1, 4), 5)
    player.act(first)
    with pytest.raises(ValueError, match=message):
        player.act(observation)
    assert player.act(second)[1].state == (as_frame(first), as_frame(second))


@pytest.mark.parametrize(("given", "message"), [
    ({"epsilon": 0.1}, "epsilon is 0.1: to act at random, a player needs an rng"),
    ({"epsilon": 1.5}, "epsilon must be a probability"),
    ({"epsilon": -1.0, "rng": stream(0, "x")}, "epsilon must be a probability"),
])
def test_a_bad_epsilon(player, given, message):
    with pytest.raises(ValueError, match=message):
        player.act(board((0, 3), 4), **given)


# ---------------------------------------------------------------- an episode that was forgotten

@pytest.mark.parametrize(("before", "after", "jump"), [
    (board((3, 3), 4), board((4, 4), 5), ""),  # a step
    (board((3, 0), 0), board((4, 1), 0), ""),  # off the wall
    (board((14, 3), 4), board((0, 15), 3), ""),  # the ball has landed, another one comes
    (board((14, 3), 4), board((15, 4), 4), ""),  # the last one is caught
    (board((14, 3), 4), board((15, 2), 4), ""),  # the last one is missed
    (board((3, 3), 4), board((0, 3), 4), "the ball went from row 3 to row 0"),
    (board((3, 3), 4), board((3, 3), 4), "the ball went from row 3 to row 3"),
    (board((14, 3), 4), board((1, 3), 4), "the ball went from row 14 to row 1"),
    (board((3, 3), 4), board((4, 5), 4), "the ball went from column 3 to column 5"),
    (board((14, 3), 4), board((0, 3), 6), "the paddle went from column 4 to column 6"),
])
def test_what_cannot_be_one_episode(player, before, after, jump):
    assert play.jump_between(as_frame(before), as_frame(after)) == jump
    player.act(before)
    if jump:
        with pytest.raises(ValueError, match=f"{jump}, which no step does: call start"):
            player.act(after)
        player.start()
    player.act(after)


@pytest.mark.parametrize("width", [1, 3, 5])
def test_no_step_of_any_episode_is_taken_for_a_jump(width):
    environment, rng = Catcher(width), stream(width, "actions")
    for seed in range(20):
        observation, _ = environment.reset(seed=seed)
        over = False
        while not over:
            following, _, over, _, _ = environment.step(environment.action_space.sample(rng))
            assert play.jump_between(as_frame(observation), as_frame(following)) == ""
            observation = following


def test_who_forgets_to_start_is_told_within_a_few_episodes(player):
    environment = Catcher(balls=1)

    def play_on():
        for seed in range(12):
            observation, _ = environment.reset(seed=seed)
            over = False
            while not over:
                observation, _, over, _, _ = environment.step(player.act(observation)[0])

    with pytest.raises(ValueError, match="call start"):  # each fits by chance about 1 time in 4
        play_on()


# ---------------------------------------------------------------- whole episodes

def test_an_episode_is_the_one_that_the_environment_tells(player):
    moments = list(play.episode(player, Catcher(balls=2), 3))
    assert len(moments) == 30  # two balls, fifteen rows to fall
    assert moments[0].observation == Catcher(balls=2).reset(seed=3)[0]
    assert all(a.next_observation == b.observation for a, b in zip(moments, moments[1:]))
    assert [m.reward for m in moments].count(0.0) == 28
    assert abs(moments[14].reward) == abs(moments[29].reward) == 1.0
    assert [m.insides.state[-1] for m in moments] == [as_frame(m.observation) for m in moments]
    again = list(play.episode(player, Catcher(balls=2), 3))
    assert again == moments  # nothing is left of the first


def test_episodes_follow_one_another_by_the_chance_of_the_environment(player):
    environment = Catcher(balls=1)
    first = next(play.episode(player, environment, 5)).observation
    others = [next(play.episode(player, environment, None)).observation for _ in range(4)]
    assert any(other != first for other in others)


def test_a_watched_step_is_a_board_and_a_line(player):
    picture = next(play.watch(player, Catcher(), 0))
    lines = picture.splitlines()
    observation, _ = Catcher().reset(seed=0)
    assert [len(line) for line in lines[:16]] == [16] * 16
    assert lines[0].count("o") == 1
    assert lines[15].count("#") == 5
    assert lines[0].index("o") == observation.index(1.0)
    values = player.look((as_frame(observation),) * 2).values
    word = ("left", "stay", "right")[argmax(values)]
    worth = f"left {values[0]:.2f}  stay {values[1]:.2f}  right {values[2]:.2f}"
    assert lines[16] == f"step 0: {word}   (Q: {worth})"


def test_what_came_of_a_ball_is_said_where_it_lands(player):
    pictures = list(play.watch(player, Catcher(balls=1), 0))
    rewards = [m.reward for m in play.episode(player, Catcher(balls=1), 0)]
    word = {1.0: "caught", -1.0: "missed"}[rewards[-1]]
    assert f", {word} " in pictures[-1]
    assert all("caught" not in p and "missed" not in p for p in islice(pictures, 14))


class Straight:
    """Pushes as hard as it can to the right."""

    def start(self):
        pass

    def act(self, observation):
        return [1.0, 0.0], None


def test_a_watched_dot_is_a_line_a_step_and_a_map():
    world, target = PointMass(target=[0.9, 0.5], time_limit=3), [0.9, 0.5]
    *lines, drawn = play.watch_dot(Straight(), world, 4)
    assert len(lines) == 3
    (x, y), places = world.reset(seed=4)[0][:2], []
    for moved in (0.0, 0.05, 0.085, 0.1095):  # 0.7 of the last and 0.05 more
        x += moved
        places.append([x, y])
    for step, (line, place) in enumerate(zip(lines, places[1:])):
        left = math.dist(place, target)
        assert line == f"step {step}: push  1.00  0.00, then {left:.2f} to go"
    assert drawn == as_map(places, target)
    assert [drawn.count(digit) for digit in "0123X"] == [1] * 5


# ---------------------------------------------------------------- the published one

@pytest.mark.slow
@pytest.mark.skipif("05-catcher" not in weights.published_weights(),
                    reason="its training is not published yet")
def test_the_published_player_catches_nearly_all():
    player, environment = play.load("05-catcher"), Catcher()
    returns = [total([m.reward for m in play.episode(player, environment, 900 + seed)])
               for seed in range(20)]
    assert total(returns) / 20 >= 9.0  # at random it is -3.6, and 10 at best
