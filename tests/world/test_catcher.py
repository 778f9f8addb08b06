"""Catcher: its balls and walls, its paddle, its starts, and how hard it is."""

from __future__ import annotations

import math
import warnings
from collections import Counter

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from policywerk.building_blocks.spaces import Box, Discrete
from policywerk.primitives.random import stream
from policywerk.world.catcher import Catcher

LEFT, STAY, RIGHT = range(3)


def placed(world, ball, drift, paddle):
    """A world in which an episode goes on from this very situation."""
    world.reset(seed=0)
    world._ball, world._drift, world._paddle = ball, drift, paddle
    return world


def path(world, actions):
    """Column of the ball after each action, as the info tells it."""
    return [world.step(action)[4]["ball"][1] for action in actions]


# ---------------------------------------------------------------- worked trajectories


@pytest.mark.parametrize(("column", "drift", "columns"), [
    (2, 1, [3, 4, 3, 2, 1, 0]),  # 4 is the last column: the next step turns round
    (2, -1, [1, 0, 1, 2, 3, 4]),
    (4, 1, [3, 2, 1, 0, 1, 2]),  # at a wall from the start, it turns at once
    (0, -1, [1, 2, 3, 4, 3, 2]),
    (3, 0, [3, 3, 3, 3, 3, 3]),
])
def test_a_ball_bounces_off_both_walls(column, drift, columns):
    # the ball is lifted to the top row after each step, or it would land before it is back
    world = placed(Catcher(width=1, size=5), (0, column), drift, 0)
    seen = []
    for _ in columns:
        seen.append(world.step(STAY)[4]["ball"])
        world._ball = (0, seen[-1][1])
    assert seen == [(1, expected) for expected in columns]


