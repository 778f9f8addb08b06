"""Lesson 06, the worlds: what they are, how they are judged, and who acts there untaught."""

from __future__ import annotations

import math

import pytest

from policywerk.building_blocks.spaces import Box, Discrete
from policywerk.lessons import l06_worlds as worlds
from policywerk.lessons.experiment import Given, Run, carry_out, describe
from policywerk.lessons.l06_ppo import STUDY
from policywerk.lessons.l06_worlds import (
    JUDGE,
    UNTAUGHT_RUNS,
    WORLDS,
    OneEnd,
    Outcome,
    Untaught,
    judge,
    outcome,
    size,
    steer,
    untaught_experiment,
)
from policywerk.lessons.settings import RequestError, changed
from policywerk.primitives.random import stream
from policywerk.world.balance import Balance, swing
from policywerk.world.pointmass import PointMass

# ---------------------------------------------------------------- the worlds


@pytest.mark.parametrize(("name", "sees", "does"), [
    ("point mass", 6, 2), ("balance", 2, 1), ("cart-pole", 4, 2), ("pendulum", 3, 1)])
def test_a_network_has_so_many_inputs_and_outputs(name, sees, does):
    world = WORLDS[name]()
    assert (size(world.observation_space), size(world.action_space)) == (sees, does)
    assert isinstance(world.action_space, Discrete) == (name == "cart-pole")
    assert len(world.reset(seed=0)[0]) == sees


def test_the_twisted_pole_is_that_of_lesson_2_in_other_units():
    """It shows 5 phi and phi', and where an agent says a, it is twisted by 5 a."""
    scaled, plain = WORLDS["balance"](), Balance(continuous=True)
    (angle, turning), _ = plain.reset(seed=3)
    assert scaled.reset(seed=3)[0] == [5.0 * angle, turning]
    assert (scaled.action_space.low, scaled.action_space.high) == (-1.0, 1.0)
    for a in (0.4, -1.0, 0.25):
        angle, turning = swing([angle, turning], 5.0 * a)
        assert scaled.step([a])[:2] == ([5.0 * angle, turning], 1.0)
    # it falls beyond 0.3 radians, so what a network sees there is 1.5
    over, seen = False, []
    while not over:
        seen, _, over, _, _ = scaled.step([1.0])
    assert 1.5 < seen[0] < 1.6


class Counting:
    """A world that pays 1, 2, 3, ... and notes what it is asked; it ends as it is told to."""

    observation_space, action_space = Box(0.0, 9.0, (1,)), Box(-1.0, 1.0, (2,))

    def __init__(self, ends, terminates):
        self.ends, self.terminates, self.asked, self.t = ends, terminates, [], 0

    def reset(self, seed=None, options=None):
        self.asked.append(("reset", seed, options))
        self.t = 0
        return [0.0], {"told": "at a start"}

    def step(self, action):
        self.asked.append(("step", action))
        self.t += 1
        over = self.t == self.ends
        return ([float(self.t)], float(self.t), over and self.terminates,
                over and not self.terminates, {"t": self.t})


@pytest.mark.parametrize("terminates", [True, False])
def test_in_a_world_of_one_end_the_clock_ends_the_task(terminates):
    inside = Counting(2, terminates)
    world = OneEnd(inside)
    assert (world.observation_space, world.action_space) == (
        inside.observation_space, inside.action_space)
    assert world.reset(seed=7, options={"a": 1}) == ([0.0], {"told": "at a start"})
    assert world.step([0.5, 0.5]) == ([1.0], 1.0, False, False, {"t": 1})
    assert world.step([0.0, 0.0]) == ([2.0], 2.0, True, False, {"t": 2})  # whichever end it was
    assert inside.asked == [("reset", 7, {"a": 1}), ("step", [0.5, 0.5]), ("step", [0.0, 0.0])]


# ---------------------------------------------------------------- judging


@pytest.mark.parametrize("terminates", [True, False])
def test_an_episode_earns_the_sum_of_its_rewards(terminates):
    # 1 + 2 + 3 = 6; an end by the clock is none of the task
    world = Counting(3, terminates)
    found = outcome(world, world.reset()[0], lambda observation: [0.0, 0.0])
    assert found == Outcome(6.0, 3, terminates)


def test_who_is_judged_sees_each_observation_once_and_may_go_too_far():
    world, seen = Counting(3, True), []
    outcome(world, world.reset()[0], lambda observation: seen.append(observation) or [2.5, -7.0])
    assert seen == [[0.0], [1.0], [2.0]]
    assert world.asked[1:] == [("step", [1.0, -1.0])] * 3  # brought to the nearest allowed


def test_only_the_first_start_is_seeded():
    world = Counting(1, True)
    judge(world, lambda observation: [0.0, 0.0], episodes=3, seed=5)
    resets = [asked[1] for asked in world.asked if asked[0] == "reset"]
    assert resets == [5, None, None]


def starts_before(act, name="point mass", episodes=4):
    """What is seen at the starts of the episodes that somebody is judged in."""
    world, starts = WORLDS[name](), []
    real = world.reset
    world.reset = lambda **asked: starts.append(real(**asked)) or starts[-1]
    found = judge(world, act, episodes)
    return [observation for observation, _ in starts], found


@pytest.mark.parametrize("name", ["point mass", "pendulum"])
def test_everybody_is_judged_from_the_same_starts(name):
    rng, push = stream(1, "anything"), [0.0] * size(WORLDS[name]().action_space)
    still, found = starts_before(lambda observation: push, name)
    others, other = starts_before(lambda observation: [3.0 * rng.random() - 1.5 for _ in push],
                                  name)
    assert still == others
    assert len({tuple(start) for start in still}) == 4  # each is another start
    assert found != other
    world = WORLDS[name]()
    assert still[0] == world.reset(seed=JUDGE)[0]


