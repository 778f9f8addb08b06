"""Q-learning with features: one update by hand, a table as the special case, and learning."""

from __future__ import annotations

import pytest

from policywerk.actors.dqn import Transition
from policywerk.actors.linear_q import LinearQ
from policywerk.building_blocks.schedules import constant_schedule, linear_schedule
from policywerk.lessons.l05_way_in import columns_apart, greedy_return, live, pixels
from policywerk.primitives.random import stream
from policywerk.primitives.vector import mean
from policywerk.world.catcher import Catcher

HERE, THERE = (b"here",), (b"there",)
SEEN = {HERE: {"near": 1.0, "slope": 0.5}, THERE: {"near": 1.0, "slope": -2.0}}


def player(features=SEEN.get, alpha=0.1, gamma=0.5, epsilon=0.0):
    return LinearQ(features, 2, alpha, gamma, constant_schedule(epsilon))


def learnt(steps, weights):
    agent = player()
    agent.weights.update({feature: list(row) for feature, row in weights.items()})
    for step in steps:
        agent.observe(step, stream(0, "nothing is drawn"))
    return agent.weights


def test_values_are_weighted_sums():
    agent = player()
    assert agent.values(HERE) == [0.0, 0.0]  # no weight met yet
    agent.weights.update({"near": [1.0, 2.0], "slope": [4.0, 0.0]})
    assert agent.values(HERE) == [1.0 + 0.5 * 4.0, 2.0]
    assert agent.values(THERE) == [1.0 - 2.0 * 4.0, 2.0]


def test_one_update_by_hand():
    # q(here) = (3, 2); max q(there) = 2; delta = 1 + 0.5 * 2 - 3 = -1
    # near: 1 + 0.1 * (-1) * 1 = 0.9; slope: 4 + 0.1 * (-1) * 0.5 = 3.95; action 1 as before
    weights = learnt([Transition(HERE, 0, 1.0, THERE, False)],
                     {"near": [1.0, 2.0], "slope": [4.0, 0.0]})
    assert weights["near"] == pytest.approx([0.9, 2.0])
    assert weights["slope"] == pytest.approx([3.95, 0.0])


def test_nothing_follows_the_end():
    # delta = 1 - 2 = -1, whatever `there` is worth; near: 2 - 0.1; slope: 0 - 0.05
    weights = learnt([Transition(HERE, 1, 1.0, THERE, True)],
                     {"near": [1.0, 2.0], "slope": [4.0, 0.0]})
    assert weights["near"] == pytest.approx([1.0, 1.9])
    assert weights["slope"] == pytest.approx([4.0, -0.05])


def test_the_slope_of_the_target_is_left_out():
    # from here back to here: delta = 0 + 0.5 * 3 - 3 = -1.5, the whole of it times x(s)
    weights = learnt([Transition(HERE, 0, 0.0, HERE, False)],
                     {"near": [1.0, 2.0], "slope": [4.0, 0.0]})
    assert weights["near"] == pytest.approx([1.0 - 0.15, 2.0])


def test_one_feature_a_state_is_a_table():
    # q(there, 1) = 0 + 0.1 * 2; then q(here, 0) = 0 + 0.1 * (1 + 0.5 * 0.2)
    agent = player(features=pixels)
    for step in (Transition(THERE, 1, 2.0, HERE, True), Transition(HERE, 0, 1.0, THERE, False)):
        agent.observe(step, stream(0, "nothing is drawn"))
    assert agent.weights == {THERE: [0.0, pytest.approx(0.2)], HERE: [pytest.approx(0.11), 0.0]}


def test_epsilon_is_that_of_the_present_step():
    agent = LinearQ(pixels, 2, 0.1, 0.5, linear_schedule(1.0, 0.0, 1))
    agent.weights[HERE] = [0.0, 1.0]
    assert {agent.act(HERE, stream(seed, "exploration")) for seed in range(20)} == {0, 1}
    agent.observe(Transition(HERE, 1, 1.0, HERE, True), stream(0, "nothing is drawn"))
    assert {agent.act(HERE, stream(seed, "exploration")) for seed in range(20)} == {1}


def learner(features, steps, alpha, gamma):
    return LinearQ(features, 3, alpha, gamma, linear_schedule(1.0, 0.05, steps // 2))


@pytest.mark.parametrize("seed", range(3))
def test_a_table_learns_the_small_catcher(seed):
    # 852 states or so; who acts at random earns -6 of the 10 balls
    table, world = learner(pixels, 12000, 0.5, 0.9), Catcher(width=1, size=5)
    assert greedy_return(table, world, seed) < -4.0
    assert mean(live(table, world, 12000, seed)[:20]) < -3.0
    assert greedy_return(table, world, seed) > 8.5


@pytest.mark.parametrize("seed", range(3))
def test_seven_features_learn_the_large_one(seed):
    def near(state):
        return {min(max(columns_apart(state, 16, 5), -3), 3): 1.0}

    agent, world = learner(near, 4000, 0.05, 0.97), Catcher()
    live(agent, world, 4000, seed)
    assert greedy_return(agent, world, seed) > 5.0
    assert len(agent.weights) == 7
