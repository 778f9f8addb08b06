"""DQN: the records, an agent of plain loops beside ours, known mistakes, and that it learns.

Most networks here are tables: one layer without a bend, over states in each of which one pixel
is lit, so that Q(s, a) is one weight (and a bias that is 0 at first) and all can be worked by hand.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from policywerk.actors.dqn import (
    ALGORITHMS,
    DQN,
    Algorithm,
    Diverged,
    DQNSettings,
    Transition,
    clipped_reward,
    frozen_values,
    online_values,
    q_errors,
    targets,
)
from policywerk.actors.q_networks import conv_q_network, dense_q_network, q_network_of
from policywerk.building_blocks import grad
from policywerk.building_blocks.conv import Images, conv, slide
from policywerk.building_blocks.dense import dense
from policywerk.building_blocks.frames import as_frame, first_stack, next_stack, pixels_of
from policywerk.building_blocks.grad import Parameter, backward, check_gradient, constant
from policywerk.building_blocks.network import Network, mlp
from policywerk.building_blocks.optimizers import SGD, Adam, CentredRMSProp
from policywerk.building_blocks.replay_buffer import ReplayBuffer
from policywerk.building_blocks.schedules import constant_schedule, linear_schedule
from policywerk.primitives.random import integer, stream
from policywerk.world.catcher import Catcher

DATA = Path(__file__).parents[1] / "data"
VALUES = json.loads((DATA / "dqn_values.json").read_bytes())
EPSILON = json.loads((DATA / "policies_values.json").read_bytes())["epsilon_schedule"]
RING = json.loads((DATA / "replay_buffer_values.json").read_bytes())["replay_ring"]
HUBER = next(record for record in json.loads((DATA / "losses_values.json").read_bytes())["records"]
             if record["name"] == "huber_and_clip")
STATES, ACTIONS = 8, 3
SETTINGS = DQNSettings(
    algorithm=ALGORITHMS["2015"], gamma=0.5, epsilon=constant_schedule(0.0),
    alpha=constant_schedule(0.5), batch=4, start=4, every=1, copy_every=10,
)
STILL = replace(SETTINGS, alpha=constant_schedule(0.0))  # slopes, and nothing moves


def lit(state, states=STATES):
    """A state of one frame, in which that pixel is lit."""
    return first_stack(as_frame([float(k == state) for k in range(states)]), 1)


def table(q):
    """A network whose Q(s, a) is q[s][a]."""
    network = mlp("q", [len(q), len(q[0])], stream(0, "table"), grad.relu)
    for a, row in enumerate(network.parameters()[0].values):
        row[:] = [of_state[a] for of_state in q]
    return network


def agent_of(online, frozen=None, settings=STILL, optimizer=None, capacity=100):
    """An agent of these networks; the frozen one keeps what it has, where one is given."""
    older = table([[0.0] * ACTIONS] * STATES) if frozen is None else frozen
    held = [[row[:] for row in p.values] for p in older.parameters()]
    agent = DQN(settings, online, older, ReplayBuffer(capacity), optimizer or SGD())
    if frozen is not None:
        for p, values in zip(older.parameters(), held):
            for row, kept in zip(p.values, values):
                row[:] = kept
    return agent


def some_table(seed):
    rng = stream(seed, "q")
    return [[rng.random() * 2.0 - 1.0 for _ in range(ACTIONS)] for _ in range(STATES)]


def some_steps(count, seed=0, ends=0.25):
    rng = stream(seed, "steps")
    return [Transition(lit(integer(rng, STATES)), integer(rng, ACTIONS),
                       float(integer(rng, 3) - 1), lit(integer(rng, STATES)),
                       rng.random() < ends) for _ in range(count)]


def weights_of(network):
    return [[row[:] for row in p.values] for p in network.parameters()]


def slopes_of(network):
    return [[row[:] for row in p.grads] for p in network.parameters()]


# ---------------------------------------------------------------- the records


@pytest.fixture
def recorded():
    """The record's four steps from states 0 to 3 to states 4 to 7, and its two tables."""
    given = VALUES["dqn_target"]["inputs"]
    steps = [Transition(lit(i), i % 3, given["reward"][i], lit(4 + i), bool(given["terminated"][i]))
             for i in range(4)]
    nothing = [[9.0, 8.0, 7.0]] * 4  # of the states that are left: no target looks at them
    return (steps, table(nothing + given["online_Q_next"]),
            table(nothing + given["target_net_Q_next"]), given["gamma"])


NAMED = {"2015": "y_2015", "2013": "y_2013_online_net", "double": "double_dqn_for_contrast",
         "no target network": "y_2013_online_net"}


@pytest.mark.parametrize("name", ALGORITHMS)
def test_targets_of_the_record(name, recorded):
    # 2015: 1 + 0.99 * 2 = 2.98; -1, ended; 0.5 + 0.99 * 0.4 = 0.896; 1 + 0.99 * 5 = 5.95
    steps, online, frozen, gamma = recorded
    ahead = [pixels_of(step.next_state) for step in steps]
    found = targets(steps, ALGORITHMS[name].next_values(online, frozen, ahead), gamma)
    assert found == pytest.approx(VALUES["dqn_target"]["outputs"][NAMED[name]], rel=1e-12)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_an_update_goes_by_the_targets_of_the_record(name, recorded):
    # Q(s, a) is 9, 8, 7 and 9 of the actions 0, 1, 2, 0: one step of alpha = 1 for one row each,
    # of the mean of four, moves it by a quarter of the error, or of 1 where Huber cuts it off
    steps, online, frozen, gamma = recorded
    settings = replace(SETTINGS, algorithm=ALGORITHMS[name], gamma=gamma,
                       alpha=constant_schedule(1.0))
    agent = agent_of(online, frozen, settings)
    agent.learn(steps)
    q = [9.0, 8.0, 7.0, 9.0]
    errors = [v - y for v, y in zip(q, VALUES["dqn_target"]["outputs"][NAMED[name]])]
    slopes = errors if name == "2013" else [max(-1.0, min(1.0, e)) for e in errors]
    weight = online.parameters()[0].values
    assert [weight[i % 3][i] for i in range(4)] == pytest.approx(
        [v - slope / 4.0 for v, slope in zip(q, slopes)], rel=1e-12)