def test_judged_as_a_loop_by_hand_would():
    found = judge(PointMass(), steer, episodes=3)
    world, expected = PointMass(), []
    observation, _ = world.reset(seed=1_000_000)
    for _ in range(3):
        earned, steps, terminated, truncated = 0.0, 0, False, False
        while not (terminated or truncated):
            x, y, fast_x, fast_y, to_x, to_y = observation
            push = [5.0 * (to_x - x) - 2.0 * fast_x, 5.0 * (to_y - y) - 2.0 * fast_y]
            observation, reward, terminated, truncated, _ = world.step(
                [max(-1.0, min(1.0, a)) for a in push])
            earned, steps = earned + reward, steps + 1
        expected.append((earned, steps, terminated))
        observation, _ = world.reset()
    assert found == expected
    assert all(each.terminated for each in found)


def test_to_do_nothing_is_truncated_and_costs_a_tenth_of_the_distance_a_step():
    found = judge(PointMass([0.5, 0.5]), lambda observation: [0.0, 0.0], episodes=2)
    world = PointMass([0.5, 0.5])
    for k, each in enumerate(found):
        (x, y, *_), _ = world.reset(seed=JUDGE) if k == 0 else world.reset()
        assert each.earned == pytest.approx(-4.0 * math.hypot(0.5 - x, 0.5 - y), rel=1e-12)
        assert (each.steps, each.terminated) == (40, False)


def test_a_hundred_episodes_are_usual():
    world = Counting(1, True)
    assert len(judge(world, lambda observation: [0.0, 0.0])) == worlds.JUDGED_BY == 100
    assert world.asked[0] == ("reset", 1_000_000, None)


# ---------------------------------------------------------------- who does not learn


def test_steering_by_hand():
    # 5 (0.5 - 0.4) - 2 * 0.1 = 0.3;  5 (-0.2 - 0) - 2 (-0.25) = -0.5
    assert steer([0.4, 0.0, 0.1, -0.25, 0.5, -0.2]) == pytest.approx([0.3, -0.5])
    # 5 * 1.2 = 6 and -10 * 0.8: as far as is allowed
    assert steer([-0.6, 0.0, 0.0, 0.8, 0.6, 0.0]) == [1.0, -1.0]
    # the speeds are seen five times, so at a speed of 0.1 that is 10 * 0.1
    assert steer([0.0, 0.0, 0.5, 0.0, 0.0, 0.0])[0] == -1.0


@pytest.fixture
def few(monkeypatch):
    """Judged by three episodes."""
    monkeypatch.setattr(judge, "__defaults__", (3, JUDGE))


def test_the_untaught_by_hand(few):
    found = untaught_experiment(Untaught(episodes=5), Given(seed=4)).results
    world, rng = PointMass(), stream(4, "actions")
    by_chance = judge(world, lambda observation: world.action_space.sample(rng), 5, 4)
    assert found["random"] == [each.earned for each in by_chance]
    assert found["random, ended"] == [float(each.terminated) for each in by_chance]
    assert found["steering"] == [each.earned for each in judge(PointMass(), steer, 5, 4)]
    assert found["steering, judged"] == [each.earned for each in judge(PointMass(), steer, 3)]
    assert len(found["random, judged"]) == 3
    assert found["steering, ended"] == [1.0] * 5


def test_a_rule_steers_where_there_is_one_only(few):
    for name in WORLDS:
        found = untaught_experiment(Untaught(name, episodes=2), Given(seed=1)).results
        assert ("steering" in found) == (name == "point mass")
        assert {"random", "random, ended", "random, judged"} <= set(found)


def test_what_chance_and_steering_earn():
    """Independent numbers of the same world: -4.09 and 9.5 % of 500, .534 and all of 500."""
    found = untaught_experiment(Untaught(episodes=400), Given(seed=2)).results
    assert sum(found["random"]) / 400 == pytest.approx(-4.09, abs=0.25)
    assert sum(found["random, ended"]) / 400 == pytest.approx(0.095, abs=0.05)
    assert sum(found["steering"]) / 400 == pytest.approx(0.534, abs=0.03)
    assert found["steering, ended"] == [1.0] * 400


def test_a_record_in_words_has_a_line_for_each_mean(few):
    record = carry_out(STUDY, Run(Untaught(episodes=2), 3))[0]
    lines = describe(STUDY, record).splitlines()
    assert lines[0] == "Lesson 06, untaught, seed 3"
    assert [line.split()[0] for line in lines[2:]] == ["random", "random,", "steering", "steering,"]
    first = record.results["random"]
    assert lines[2] == f"  {'random':20} {sum(first) / 2:8.2f}"


def test_there_is_a_run_for_each_world():
    assert [run.config for run in UNTAUGHT_RUNS] == [Untaught(name) for name in WORLDS]
    assert set(UNTAUGHT_RUNS) <= set(STUDY.runs)


@pytest.mark.parametrize("wrong", ["world=moon", "episodes=1"])
def test_nonsense_is_refused_by_the_name_of_the_setting(wrong):
    with pytest.raises(RequestError, match=f"^{wrong.partition('=')[0]} "):
        changed(Untaught(), [wrong])


def test_the_untaught_take_one_seed_a_run():
    with pytest.raises(RequestError, match="one seed a run"):
        untaught_experiment(Untaught(episodes=2), Given(seed=0, seeds=2))
