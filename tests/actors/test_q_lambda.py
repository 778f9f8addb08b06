"""Q(lambda): traces by hand, cut where Watkins cuts them, and the limit lambda = 0."""

from __future__ import annotations

import pytest

from policywerk.actors.q_lambda import TraceLearner
from policywerk.actors.q_learner import (
    METHODS,
    TableLearner,
    Tuning,
    greedy_walk,
    learn_episode,
)
from policywerk.building_blocks.acting import Step
from policywerk.building_blocks.schedules import constant_schedule
from policywerk.building_blocks.traces import accumulate, replace
from policywerk.primitives.random import stream
from policywerk.world.cliff import Cliff

HALF = Tuning(constant_schedule(0.5), gamma=0.5, epsilon=0.1)
RNG = stream(0, "unused")


def step(state, action, reward, after, terminated=False, truncated=False):
    return Step(state, action, reward, after, terminated, truncated)


def test_two_steps_by_hand():
    learner = TraceLearner(3, 2, HALF, lam=0.8)
    learner.learn(step(0, 1, 2.0, 1), RNG)  # delta 2
    assert learner.table == [[0.0, 1.0], [0.0, 0.0], [0.0, 0.0]]
    learner.learn(step(1, 0, 10.0, 2), RNG)  # delta 10, of which the first gets gamma lam = 0.4
    assert learner.table == [[0.0, 3.0], [5.0, 0.0], [0.0, 0.0]]
    assert learner.trace == {1: 0.4, 2: 1.0}


@pytest.mark.parametrize(("cut", "kept"), [(True, {3: 1.0}), (False, {0: 0.4, 3: 1.0})])
def test_a_trace_is_cut_at_an_exploration(cut, kept):
    learner = TraceLearner(3, 2, HALF, lam=0.8, cut=cut)
    learner.weights[2:4] = [5.0, 0.0]
    learner.learn(step(0, 0, 0.0, 1), RNG)
    assert learner.weights[0] == 1.25  # half of half of 5
    learner.learn(step(1, 1, -8.0, 2), RNG)  # action 0 would be best
    assert learner.trace == kept
    assert learner.weights[0] == (1.25 if cut else pytest.approx(1.25 - 0.5 * 8.0 * 0.4))
    assert learner.weights[3] == -4.0


@pytest.mark.parametrize("end", [{"terminated": True}, {"truncated": True}])
@pytest.mark.parametrize("cut", [True, False])
def test_no_trace_outlives_its_episode(end, cut):
    learner = TraceLearner(2, 2, HALF, lam=1.0, cut=cut)
    learner.weights[2:] = [8.0, 8.0]
    learner.learn(step(0, 0, 1.0, 1, **end), RNG)
    assert learner.trace == {}
    assert learner.weights[0] == (0.5 if "terminated" in end else 2.5)


def test_a_pair_met_twice_is_marked_twice_or_once():
    for mark, expected in ((accumulate, 1.5), (replace, 1.0)):
        learner = TraceLearner(
            2, 1, Tuning(constant_schedule(1.0), 1.0, 0.0), 0.5, mark=mark)
        learner.learn(step(0, 0, 0.0, 0), RNG)
        learner.learn(step(0, 0, 1.0, 1), RNG)
        assert learner.weights[0] == expected


@pytest.mark.parametrize("cut", [True, False])
def test_lambda_0_is_q_learning_to_the_last_bit(cut):
    learning = Tuning(constant_schedule(0.3), 0.9, 0.1)
    one, other = TableLearner([4] * 48, METHODS["Q-learning"], learning), \
        TraceLearner(48, 4, learning, 0.0, cut)
    for learner in (one, other):
        world = Cliff()
        world.reset(seed=4)
        rng = stream(4, "exploration")
        for _ in range(30):
            learn_episode(world, learner, rng)
    assert other.table == one.tables[0]


@pytest.mark.parametrize("seed", range(4))
def test_sharing_errors_learns_faster(seed):
    early = {}
    for lam in (0.0, 0.9):
        world = Cliff()
        world.reset(seed=seed)
        rng = stream(seed, "exploration")
        learner = TraceLearner(48, 4, Tuning(constant_schedule(0.1)), lam)
        early[lam] = sum(learn_episode(world, learner, rng) for _ in range(100)) / 100
        assert lam == 0.0 or greedy_walk(world, learner.values, rng, 100)[0] > -30
    assert early[0.9] > early[0.0] + 40


@pytest.mark.parametrize(("state", "action"), [(-1, 0), (2, 0), (0, -1), (0, 2)])
def test_a_step_that_the_table_has_not(state, action):
    learner = TraceLearner(2, 2, Tuning(constant_schedule(0.5)), 0.5)
    with pytest.raises(ValueError, match=f"no state {state} with an action {action}"):
        learner.learn(Step(state, action, 1.0, 1, False, False), stream(0, "x"))
    assert [learner.values(s) for s in (0, 1)] == [[0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize(("states", "actions", "lam"), [
    (0, 2, 0.5), (2, 0, 0.5), (2, 2, 1.5), (2, 2, float("nan")), (2**31, 2, 0.5)])
def test_what_is_no_table(states, actions, lam):
    with pytest.raises(ValueError, match=f"got {states}, {actions} and {lam}|{states} by"):
        TraceLearner(states, actions, HALF, lam)


def test_a_next_state_that_there_is_not_leaves_the_marks():
    learner = TraceLearner(2, 2, HALF, lam=0.5)
    with pytest.raises(ValueError, match="no state 2"):
        learner.learn(step(0, 0, 1.0, 2), RNG)
    assert learner.trace == {}