def test_the_loss_before_the_update_is_returned(recorded):
    # errors 9 - 2.98 = 6.02, 9, 6.104, 3.05; huber is |d| - 1/2 of each, in the mean 5.5435
    steps, online, frozen, gamma = recorded
    agent = agent_of(online, frozen, replace(SETTINGS, gamma=gamma))
    assert agent.learn(steps) == pytest.approx((6.02 + 9.0 + 6.104 + 3.05) / 4.0 - 0.5, rel=1e-12)
    assert (agent.updates, agent.step) == (1, 0)


def test_epsilon_of_the_record():
    given, out = EPSILON["inputs"], EPSILON["outputs"]
    agent = agent_of(table(some_table(1)), settings=replace(
        STILL, epsilon=linear_schedule(1.0, 0.1, 1_000_000)))
    shares = []
    for step, epsilon in zip(given["t"], out["eps"]):
        agent.step, rng = step, stream(step, "exploration")
        acted = Counter(agent.act(lit(2), rng) for _ in range(2000))
        best = max(acted, key=acted.get)
        shares.append(1.5 * (1.0 - acted[best] / 2000))  # the best one is drawn by lot too
        assert shares[-1] == pytest.approx(epsilon, abs=0.06)
    assert shares == sorted(shares, reverse=True)[:2] + shares[2:]


def test_the_ring_of_the_record():
    agent = agent_of(table(some_table(1)), settings=replace(STILL, start=100),
                     capacity=RING["inputs"]["capacity"])
    steps = some_steps(5)
    for n in RING["inputs"]["insert"]:
        agent.observe(steps[n], stream(0, "replay"))
    assert agent.memory._slots == [steps[n] for n in RING["outputs"]["slots"]]


# ---------------------------------------------------------------- an agent of plain loops


class Loops:
    """The whole algorithm again, for tables, in loops over numbers: nothing of ours is called.

    Q(s, a) = weight[a][s] + bias[a]; the slopes of a batch go to a weight and to a bias.
    """

    def __init__(self, q, name, settings, rule):
        self.weight = [[of_state[a] for of_state in q] for a in range(ACTIONS)]
        self.bias = [0.0] * ACTIONS
        self.name, self.settings, self.rule = name, settings, rule
        self.memory, self.step = [], 0
        self.state = {}  # of the optimiser, one entry a weight
        self.copy()

    def copy(self):
        self.old = [row[:] for row in self.weight], self.bias[:]

    def q(self, state, old=False):
        weight, bias = self.old if old else (self.weight, self.bias)
        return [weight[a][state] + bias[a] for a in range(ACTIONS)]

    def ahead(self, state):
        if self.name == "double":
            ours = self.q(state)
            return self.q(state, old=True)[ours.index(max(ours))]
        return max(self.q(state, old=self.name == "2015"))

    def observe(self, step, rng):
        settings = self.settings
        self.memory = [*self.memory, step][-100:]
        self.step += 1
        if self.step < settings.start:
            return
        if self.step % settings.every == 0:
            drawn = [self.memory[int(rng.random() * len(self.memory))]
                     for _ in range(settings.batch)]
            self.learn(drawn)
        if self.step % settings.copy_every == 0:
            self.copy()

    def learn(self, steps):
        slopes = {}
        for state, action, reward, following, ended in steps:
            y = reward if ended else reward + self.settings.gamma * self.ahead(following)
            error = self.q(state)[action] - y
            slope = error if self.name == "2013" else min(1.0, max(-1.0, error))
            for key in ((action, state), (action,)):
                slopes[key] = slopes.get(key, 0.0) + slope / len(steps)
        alpha = self.settings.alpha(self.step)
        for a in range(ACTIONS):
            self.bias[a] += self.rule(self.state, (a,), slopes.get((a,), 0.0), alpha)
            for s in range(STATES):
                self.weight[a][s] += self.rule(
                    self.state, (a, s), slopes.get((a, s), 0.0), alpha)


def plain_rule(state, key, slope, alpha):
    return -alpha * slope


def graves_rule(state, key, slope, alpha):
    """Graves (2013), eq. 38 to 41, with momentum and decay 0.95 and 0.01 in the root."""
    n, g, delta = state.get(key, (0.0, 0.0, 0.0))
    n = 0.95 * n + 0.05 * slope * slope
    g = 0.95 * g + 0.05 * slope
    delta = 0.95 * delta - alpha * slope / math.sqrt(n - g * g + 0.01)
    state[key] = n, g, delta
    return delta


def lit_pixel(stack):
    return stack[0].index(255)


def together(name, settings, rule, optimizer, steps):
    """Both agents after each step: our weights, theirs, and both older copies."""
    q = some_table(3)
    settings = replace(settings, algorithm=ALGORITHMS[name])
    ours = agent_of(table(q), settings=settings, optimizer=optimizer)
    theirs = Loops(q, name, settings, rule)
    one, other = stream(5, "replay"), stream(5, "replay")
    for step in steps:
        ours.observe(step, one)
        theirs.observe((lit_pixel(step.state), step.action, step.reward,
                        lit_pixel(step.next_state), step.terminated), other)
        yield (weights_of(ours.online), [theirs.weight, [theirs.bias]],
               weights_of(ours.frozen), [theirs.old[0], [theirs.old[1]]])


