"""Q-learning and its kin: single updates by hand, limits, and that they learn."""

from __future__ import annotations

import gymnasium
import pytest

from policywerk.actors.bellman import Sweeping, value_iteration
from policywerk.actors.q_learner import (
    METHODS,
    NO_ACTION,
    Ahead,
    TableLearner,
    Tuning,
    averaged_backup,
    crossed_backup,
    greedy_backup,
    greedy_walk,
    learn_episode,
    sampled_backup,
)
from policywerk.building_blocks.acting import Step
from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome
from policywerk.building_blocks.schedules import constant_schedule
from policywerk.building_blocks.value_functions import action_values
from policywerk.primitives.random import stream
from policywerk.world.cliff import Cliff

HALF = Tuning(constant_schedule(0.5), gamma=1.0, epsilon=0.1)


def learner_of(name, learning=HALF, actions=(2, 3)):
    return TableLearner(actions, METHODS[name], learning)


# ------------------------------------------------------------- backups by hand


AHEAD = Ahead(values=[-1.0, -7.0, -1.0, -3.0], judged=[-10.0, -20.0, -30.0, -40.0], action=1,
              epsilon=0.1)


def test_backups_by_hand():
    rng = stream(0, "test")
    assert greedy_backup(AHEAD, rng) == -1.0
    assert sampled_backup(AHEAD, rng) == -7.0
    # two best share 0.9: 0.475 each; the others 0.025: -0.95 - 0.175 - 0.075
    assert averaged_backup(AHEAD, rng) == pytest.approx(-1.2)
    drawn = {crossed_backup(AHEAD, rng) for _ in range(50)}
    assert drawn == {-10.0, -30.0}  # what the other table says of one of the best


def test_backups_agree_where_there_is_nothing_to_choose():
    ahead = Ahead([-4.0], [-4.0], 0, 0.3)
    assert {method.backup(ahead, stream(0, "test")) for method in METHODS.values()} == {-4.0}


# ------------------------------------------------------------- one update by hand


@pytest.mark.parametrize(("name", "future"), [
    ("Q-learning", -2.0), ("Sarsa", -8.0),
    ("Expected Sarsa", (0.9 + 0.1 / 3) * -2.0 + 0.1 / 3 * (-4.0 - 8.0))])
def test_one_update(name, future):
    # the error is -1 + future - (-10), and half of it is added
    learner = learner_of(name)
    learner.tables[0] = [[-10.0, 0.0], [-4.0, -8.0, -2.0]]
    learner.act = lambda state, rng: 1  # Sarsa will take action 1
    update = learner.learn(Step(0, 0, -1.0, 1, False, False), stream(0, "test"))
    assert update.next_action == (1 if name == "Sarsa" else NO_ACTION)
    assert update.future == pytest.approx(future)
    assert update.error == pytest.approx(-1.0 + future + 10.0)
    assert learner.tables[0][0] == [pytest.approx(-10.0 + 0.5 * (9.0 + future)), 0.0]
    assert learner.tables[0][1] == [-4.0, -8.0, -2.0]
    assert update.value == learner.tables[0][0][0]
    assert learner.visits == [[1, 0], [0, 0, 0]]


@pytest.mark.parametrize("name", METHODS)
def test_after_the_end_of_the_task_nothing_follows(name):
    learner = learner_of(name)
    for table in learner.tables:
        table[1] = [100.0, 100.0, 100.0]
    update = learner.learn(Step(0, 1, 4.0, 1, True, False), stream(0, "test"))
    assert (update.future, update.error, update.value) == (0.0, 4.0, 2.0)


def test_after_the_end_of_the_clock_the_value_counts():
    learner = learner_of("Q-learning", Tuning(constant_schedule(0.5), gamma=0.5))
    learner.tables[0][1] = [6.0, 0.0, 0.0]
    assert learner.learn(Step(0, 1, 4.0, 1, False, True), stream(0, "test")).error == 7.0