def test_a_fall_row_by_row():
    # size 5, ball in column 2 going right: rows 1, 2, 3 and columns 3, 4, 3; then the bottom
    world = placed(Catcher(width=2, size=5, balls=1), (0, 2), 1, 0)
    assert path(world, [STAY] * 3) == [3, 4, 3]
    assert world._ball == (3, 3)
    # it lands in column 2; the paddle on columns 0 and 1 goes right, to 1 and 2: caught
    observation, reward, terminated, truncated, info = world.step(RIGHT)
    assert (reward, terminated, truncated) == (1.0, True, False)
    assert info == {"ball": (4, 2), "drift": -1, "paddle": 1, "balls left": 0}
    assert observation == [0.0] * 20 + [0.0, 1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(("column", "reward"), [
    (5, -1.0), (6, 1.0), (7, 1.0), (8, 1.0), (9, 1.0), (10, 1.0), (11, -1.0)])
def test_caught_at_either_edge_of_the_paddle_and_missed_by_one(column, reward):
    # the paddle of width 5 stands on columns 6 to 10
    world = placed(Catcher(), (14, column), 0, 6)
    assert world.step(STAY)[1:4] == (reward, False, False)


@pytest.mark.parametrize(("action", "reward"), [(LEFT, -1.0), (STAY, -1.0), (RIGHT, 1.0)])
def test_the_paddle_moves_before_the_ball_lands(action, reward):
    world = placed(Catcher(width=3), (14, 8), 1, 6)  # lands in 9; paddle on 6 to 8
    assert world.step(action)[1] == reward


@pytest.mark.parametrize(("paddle", "action", "after"), [
    (0, LEFT, 0), (0, RIGHT, 1), (11, RIGHT, 11), (11, LEFT, 10), (4, STAY, 4)])
def test_the_paddle_stops_at_the_walls(paddle, action, after):
    # columns 11 to 15 are the last five of sixteen
    assert placed(Catcher(), (0, 0), 0, paddle).step(action)[4]["paddle"] == after


def test_only_the_last_row_pays():
    world = Catcher()
    world.reset(seed=1)
    rewards = [world.step(STAY)[1] for _ in range(30)]
    assert [t for t, reward in enumerate(rewards, 1) if reward] == [15, 30]
    assert all(type(reward) is float for reward in rewards)


def test_a_landing_shows_the_next_ball_in_the_top_row():
    world = placed(Catcher(balls=2), (14, 3), 0, 0)
    observation, _, terminated, _, info = world.step(STAY)
    assert not terminated
    row, column = info["ball"]
    assert (row, info["balls left"], info["paddle"]) == (0, 1, 0)
    assert [k for k, x in enumerate(observation) if x] == [column, 240, 241, 242, 243, 244]


def test_the_pixels_are_what_the_info_says():
    world, rng = Catcher(3, 8, 4), stream(0, "test")
    observation, info = world.reset(seed=2)
    over = False
    while not over:
        lit = {8 * info["ball"][0] + info["ball"][1],
               *(56 + info["paddle"] + k for k in range(3))}
        assert observation == [float(k in lit) for k in range(64)]
        assert world.observation_space.contains(observation)
        observation, _, over, _, info = world.step(world.action_space.sample(rng))


def test_spaces():
    world = Catcher(3, 8)
    assert isinstance(world.observation_space, Box)
    assert world.observation_space.shape == (64,)
    assert isinstance(world.action_space, Discrete)
    assert world.action_space.n == 3


# ---------------------------------------------------------------- episodes and starts


@pytest.mark.parametrize(("size", "balls", "steps"), [
    (16, 10, 150), (5, 3, 12), (2, 4, 4), (3, 1, 2)])
def test_an_episode_lasts_balls_times_size_less_one(size, balls, steps):
    world = Catcher(1, size, balls)
    for seed in range(3):
        world.reset(seed=seed)
        ends = [world.step(STAY)[2:4] for _ in range(steps)]
        assert ends == [(False, False)] * (steps - 1) + [(True, False)]  # and no clock


def test_no_step_before_the_start_or_after_the_end():
    world = Catcher(1, 2, 1)
    with pytest.raises(RuntimeError, match=r"no episode is under way: call reset\(\) first"):
        world.step(STAY)
    world.reset(seed=0)
    assert world.step(STAY)[2]
    for _ in range(2):
        with pytest.raises(RuntimeError, match=r"call reset\(\) first"):
            world.step(STAY)
    world.reset()
    assert world.step(STAY)[2]


def statistic(counts, kinds):
    """Pearson's chi-square of counts that ought to be equal."""
    expected = sum(counts.values()) / kinds
    assert len(counts) == kinds
    return sum((count - expected) ** 2 / expected for count in counts.values())


def test_starts_are_uniform_over_columns_drifts_and_paddles():
    # 16 columns, 3 drifts, 12 places of a paddle of five: a statistic above its mean by four
    # standard deviations, k - 1 + 4 sqrt(2 (k - 1)), would be a rare accident
    world = Catcher()
    world.reset(seed=7)
    infos = [world.reset()[1] for _ in range(6000)]
    for seen, kinds in (
        (Counter(info["ball"] for info in infos), 16),
        (Counter(info["drift"] for info in infos), 3),
        (Counter(info["paddle"] for info in infos), 12),
        (Counter((info["ball"][1], info["drift"]) for info in infos), 48),
        (Counter((info["ball"][1] // 4, info["paddle"] // 3) for info in infos), 16),
    ):
        assert statistic(seen, kinds) < kinds - 1 + 4.0 * math.sqrt(2.0 * (kinds - 1))
    assert {info["ball"][0] for info in infos} == {0}
    assert {info["drift"] for info in infos} == {-1, 0, 1}


def test_later_balls_are_uniform_too_and_leave_the_paddle_where_it_is():
    world = Catcher(5, 16, 3000)
    world.reset(seed=8)
    world._paddle = 4
    fresh = []
    for _ in range(2999):
        for _ in range(14):
            world.step(STAY)
        info = world.step(STAY)[4]
        assert info["paddle"] == 4
        fresh.append((info["ball"], info["drift"]))
    for seen, kinds in ((Counter(ball for ball, _ in fresh), 16),
                        (Counter(drift for _, drift in fresh), 3)):
        assert statistic(seen, kinds) < kinds - 1 + 4.0 * math.sqrt(2.0 * (kinds - 1))


def episode(world, act, seed):
    """The return of an episode of a player who is shown pixels alone."""
    observation, _ = world.reset(seed=seed)
    earned, over = 0.0, False
    while not over:
        observation, reward, over, _, _ = world.step(act(observation))
        earned += reward
    return earned


def test_the_seed_decides_everything():
    def told(seed):
        world, rng = Catcher(), stream(0, "test")
        return [world.reset(seed=seed), *(world.step(int(3 * rng.random())) for _ in range(60))]

    assert told(3) == told(3) != told(4)


def test_without_a_seed_the_stream_goes_on():
    one, other = Catcher(), Catcher()
    first = one.reset(seed=5)
    assert other.reset(seed=5) == first
    later = [one.reset() for _ in range(3)]
    assert [other.reset() for _ in range(3)] == later != [first] * 3
    assert one.reset(seed=5) == first


# ---------------------------------------------------------------- how hard it is


@pytest.mark.parametrize(("width", "expected"), [(5, -3.6), (3, -6.2)])
def test_whoever_acts_at_random_loses(width, expected):
    world, rng = Catcher(width), stream(1, "test")
    returns = [episode(world, lambda seen: world.action_space.sample(rng), seed)
               for seed in range(400)]
    assert sum(returns) / 400 == pytest.approx(expected, abs=0.25)


class Tracker:
    """Reads ball and paddle from the pixels, and the drift from two frames; foresees the fall."""

    def __init__(self, width, size=16):
        self.width, self.size, self.last = width, size, None

    def __call__(self, pixels):
        bottom = self.size * (self.size - 1)
        ball = next(k for k, x in enumerate(pixels[:bottom]) if x)
        row, column = divmod(ball, self.size)
        paddle = pixels[bottom:].index(1.0)
        drift = 0 if self.last is None or row == 0 else column - self.last
        self.last = column
        for _ in range(self.size - 1 - row):
            if not 0 <= column + drift < self.size:
                drift = -drift
            column += drift
        wanted = min(max(column - self.width // 2, 0), self.size - self.width)
        return STAY if wanted == paddle else (RIGHT if wanted > paddle else LEFT)


@pytest.mark.parametrize("width", [5, 3])
def test_whoever_sees_and_foresees_catches_every_ball(width):
    world = Catcher(width)
    assert [episode(world, Tracker(width), seed) for seed in range(200)] == [10.0] * 200


# ---------------------------------------------------------------- what the caller may do


def test_what_it_shows_is_the_callers_own():
    one, other = Catcher(), Catcher()
    seen, info = one.reset(seed=1)
    assert (seen, info) == other.reset(seed=1)
    for action in (0, 2, 1, 1) * 10:
        seen[:] = [0.5] * 300
        info["ball"] = info["drift"] = info["paddle"] = info["balls left"] = "mine"
        ours, theirs = one.step(action), other.step(action)
        assert ours == theirs
        seen, info = ours[0], ours[4]
    assert type(info["ball"]) is tuple


@pytest.mark.parametrize("wrong", [3, -1, True, 1.0, 0.5, "1", None, [1], float("nan")])
def test_other_actions_are_refused_and_nothing_moves(wrong):
    world, other = Catcher(), Catcher()
    world.reset(seed=0)
    other.reset(seed=0)
    with pytest.raises(ValueError, match=r"action .* is none of 0 \(left\), 1 \(stay\), 2 \(right"):
        world.step(wrong)
    assert world.step(0) == other.step(0)


def test_numbers_of_numpy_will_do():
    one, other = Catcher(), Catcher()
    assert one.reset(seed=np.int64(4)) == other.reset(seed=4)
    for action in (0, 1, 2, 2):
        assert one.step(np.int64(action)) == other.step(action)


@pytest.mark.parametrize("wrong", [
    {"size": 1}, {"size": 0}, {"width": 0}, {"width": -1}, {"width": 17}, {"width": 3, "size": 2},
    {"balls": 0}, {"balls": -3}, {"balls": 1.5}, {"balls": math.inf}, {"width": 5.0},
    {"size": 16.0}])
def test_worlds_that_cannot_be(wrong):
    name = next(iter(wrong))
    with pytest.raises(ValueError, match=f"{name} must be .*, got {wrong[name]}"):
        Catcher(**wrong)


def test_there_are_no_options():
    with pytest.raises(ValueError, match="'slow'"):
        Catcher().reset(seed=0, options={"slow": True})


def test_a_paddle_as_wide_as_the_world_misses_nothing():
    assert episode(Catcher(4, 4, 5), lambda seen: LEFT, 0) == 5.0


class Adapter(gymnasium.Env):
    """Our Catcher, as Gymnasium's class."""

    def __init__(self, width):
        self.world = Catcher(width)
        self.observation_space = gymnasium.spaces.Box(0.0, 1.0, (256,), np.float64)
        self.action_space = gymnasium.spaces.Discrete(3)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        observation, info = self.world.reset(seed, options)
        return np.array(observation), info

    def step(self, action):
        observation, *rest = self.world.step(action)
        return np.array(observation), *rest


@pytest.mark.parametrize("width", [5, 3])
def test_it_passes_gymnasiums_checker(width):
    with warnings.catch_warnings():
        warnings.filterwarnings("error")
        check_env(Adapter(width), skip_render_check=True)


def test_gymnasiums_wrappers_drive_it():
    wrapped = gymnasium.wrappers.RecordEpisodeStatistics(
        gymnasium.wrappers.TimeLimit(Adapter(5), 40))
    wrapped.reset(seed=1)
    for step in range(1, 41):
        *_, terminated, truncated, info = wrapped.step(1)
        assert (terminated, truncated) == (False, step == 40)
    assert info["episode"]["l"] == 40