def same(a, b):
    for ours, theirs in zip(a, b, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize(("every", "copy_every"), [(1, 10), (3, 7)])
def test_every_algorithm_is_that_of_plain_loops(name, every, copy_every):
    settings = replace(SETTINGS, every=every, copy_every=copy_every, gamma=0.9,
                       alpha=linear_schedule(0.9, 0.1, 50))
    for ours, theirs, old, their_old in together(
            name, settings, plain_rule, SGD(), some_steps(80)):
        same(ours, theirs)
        same(old, their_old)


@pytest.mark.parametrize("name", ["2013", "2015"])
def test_rmsprop_as_in_the_papers(name):
    # With a step size that stays; where it changes, ours holds for the momentum as well.
    settings = replace(SETTINGS, gamma=0.9, alpha=constant_schedule(0.01))
    for ours, theirs, old, their_old in together(
            name, settings, graves_rule, CentredRMSProp(0.95, 0.01, 0.95), some_steps(80)):
        same(ours, theirs)
        same(old, their_old)


def test_the_algorithms_are_four_different_ones():
    settings = replace(SETTINGS, gamma=0.9)
    steps = [step._replace(reward=2.0 * step.reward) for step in some_steps(60)]
    ends = [list(together(name, settings, plain_rule, SGD(), steps))[-1][0] for name in ALGORITHMS]
    assert all(a != b for i, a in enumerate(ends) for b in ends[:i])


# ---------------------------------------------------------------- mistakes: the target


def test_mistake_the_target_network_is_the_online_one():
    """Whatever becomes of the online weights, the 2015 target stays what it was."""
    agent = agent_of(table(some_table(1)), table(some_table(2)))
    ahead = [pixels_of(lit(s)) for s in range(STATES)]
    before = frozen_values(agent.online, agent.frozen, ahead)
    for p in agent.online.parameters():
        for row in p.values:
            row[:] = [w + 1.0 for w in row]
    assert frozen_values(agent.online, agent.frozen, ahead) == before
    assert online_values(agent.online, agent.frozen, ahead) != before
    assert before == pytest.approx([max(row) for row in some_table(2)])


@pytest.mark.parametrize("synced", [False, True])
def test_mistake_the_network_is_copied_by_reference(synced):
    settings = replace(SETTINGS, start=1, batch=1, copy_every=1)
    agent = DQN(settings, table(some_table(1)), table(some_table(2)), ReplayBuffer(9), SGD())
    if synced:
        agent.observe(some_steps(1)[0], stream(0, "replay"))
    for p, q in zip(agent.online.parameters(), agent.frozen.parameters(), strict=True):
        assert p is not q
        assert p.values == q.values
        assert all(row is not other for row, other in zip(p.values, q.values))
    agent.online.parameters()[0].values[0][0] += 1.0
    assert weights_of(agent.frozen) != weights_of(agent.online)


def test_one_network_cannot_be_both():
    network = table(some_table(1))
    with pytest.raises(ValueError, match=r"'q\.0\.weight' is in both"):
        DQN(SETTINGS, network, network, ReplayBuffer(9), SGD())
    with pytest.raises(ValueError, match=r"'q\.0\.weight' is in both"):
        DQN(SETTINGS, network, Network(network.layers), ReplayBuffer(9), SGD())


def test_the_copy_is_exact_at_its_steps_and_unchanged_between_them():
    # updates after steps 6, 9, 12, ...; copies after 5, 10, 15, ...: steps, not updates
    settings = replace(SETTINGS, every=3, copy_every=5)
    agent = agent_of(table(some_table(1)), settings=settings)
    rng, held = stream(0, "replay"), weights_of(agent.online)
    assert weights_of(agent.frozen) == held
    learnt = []
    for n, step in enumerate(some_steps(40), 1):
        before = weights_of(agent.online)
        agent.observe(step, rng)
        if weights_of(agent.online) != before:
            learnt.append(n)
        if n % 5 == 0:
            held = weights_of(agent.online)  # after the update, where both are due
        assert weights_of(agent.frozen) == held
    assert learnt == [6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39]
    assert (agent.updates, agent.step) == (12, 40)


def test_mistake_the_end_of_a_clock_is_taken_for_the_end_of_the_task(recorded):
    """Row 2 of the record was cut short: it keeps its look ahead, whatever came after it."""
    steps, online, frozen, gamma = recorded
    assert VALUES["dqn_target"]["inputs"]["truncated"] == [0, 0, 1, 0]
    assert not steps[2].terminated
    y = targets(steps, frozen_values(online, frozen, [pixels_of(s.next_state) for s in steps]),
                gamma)
    assert y[2] == pytest.approx(0.5 + 0.99 * 0.4)
    assert y[2] != VALUES["dqn_target"]["outputs"]["WRONG_truncated_as_terminal"][2]
    assert "truncated" not in Transition._fields  # so nothing can be made of it


def test_a_task_that_ended_has_no_look_ahead_at_all():
    # the value of where it ended may be anything, infinite and nan as well
    step = some_steps(1)[0]._replace(reward=1.0, terminated=True)
    for value in (5.0, math.inf, math.nan):
        assert targets([step], [value], 0.9) == [1.0]
    assert targets([step._replace(terminated=False)], [5.0], 0.9) == [5.5]


@pytest.mark.parametrize("name", ALGORITHMS)
def test_mistake_the_maximum_is_taken_over_another_state(name):
    """By hand: of s = 0 the values are 10, 20, 30, of s' = 1 they are 1, 3, 2 and in the copy
    1, 4, 5; of the other row of the batch, 7, 6, 5."""
    online = table([[10.0, 20.0, 30.0], [1.0, 3.0, 2.0], [7.0, 6.0, 5.0]])
    frozen = table([[40.0, 50.0, 60.0], [1.0, 4.0, 5.0], [7.0, 6.0, 5.0]])
    ahead = [pixels_of(lit(1, 3)), pixels_of(lit(2, 3))]
    assert ALGORITHMS[name].next_values(online, frozen, ahead) == {
        "2013": [3.0, 7.0], "no target network": [3.0, 7.0],
        "2015": [5.0, 7.0], "double": [4.0, 7.0]}[name]
    agent = agent_of(online, frozen, replace(STILL, algorithm=ALGORITHMS[name], batch=1))
    loss = agent.learn([Transition(lit(0, 3), 2, 1.0, lit(1, 3), False)])
    # Q(0, 2) = 30; y = 1 + 0.5 v(1)
    error = 30.0 - (1.0 + 0.5 * {"2015": 5.0, "double": 4.0}.get(name, 3.0))
    assert loss == pytest.approx(error * error / 2.0 if name == "2013" else error - 0.5)


# ---------------------------------------------------------------- mistakes: the slope


def smooth_agent(name, seed):
    """An agent of two small tanh networks, with steps between states of grey pixels."""
    networks = [mlp("q", [4, 5, 3], stream(seed, word), grad.tanh) for word in ("a", "b")]
    agent = agent_of(*networks, replace(STILL, algorithm=ALGORITHMS[name], gamma=0.9))
    rng = stream(seed, "pixels")

    def state():
        return first_stack(as_frame([rng.random() for _ in range(4)]), 1)

    return agent, [Transition(state(), n % 3, float(n % 3 - 1), state(), n % 4 == 3)
                   for n in range(6)]


def loss_of(agent, steps, wanted=None):
    """The loss, with the targets recomputed unless they are given; in plain numbers."""
    gamma = agent.settings.gamma
    if wanted is None:
        wanted = targets(steps, agent.settings.algorithm.next_values(
            agent.online, agent.frozen, [pixels_of(s.next_state) for s in steps]), gamma)
    q = agent.online.predict([pixels_of(s.state) for s in steps])
    errors = [row[s.action] - y for row, s, y in zip(q, steps, wanted)]
    if agent.settings.algorithm is ALGORITHMS["2013"]:
        return sum(e * e / 2.0 for e in errors) / len(errors), wanted
    return sum(e * e / 2.0 if abs(e) <= 1.0 else abs(e) - 0.5 for e in errors) / len(errors), wanted


def differences(agent, network, loss):
    """Central differences of a loss with every weight of a network."""
    found = []
    for p in network.parameters():
        for row in p.values:
            for j, w in enumerate(row):
                row[j] = w + 1e-5
                above = loss()
                row[j] = w - 1e-5
                below = loss()
                row[j] = w
                found.append((above - below) / 2e-5)
    return np.array(found)


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("seed", range(3))
def test_mistake_a_slope_goes_through_the_target(name, seed):
    """The slopes are those of the loss with y held, and where y comes from the same network,
    not those of the loss in which y moves along."""
    agent, steps = smooth_agent(name, seed)
    _, wanted = loss_of(agent, steps)
    assert agent.learn(steps) == pytest.approx(loss_of(agent, steps)[0], rel=1e-12)
    slopes = np.array([g for p in agent.online.parameters() for row in p.grads for g in row])
    held = differences(agent, agent.online, lambda: loss_of(agent, steps, wanted)[0])
    moving = differences(agent, agent.online, lambda: loss_of(agent, steps)[0])
    np.testing.assert_allclose(slopes, held, atol=1e-8)
    if ALGORITHMS[name].next_values is online_values:
        assert np.abs(slopes - moving).max() > 0.01
    else:  # the copy does not move; of a double look ahead, the choice does not for so little
        np.testing.assert_allclose(slopes, moving, atol=1e-8)


@pytest.mark.parametrize("name", ["2015", "double"])
def test_the_copy_gets_no_slopes_though_the_loss_hangs_on_it(name):
    agent, steps = smooth_agent(name, 1)
    agent.learn(steps)
    assert all(g == 0.0 for p in agent.frozen.parameters() for row in p.grads for g in row)
    assert np.abs(differences(agent, agent.frozen, lambda: loss_of(agent, steps)[0])).max() > 0.01


def test_mistake_a_slope_goes_to_all_actions():
    """Of one step, Q(s, a) alone has a slope: as a node, in the table, and when it moves."""
    q = Parameter("q", [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    errors = q_errors(q, [2, 0], [2.5, 0.0])
    assert errors.values == [[0.5], [4.0]]
    backward(grad.total(errors))
    assert q.grads == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]

    before = some_table(1)
    agent = agent_of(table(before), settings=SETTINGS)
    agent.learn([Transition(lit(5), 1, 1.0, lit(2), True)])
    after = agent.online.parameters()[0].values
    moved = [(a, s) for a in range(ACTIONS) for s in range(STATES) if after[a][s] != before[s][a]]
    assert moved == [(1, 5)]
    bias = agent.online.parameters()[1].values[0]
    assert [value != 0.0 for value in bias] == [False, True, False]


def test_mistake_a_square_has_twice_the_slope_of_huber():
    """Half of the square: the same slope as Huber's, to the bit, up to an error of 1."""
    deltas, out = HUBER["inputs"]["delta = Q - y"], HUBER["outputs"]
    for name, values, slopes in (("2013", "half_mse", deltas), ("2015", "huber", out["d_huber"]),
                                 ("double", "huber", out["d_huber"])):
        errors = Parameter("errors", [[delta] for delta in deltas])
        loss = ALGORITHMS[name].loss(errors)
        assert [row[0] for row in loss.values] == pytest.approx(out[values], rel=1e-12)
        backward(grad.total(loss))
        assert [row[0] for row in errors.grads] == slopes
        assert slopes != out["d_mse"]
    assert out["d_huber"] != out["WRONG_gradient_of_that"]  # an error cut off teaches nothing


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["2013", "2015"])
def test_gradients_of_the_whole_loss(name, seed):
    images, rng = Images(2, 5, 5), stream(seed, "w")
    look = conv("q.0", slide(images, 3, 2), 2, rng, grad.tanh)
    networks = [
        mlp("q", [50, 4, 3], rng, grad.relu),
        Network([look, dense("q.1", 8, 4, rng, grad.tanh), dense("q.2", 4, 3, rng)]),
    ]
    pixels = [[float(rng.random() < share) * rng.random() for _ in range(50)]
              for share in (0.9, 0.1, 0.1, 0.1, 0.9)]
    wanted = [3.0, 0.1, -2.0, -0.2, 0.4]  # both branches of Huber's
    for network in networks:
        for batch in (pixels, pixels[1:4] * 2):  # filled and sparse
            check_gradient(lambda network=network, batch=batch: grad.mean(ALGORITHMS[name].loss(
                q_errors(network(constant(batch)), [2, 0, 1, 1, 0, 2][:len(batch)],
                         [*wanted, 1.7][:len(batch)]))), network.parameters(), 1e-5)


# ---------------------------------------------------------------- mistakes: what is kept


def catcher_steps(count, depth=2, seed=0, world=None):
    """Steps of a random player, as they are kept; over the ends of episodes."""
    world, rng = world or Catcher(2, 6, 2), stream(seed, "play")
    observation, _ = world.reset(seed=seed)
    state, kept = first_stack(as_frame(observation), depth), []
    while len(kept) < count:
        action = world.action_space.sample(rng)
        observation, reward, ended, _, _ = world.step(action)
        following = next_stack(state, as_frame(observation))
        kept.append(Transition(state, action, clipped_reward(reward), following, ended))
        state = following
        if ended:
            state = first_stack(as_frame(world.reset()[0]), depth)
    return kept


def test_mistake_a_stack_reaches_into_the_episode_before():
    """phi(s') is phi(s) shifted by one; behind an end stands one frame, depth times."""
    kept = catcher_steps(60, depth=3)
    ends = [n for n, step in enumerate(kept) if step.terminated]
    assert ends == [9, 19, 29, 39, 49, 59]
    for n, step in enumerate(kept):
        assert step.next_state[:2] == step.state[1:]
        if n and not kept[n - 1].terminated:
            assert step.state == kept[n - 1].next_state
        else:
            assert step.state[0] == step.state[1] == step.state[2]
    for n in ends[:-1]:  # and the last of an episode shows where it ended
        assert kept[n].next_state[2] != kept[n + 1].state[2]


def test_mistake_a_state_is_kept_by_reference():
    """The live observation is written over; what was kept stays, and so does the replay."""
    agent = agent_of(table(some_table(1)), settings=replace(STILL, start=100))
    live = [0.0] * STATES
    for n in range(3):
        live[:] = [float(k == n) for k in range(STATES)]
        before = first_stack(as_frame(live), 1)
        live[:] = [float(k == n + 1) for k in range(STATES)]
        agent.observe(Transition(before, 0, 0.0, next_stack(before, as_frame(live)), False),
                      stream(0, "replay"))
    live[:] = [1.0] * STATES
    kept = agent.memory.window(0, 3)
    assert [lit_pixel(step.state) for step in kept] == [0, 1, 2]
    assert [lit_pixel(step.next_state) for step in kept] == [1, 2, 3]
    with pytest.raises(AttributeError):
        kept[0].reward = 1.0


def test_mistake_the_replay_is_asked_before_it_holds_a_batch():
    """Settings that would are refused; a buffer that is asked too early says what it holds."""
    with pytest.raises(ValueError, match="start must be at least the batch of 4, got 3"):
        replace(SETTINGS, start=3)
    agent = agent_of(table(some_table(1)), settings=replace(SETTINGS, start=4))
    rng, steps = stream(0, "replay"), some_steps(8)
    for step in steps[:3]:
        agent.observe(step, rng)
    assert agent.updates == 0
    with pytest.raises(ValueError, match=r"a batch of 4 needs at least 4 items .* holds 3 of 100"):
        agent.memory.sample(rng, 4)
    agent.observe(steps[3], rng)
    assert agent.updates == 1


def test_mistake_a_half_written_row_of_the_ring_is_drawn():
    """Cannot be: a step is kept whole, with both its states in it, in one go. The mistake is
    open to rings of single frames, whose stacks are put together when they are drawn: there
    the frames at the write head are of two ages. Here every item that can be drawn is a step
    that was made, at any time, also while the ring is being written over."""
    agent = agent_of(table(some_table(1)), settings=replace(STILL, start=1000), capacity=7)
    made, rng = catcher_steps(40, depth=3), stream(0, "replay")
    for n, step in enumerate(made, 1):
        agent.observe(step, rng)
        held = made[max(0, n - 7):n]
        for drawn in agent.memory.sample(rng, min(n, 7)):
            assert any(drawn is each for each in held)
            assert drawn.next_state[:-1] == drawn.state[1:]


def test_replay_draws_all_that_it_holds_equally_often():
    # not only the newest or oldest, and not the one at the write head less often
    drawn, settings = Counter(), replace(STILL, every=1, batch=4, start=10)
    agent = agent_of(table(some_table(1)), settings=settings, capacity=10)
    agent.learn = lambda steps: drawn.update(step.reward for step in steps)
    rng, step = stream(0, "replay"), some_steps(1)[0]
    for n in range(13):
        agent.memory.add(step._replace(reward=float(n)))
    for _ in range(2000):
        agent.step = 50
        agent.memory.added -= 1  # the same one again, so that the ring stays as it is
        agent.memory._slots[2] = agent.memory._slots[2]
        agent.observe(step._replace(reward=12.0), rng)
    assert sorted(drawn) == [float(n) for n in range(3, 13)]
    assert all(abs(count - 800) < 5.0 * math.sqrt(800.0) for count in drawn.values())


# ---------------------------------------------------------------- mistakes: acting, rewards


def test_mistake_epsilon_falls_by_episodes():
    """It is asked for the steps so far, over the ends of episodes, one after another."""
    asked = []

    def epsilon(t):
        asked.append(t)
        return 0.5

    agent = agent_of(table(some_table(1)), settings=replace(STILL, epsilon=epsilon, start=100))
    steps = some_steps(20, ends=0.4)
    assert sum(step.terminated for step in steps) > 3
    for step in steps:
        agent.act(step.state, stream(0, "exploration"))
        agent.observe(step, stream(0, "replay"))
    assert asked == list(range(20))


def test_the_step_size_is_that_of_the_step_too():
    asked = []

    def alpha(t):
        asked.append(t)
        return 0.1

    agent = agent_of(table(some_table(1)), settings=replace(SETTINGS, alpha=alpha, every=3))
    for step in some_steps(12):
        agent.observe(step, stream(0, "replay"))
    assert asked == [6, 9, 12]


def test_mistake_an_agent_is_judged_with_the_epsilon_of_its_training():
    """Values have no epsilon: who judges brings one. See the lesson's tests for its own two."""
    agent = agent_of(table([[0.0, 1.0, 0.0]] * STATES),
                     settings=replace(STILL, epsilon=constant_schedule(1.0)))
    assert agent.values(lit(0)) == [0.0, 1.0, 0.0]
    acted = Counter(agent.act(lit(0), stream(n, "exploration")) for n in range(300))
    assert min(acted[a] for a in range(3)) > 60  # it explores, as it was told


@pytest.mark.parametrize("epsilon", [0.0, 1.0])
def test_of_equal_values_all_are_chosen_equally_often(epsilon):
    """With the first of several best ones, a network of zeros would never move but left."""
    agent = agent_of(table([[0.0] * ACTIONS] * STATES),
                     settings=replace(STILL, epsilon=constant_schedule(epsilon)))
    rng = stream(0, "exploration")
    acted = Counter(agent.act(lit(1), rng) for _ in range(1200))
    assert all(abs(acted[a] - 400) < 5.0 * math.sqrt(400.0) for a in range(ACTIONS))


def test_a_greedy_agent_takes_the_best_action():
    q = some_table(4)
    agent = agent_of(table(q))
    for s in range(STATES):
        assert agent.act(lit(s), stream(0, "exploration")) == q[s].index(max(q[s]))
        assert agent.values(lit(s)) == pytest.approx(q[s])


def test_mistake_rewards_are_cut_off_in_place_of_their_sign():
    record = VALUES["reward_clip"]
    found = [clipped_reward(r) for r in record["inputs"]["r"]]
    assert found == record["outputs"]["sign"]
    assert found != record["outputs"]["clip_-1_1"]
    assert all(type(r) is float for r in found)


# ---------------------------------------------------------------- mistakes: the networks


def naive_conv(pixels, images, weight, bias, kernel, stride):
    """Filters over an image, by six loops: no padding, and nothing turned round."""
    channels, height, width = images
    down, across = (height - kernel) // stride + 1, (width - kernel) // stride + 1
    out = []
    for f in range(len(weight)):
        for i in range(down):
            for j in range(across):
                answer = bias[f]
                for c in range(channels):
                    for u in range(kernel):
                        for v in range(kernel):
                            pixel = (c * height + i * stride + u) * width + j * stride + v
                            answer += weight[f][(c * kernel + u) * kernel + v] * pixels[pixel]
                out.append(max(0.0, answer))
    return out, (len(weight), down, across)


def naive_dense(x, weight, bias, bent):
    out = [sum(w * v for w, v in zip(row, x)) + b for row, b in zip(weight, bias)]
    return [max(0.0, y) for y in out] if bent else out


def naive_conv_q(weights, pixels):
    """The convolutional Q-network, from its weights alone."""
    images = (2, 16, 16)
    for i, kernel in enumerate((4, 3)):
        pixels, images = naive_conv(pixels, images, weights[f"q.{i}.weight"],
                                    weights[f"q.{i}.bias"][0], kernel, 2)
    assert images == (16, 3, 3)
    hidden = naive_dense(pixels, weights["q.2.weight"], weights["q.2.bias"][0], True)
    return naive_dense(hidden, weights["q.3.weight"], weights["q.3.bias"][0], False)


@pytest.mark.parametrize("lone", [True, False])
def test_mistake_filters_are_turned_round_or_padded(lone):
    network = conv_q_network(Images(2, 16, 16), 3, stream(1, "weights"))
    weights = {p.name: p.values for p in network.parameters()}
    for rows in (weights["q.0.bias"], weights["q.1.bias"]):
        rows[0][:] = [0.05 * (-1) ** k for k in range(len(rows[0]))]
    states = [pixels_of(step.state) for step in catcher_steps(12, world=Catcher(5))][::2]
    found = [network.predict([x])[0] for x in states] if lone else network.predict(states)
    for x, q in zip(states, found):
        assert q == pytest.approx(naive_conv_q(weights, x), rel=1e-9, abs=1e-12)
    turned = {**weights, "q.0.weight": [row[::-1] for row in weights["q.0.weight"]]}
    assert found[3] != pytest.approx(naive_conv_q(turned, states[3]), abs=1e-3)


def test_the_dense_network_is_that_of_plain_loops():
    network = dense_q_network(Images(2, 16, 16), 3, stream(1, "weights"))
    weights = [p.values for p in network.parameters()]
    assert [(len(p.values), len(p.values[0])) for p in network.parameters()[::2]] == [
        (64, 512), (64, 64), (3, 64)]
    states = [pixels_of(step.state) for step in catcher_steps(5, world=Catcher(5))]
    for x, q in zip(states, network.predict(states)):
        for k in range(3):
            x = naive_dense(x, weights[2 * k], weights[2 * k + 1][0], k < 2)
        assert q == pytest.approx(x, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("make", [dense_q_network, conv_q_network])
def test_mistake_first_weights_are_zero_or_too_large(make):
    """On real states the first values differ, and none is far from 0: trouble begins at 1."""
    for seed in range(10):
        network = make(Images(2, 16, 16), 3, stream(seed, "weights"))
        states = [pixels_of(step.state)
                  for step in catcher_steps(150, seed=seed, world=Catcher(5))]
        q = np.array(network.predict(states[::6]))
        assert 0.02 < np.abs(q).max() < 0.3
        assert q.std(axis=1).min() > 0.0  # no two actions alike
        assert q.std(axis=0).min() > 0.0  # and states told apart
        for p in network.parameters():
            zeros = sum(w == 0.0 for row in p.values for w in row)
            assert zeros == (0 if p.name.endswith("weight") else len(p.values[0]))


@pytest.mark.parametrize("make", [dense_q_network, conv_q_network])
def test_a_network_of_given_weights_is_the_same(make):
    images = Images(2, 16, 16)
    network = make(images, 3, stream(1, "weights"))
    again = q_network_of({p.name: p.values for p in network.parameters()}, images)
    states = [pixels_of(step.state) for step in catcher_steps(5, world=Catcher(5))]
    assert again.predict(states) == network.predict(states)
    assert [p.name for p in again.parameters()] == [p.name for p in network.parameters()]


@pytest.mark.parametrize("lost", ["q.0.weight", "q.1.bias", "q.2.weight"])
def test_weights_of_something_else(lost):
    network = dense_q_network(Images(1, 4, 4), 3, stream(1, "weights"))
    weights = {p.name: p.values for p in network.parameters() if p.name != lost}
    with pytest.raises(ValueError, match="a Q-network has weights"):
        q_network_of({**weights, "other": [[1.0]]}, Images(1, 4, 4))


# ---------------------------------------------------------------- running away


def real_agent(make=dense_q_network, name="2015"):
    networks = [make(Images(1, 16, 16), 3, stream(seed, "weights")) for seed in (1, 2)]
    settings = replace(STILL, algorithm=ALGORITHMS[name], gamma=0.97, batch=4, start=4)
    return agent_of(*networks, settings)


def dark_pixel(steps):
    """A pixel that is lit in no state of these."""
    return next(k for k in range(256) if not any(
        frame[k] for step in steps for frame in (*step.state, *step.next_state)))


STEPS = catcher_steps(8, depth=1, world=Catcher(5))


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_broken_weight_is_seen_though_its_pixel_is_dark(wrong, name):
    agent = real_agent(name=name)
    agent.online.parameters()[0].values[5][dark_pixel(STEPS)] = wrong
    agent.step = 1234
    with pytest.raises(Diverged, match=r"^step 1234: the largest \|Q\| is nan"):
        agent.act(STEPS[0].state, stream(0, "exploration"))
    with pytest.raises(Diverged, match=r"^step 1234: the largest \|Q\| is nan"):
        agent.learn(STEPS)


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_nan_in_any_layer_of_filters_is_seen(place):
    agent = real_agent(conv_q_network)
    agent.online.parameters()[place].values[-1][-1] = math.nan
    with pytest.raises(Diverged, match=r"\|Q\| is nan"):
        agent.act(STEPS[0].state, stream(0, "exploration"))
    with pytest.raises(Diverged, match=r"\|Q\| is nan"):
        agent.learn(STEPS)


@pytest.mark.parametrize("wrong", [math.inf, -math.inf, 1e6, -1e6])
@pytest.mark.parametrize("action", range(3))
def test_one_output_that_runs_away_is_seen(wrong, action):
    # the other two are as they should be, and it is not even the largest
    agent = real_agent()
    agent.online.parameters()[-1].values[0][action] = wrong
    told = rf"^step 0: the largest \|Q\| is {abs(wrong):.3g}, but no return is above 33\.3"
    told = told.replace("+", r"\+")
    with pytest.raises(Diverged, match=told):
        agent.act(STEPS[0].state, stream(0, "exploration"))
    with pytest.raises(Diverged, match=told):
        agent.learn(STEPS)


def test_a_hundred_times_what_can_be_earned_is_the_limit():
    # gamma = 1/2: no return above 2, so that 200 is let pass and a hair more is not
    agent = agent_of(table([[200.0, -200.0, 0.0]] * STATES))
    assert agent.act(lit(0), stream(0, "exploration")) == 0
    for beyond in (200.001, -200.001):
        agent = agent_of(table([[0.0, beyond, 0.0]] * STATES))
        with pytest.raises(Diverged, match=r"\|Q\| is 200, but no return is above 2:"):
            agent.act(lit(0), stream(0, "exploration"))


@pytest.mark.parametrize("name", ["2015", "double"])
def test_a_copy_that_is_broken_is_seen_too(name):
    """An infinite or exploding value makes such a target; nan can have no largest."""
    agent = real_agent(name=name)
    for wrong in (math.inf, 1e6):
        agent.frozen.parameters()[-1].values[0][:] = [wrong] * 3
        with pytest.raises(Diverged, match=r"^step 0: the largest \|target\| is (inf|9\.7e\+05)"):
            agent.learn(STEPS)
    agent = real_agent(name=name)
    agent.frozen.parameters()[0].values[5][dark_pixel(STEPS)] = math.nan
    with pytest.raises(Diverged, match=r"^step 0: .*nan"):
        agent.learn(STEPS)
    assert agent.updates == 0


@pytest.mark.parametrize("action", range(3))
def test_a_nan_of_one_action_of_the_copy_is_not_passed_over(action):
    agent = real_agent()
    agent.frozen.parameters()[-1].values[0][:] = [0.5] * 3
    agent.frozen.parameters()[-1].values[0][action] = math.nan
    with pytest.raises(Diverged, match=rf"^step 0: .*nan, found at position {action}"):
        agent.learn(STEPS)


def test_a_slope_that_runs_away_is_seen_and_nothing_has_moved():
    steep = Algorithm(frozen_values, lambda errors: grad.scale(1e200, errors))
    agent = agent_of(table(some_table(1)), settings=replace(SETTINGS, algorithm=steep))
    before, agent.step = weights_of(agent.online), 77
    with pytest.raises(Diverged, match=r"^step 77: parameter 'q\.0\.weight': gradient .*e\+199"):
        agent.learn(some_steps(4))
    assert weights_of(agent.online) == before
    assert agent.updates == 0


def test_another_complaint_of_the_optimiser_is_no_divergence():
    agent = agent_of(table(some_table(1)), settings=replace(SETTINGS, alpha=lambda t: -1.0))
    with pytest.raises(ValueError, match=r"step size alpha >= 0, got -1\.0"):
        agent.learn(some_steps(4))
    assert not issubclass(Diverged, ValueError)


def test_to_run_away_is_an_arithmetic_error():
    assert issubclass(Diverged, ArithmeticError)


@pytest.mark.parametrize("wrong", [
    {"gamma": 1.0}, {"gamma": -0.1}, {"gamma": math.nan}, {"gamma": 1.5}, {"batch": 0},
    {"start": 0}, {"every": 0}, {"copy_every": -1}])
def test_settings_that_will_not_do(wrong):
    (name, value), = wrong.items()
    with pytest.raises(ValueError, match=rf"^{name} must be at least .* got {value!r}"):
        replace(SETTINGS, **wrong)


# ---------------------------------------------------------------- it learns


def test_it_learns_64_steps_by_heart():
    """With targets that stand still, every error goes to nearly nothing."""
    steps = catcher_steps(64, world=Catcher(2, 6, 2))
    first = {}
    steps = [first.setdefault((s.state, s.action), s) for s in steps]  # no two answers to one
    networks = [mlp("q", [72, 24, 3], stream(seed, "weights"), grad.relu) for seed in (1, 2)]
    alpha = linear_schedule(0.02, 0.001, 300)
    agent = agent_of(*networks, replace(SETTINGS, gamma=0.9, alpha=alpha), Adam())

    def errors():
        y = targets(steps, frozen_values(
            agent.online, agent.frozen, [pixels_of(s.next_state) for s in steps]), 0.9)
        q = agent.online.predict([pixels_of(s.state) for s in steps])
        return max(abs(row[s.action] - y_s) for row, s, y_s in zip(q, steps, y))

    assert errors() > 0.5
    for n in range(300):
        agent.step = n
        agent.learn(steps)
    assert errors() < 0.01


SMALL = {"width": 2, "size": 5, "balls": 3}
STEPS_OF_SMALL = 3000


def greedy_return(act, episodes):
    """The mean return of a player who is shown states, from starts that nobody learnt from."""
    world, earned = Catcher(**SMALL), 0.0
    world.reset(seed=1_000_000)
    for _ in range(episodes):
        seen, over = world.reset()[0], False
        state = first_stack(as_frame(seen), 2)
        while not over:
            seen, reward, over, _, _ = world.step(act(state))
            state, earned = next_stack(state, as_frame(seen)), earned + reward
    return earned / episodes


def test_the_baseline_of_the_small_world():
    # a paddle of two pixels in five is hit two times in five: 3 (0.4 - 0.6) = -0.6
    rng = stream(9, "evaluation")
    assert greedy_return(lambda state: integer(rng, 3), 1000) == pytest.approx(-0.6, abs=0.15)


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2))])
def test_it_learns_to_catch_in_a_small_world(seed):
    """5 by 5 pixels, a paddle of two, 3 balls: random -0.6, and no one above 3."""
    networks = [mlp("q", [50, 24, 3], stream(seed, word), grad.relu) for word in ("a", "b")]
    agent = DQN(replace(
        SETTINGS, gamma=0.7, epsilon=linear_schedule(1.0, 0.05, 1500), batch=16, start=100,
        alpha=linear_schedule(0.01, 0.001, STEPS_OF_SMALL), every=2, copy_every=50,
    ), *networks, ReplayBuffer(2000), Adam())
    world, act, replay = Catcher(**SMALL), stream(seed, "exploration"), stream(seed, "replay")
    state = first_stack(as_frame(world.reset(seed=seed)[0]), 2)
    for _ in range(STEPS_OF_SMALL):
        action = agent.act(state, act)
        seen, reward, over, _, _ = world.step(action)
        following = next_stack(state, as_frame(seen))
        agent.observe(Transition(state, action, clipped_reward(reward), following, over), replay)
        state = first_stack(as_frame(world.reset()[0]), 2) if over else following

    def greedy(state):
        values = agent.values(state)
        return values.index(max(values))

    assert greedy_return(greedy, 60) > 2.6