def test_double_q_learning_updates_one_table_by_the_other():
    learner = learner_of("Double Q-learning")
    learner.tables[0][1], learner.tables[1][1] = [1.0, 0.0, 0.0], [10.0, 30.0, 20.0]
    found = set()
    for seed in range(20):
        learner.tables[0][0], learner.tables[1][0] = [0.0, 0.0], [0.0, 0.0]
        learner.learn(Step(0, 0, 0.0, 1, False, False), stream(seed, "test"))
        found.add((learner.tables[0][0][0], learner.tables[1][0][0]))
    # the first names action 0, worth 10 in the second; the second names 1, worth 0 in the first
    assert found == {(5.0, 0.0), (0.0, 0.0)}
    assert learner.values(1) == [11.0, 30.0, 20.0]


def test_step_sizes_may_fall_with_the_visits():
    learner = learner_of("Q-learning", Tuning(lambda n: 1.0 / (n + 1), 1.0, 0.1))
    for reward in (3.0, 5.0, 10.0):  # 1/n makes the mean of what was seen
        learner.learn(Step(0, 0, reward, 1, True, False), stream(0, "test"))
    assert learner.tables[0][0][0] == pytest.approx(6.0)


@pytest.mark.parametrize(("settings", "error"), [
    ({"gamma": 1.5}, "gamma"), ({"gamma": -0.1}, "gamma"), ({"epsilon": 1.5}, "epsilon")])
def test_settings_that_make_no_sense(settings, error):
    with pytest.raises(ValueError, match=error):
        Tuning(constant_schedule(0.1), **settings)


# ------------------------------------------------------------- episodes


CORRIDOR = [  # from 0 to 1 to the end, -1 a step; action 1 stays
    [[Outcome(1.0, 1, -1.0, False)], [Outcome(1.0, 0, -1.0, False)]],
    [[Outcome(1.0, 1, -1.0, True)], [Outcome(1.0, 1, -1.0, False)]],
]


@pytest.mark.parametrize("name", METHODS)
def test_an_episode_tells_of_every_update(name):
    world = TabularEnvironment(CORRIDOR, [1.0, 0.0])
    world.reset(seed=1)
    learner, seen = learner_of(name, HALF, (2, 2)), []
    earned = learn_episode(world, learner, stream(1, "test"), seen.append)
    assert earned == -len(seen)
    assert seen[0].step.observation == 0
    if name == "Sarsa":
        assert [u.next_action for u in seen[:-1]] == [u.step.action for u in seen[1:]]
    else:
        assert {u.next_action for u in seen} == {NO_ACTION}
    assert (seen[-1].next_action, seen[-1].future) == (NO_ACTION, 0.0)
    assert sum(map(sum, learner.visits)) == len(seen)


def test_without_exploration_expected_sarsa_is_q_learning_and_sarsa_is_not():
    # All back up a best action, but Sarsa takes it even if the update has made it a worse one.
    tables = []
    for name in ("Q-learning", "Sarsa", "Expected Sarsa"):
        world = Cliff()
        world.reset(seed=2)
        rng = stream(2, "exploration")
        learner = TableLearner([4] * 48, METHODS[name], Tuning(constant_schedule(0.5), 1.0, 0.0))
        for _ in range(60):
            learn_episode(world, learner, rng)
        tables.append(learner.tables)
    assert tables[0] != tables[1]
    assert all(a == pytest.approx(b) for a, b in zip(tables[0][0], tables[2][0], strict=True))


def test_a_greedy_walk_takes_the_best_actions_and_draws_among_equals():
    world, values = Cliff(), {s: [-2.0, -1.0, -3.0, -4.0] for s in range(48)}
    values[36], values[35] = [-1.0, -9.0, -9.0, -9.0], [-9.0, -9.0, -1.0, -9.0]
    world.reset(seed=0)
    earned, path = greedy_walk(world, values.__getitem__, stream(0, "test"), 100)
    assert (earned, path) == (-13.0, [36, *range(24, 36), 47])
    flat = {greedy_walk(world, lambda s: [0.0] * 4, stream(n, "test"), 1)[1][1] for n in range(40)}
    assert flat == {24, 36}  # up, or back to the start, or a wall


def test_a_greedy_walk_in_a_circle_is_given_up():
    world = Cliff()
    world.reset(seed=0)
    earned, path = greedy_walk(world, lambda s: [0.0, -1.0, -1.0, -1.0], stream(0, "test"), 50)
    assert (earned, len(path), path[-1]) == (-50.0, 51, 0)


# ------------------------------------------------------------- learning


def trained(name, seed, episodes, alpha=0.5, epsilon=0.1, world=None):
    world = world or Cliff()
    world.reset(seed=seed)
    rng = stream(seed, "exploration")
    learner = TableLearner([4] * 48, METHODS[name], Tuning(constant_schedule(alpha), 1.0, epsilon))
    returns = [learn_episode(world, learner, rng) for _ in range(episodes)]
    return learner, returns


@pytest.mark.parametrize("name", METHODS)
def test_every_method_learns_to_cross(name):
    late = []
    for seed in range(4):
        returns = trained(name, seed, 300)[1]
        late.append(sum(returns[-100:]) / 100)
        assert late[-1] > sum(returns[:20]) / 20 + 50
    assert sum(late) / 4 > -65


@pytest.mark.parametrize("seed", range(6))
def test_q_learning_finds_the_edge_and_sarsa_keeps_away(seed):
    world = Cliff()
    for name, rows in (("Q-learning", {2, 3}), ("Expected Sarsa", {1, 2, 3})):
        learner, _ = trained(name, seed, 500)
        earned, path = greedy_walk(world, learner.values, stream(seed, "test"), 100)
        assert earned == (-13.0 if name == "Q-learning" else -15.0)
        assert {state // 12 for state in path} == rows


@pytest.mark.parametrize("seed", range(3))
def test_with_much_exploration_every_value_becomes_exact(seed):
    world = Cliff()
    plan = value_iteration(world.P, Sweeping(1.0, 0.0))
    learner, _ = trained("Q-learning", seed, 2000, epsilon=0.5)
    for state in world.floor:
        exact = action_values(world.P[state], plan.values, 1.0)
        assert learner.tables[0][state] == pytest.approx(exact, abs=1e-9)


def test_ours_learn_on_gymnasiums_cliff():
    environment = gymnasium.make("CliffWalking-v1")
    environment.reset(seed=3)
    rng = stream(3, "exploration")
    learner = TableLearner([4] * 48, METHODS["Q-learning"], HALF)
    for _ in range(300):
        learn_episode(environment, learner, rng)
    assert greedy_walk(environment, learner.values, rng, 100)[0] == -13.0


def test_a_learner_cut_short_by_a_clock_still_learns():
    learner, _ = trained("Q-learning", 0, 800, world=Cliff(time_limit=30))
    assert greedy_walk(Cliff(), learner.values, stream(0, "test"), 100)[0] == -13.0


@pytest.mark.parametrize(("state", "action"), [(-1, 0), (2, 0), (0, -1), (0, 2)])
def test_a_step_that_the_table_has_not(state, action):
    learner = TableLearner([2, 2], METHODS['Q-learning'], Tuning(constant_schedule(0.5)))
    with pytest.raises(ValueError, match=f"no state {state} with an action {action}"):
        learner.learn(Step(state, action, 1.0, 1, False, False), stream(0, "x"))
    assert [learner.values(s) for s in (0, 1)] == [[0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize(("actions", "message"), [
    ([], "at least 1 action"), ([2, 0], "at least 1 action"), ([2**31], "more than 100000000")])
def test_what_is_no_table(actions, message):
    with pytest.raises(ValueError, match=message):
        learner_of("Sarsa", actions=actions)


@pytest.mark.parametrize("tables", [0, 3, -1])
def test_a_method_has_one_table_or_two(tables):
    with pytest.raises(ValueError, match=f"1 table or 2, got {tables}"):
        TableLearner([2], METHODS["Q-learning"]._replace(tables=tables), HALF)


@pytest.mark.parametrize("name", METHODS)
def test_a_next_state_that_there_is_not(name):
    learner = learner_of(name)
    with pytest.raises(ValueError, match="no state 2"):
        learner.learn(Step(0, 1, 0.0, 2, False, False), stream(0, "x"))
    with pytest.raises(ValueError, match="no state 2"):
        learner.act(2, stream(0, "x"))
