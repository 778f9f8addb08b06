"""The policy gradient: closed forms, every path of a small world, baselines, and learning."""

from __future__ import annotations

from itertools import product

import pytest

from policywerk.actors.bellman import Sweeping, evaluate_policy
from policywerk.actors.policy_gradient import Ascent, PolicyGradient, SoftmaxTable, policy_loss
from policywerk.building_blocks.acting import Episode, Step, run_episode
from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.grad import backward, check_gradient, zero_grads
from policywerk.building_blocks.models import Outcome
from policywerk.primitives.activations import softmax
from policywerk.primitives.random import stream
from policywerk.primitives.scalar import log
from policywerk.primitives.vector import dot, mean, total, variance
from policywerk.world.gridworld import GridRewards, GridWorld

PAYS, LOGITS = [1.0, 3.0], [log(3.0), 0.0]  # probabilities 0.75 and 0.25, mean pay 1.5


def one_step(action, reward, state=0, after=0):
    return Step(state, action, reward, after, True, False)


def suggested(agent, episode):
    """The slope that one episode suggests, by rows."""
    zero_grads([agent.policy.logits])
    agent.slope(episode)
    return [[-g for g in row] for row in agent.policy.logits.grads]


def bandit_agent(baseline=0.0, logits=None):
    agent = PolicyGradient(1, len(logits or LOGITS), Ascent(alpha=0.1))
    agent.policy.logits.values = [list(logits or LOGITS)]
    agent.values = [baseline]
    return agent


def pushes_of_arms(agent, pays):
    """The push after each arm: they are all that can happen."""
    return [suggested(agent, Episode([one_step(arm, pay)]))[0] for arm, pay in enumerate(pays)]


def weighted(row, pushes):
    return [total([p * push[i] for p, push in zip(row, pushes)]) for i in range(len(row))]


def test_pushes_of_two_arms_by_hand():
    # left: 1 (0 - 0.25) = -0.25 for x_1; right: 3 (1 - 0.25) = 2.25
    left, right = pushes_of_arms(bandit_agent(), PAYS)
    assert left == pytest.approx([0.25, -0.25], rel=1e-12)
    assert right == pytest.approx([-2.25, 2.25], rel=1e-12)


@pytest.mark.parametrize(("logits", "pays"), [
    (LOGITS, PAYS),
    ([0.0, 0.0], [5.0, -1.0]),
    ([0.3, -1.2, 2.0, 0.0], [1.0, 7.0, -2.0, 0.5]),
])
@pytest.mark.parametrize("baseline", [0.0, 1.5, -100.0, 1e3])
def test_the_mean_push_is_the_closed_form_whatever_the_baseline(logits, pays, baseline):
    # dJ / dx_a = pi(a) (q(a) - J)
    row = softmax(logits)
    exact = [p * (q - dot(row, pays)) for p, q in zip(row, pays)]
    found = weighted(row, pushes_of_arms(bandit_agent(baseline, logits), pays))
    assert found == pytest.approx(exact, rel=1e-12, abs=1e-12 * max(1.0, abs(baseline)))


def test_a_baseline_changes_the_variance():
    # without: .75 (.25)^2 + .25 (2.25)^2 - .375^2; with 1.5: .75 (.125)^2 + .25 (1.125)^2 - .375^2
    row = softmax(LOGITS)
    noise = {}
    for baseline in (0.0, 1.5, 2.5):
        pushes = [push[1] for push in pushes_of_arms(bandit_agent(baseline), PAYS)]
        middle = dot(row, pushes)
        noise[baseline] = dot(row, [(push - middle) * (push - middle) for push in pushes])
    assert noise == pytest.approx({0.0: 1.171875, 1.5: 0.1875, 2.5: 0.0}, abs=1e-12)


# Two steps that chance has a part in: action 1 of state 0 leads to state 1 or to the end.
FORK = [
    [[Outcome(1.0, 2, 1.0, True)], [Outcome(0.6, 1, -1.0, False), Outcome(0.4, 2, 2.0, True)]],
    [[Outcome(0.5, 2, 8.0, True), Outcome(0.5, 2, -2.0, True)], [Outcome(1.0, 2, 4.0, True)]],
    [[Outcome(1.0, 2, 0.0, True)], [Outcome(1.0, 2, 0.0, True)]],
]


def paths(policy, state=0):
    """Every way to the end: its probability and its steps."""
    for action, (p, outcomes) in enumerate(zip(policy[state], FORK[state])):
        for q, after, reward, over in outcomes:
            step = Step(state, action, reward, after, over, False)
            if over:
                yield p * q, [step]
            else:
                for r, rest in paths(policy, after):
                    yield p * q * r, [step, *rest]


def fork_agent(lam=1.0, values=(0.0, 0.0, 0.0)):
    agent = PolicyGradient(3, 2, Ascent(alpha=0.1, lam=lam))
    agent.policy.logits.values = [[0.2, -0.4], [1.0, 0.3], [0.0, 0.0]]
    agent.values = list(values)
    return agent


def mean_slope(agent):
    policy = [softmax(row) for row in agent.policy.logits.values]
    found = [[0.0, 0.0] for _ in FORK]
    for probability, steps in paths(policy):
        slope = suggested(agent, Episode(steps))
        for s, a in product(range(3), range(2)):
            found[s][a] += probability * slope[s][a]
    return found


def measured_slope(agent, h=1e-5):
    """Central differences of the value of the start: nothing of the theorem is in it."""
    def value(rows):
        return evaluate_policy(FORK, [softmax(row) for row in rows], Sweeping(1.0)).values[0]

    found = [[0.0, 0.0] for _ in FORK]
    for s, a in product(range(3), range(2)):
        ends = []
        for sign in (1.0, -1.0):
            rows = [list(row) for row in agent.policy.logits.values]
            rows[s][a] += sign * h
            ends.append(value(rows))
        found[s][a] = (ends[0] - ends[1]) / (2.0 * h)
    return found


@pytest.mark.parametrize("values", [(0.0, 0.0, 0.0), (3.0, -7.0, 0.0)])
def test_all_paths_together_give_the_slope_of_the_return(values):
    agent = fork_agent(values=values)
    for found, exact in zip(mean_slope(agent), measured_slope(agent)):
        assert found == pytest.approx(exact, abs=1e-8)


def test_a_critic_bends_the_slope_unless_it_is_right():
    agent = fork_agent()
    policy = [softmax(row) for row in agent.policy.logits.values]
    truth = evaluate_policy(FORK, policy, Sweeping(1.0)).values
    exact = measured_slope(agent)
    assert mean_slope(fork_agent(0.0, truth))[0] == pytest.approx(exact[0], abs=1e-8)
    wrong = mean_slope(fork_agent(0.0, (0.0, 0.0, 0.0)))
    assert abs(wrong[0][0] - exact[0][0]) > 0.1


def test_the_slope_of_the_loss_by_central_differences():
    table = SoftmaxTable(3, 2)
    table.logits.values = [[0.2, -0.4], [1.0, 0.3], [0.0, 0.0]]

    def loss():
        return policy_loss(table.choices([0, 1, 0]).log_probability([1, 0, 0]), [2.0, -1.0, 0.5])

    assert check_gradient(loss, [table.logits]).error < 1e-7


def test_the_loss_wants_a_weight_for_each_step():
    with pytest.raises(ValueError, match="by"):
        policy_loss(SoftmaxTable(1, 2).choices([0, 0]).log_probability([0, 1]), [1.0, 2.0, 3.0])


def test_one_update_by_hand():
    # Two even actions. G = (1 + 3, 3); one-hot minus probabilities is 0.5 or -0.5.
    agent = PolicyGradient(3, 2, Ascent(alpha=0.5, beta=0.25))
    agent.learn(Episode([Step(0, 1, 1.0, 1, False, False), Step(1, 0, 3.0, 2, True, False)]))
    assert agent.policy.logits.values == [[-1.0, 1.0], [0.75, -0.75], [0.0, 0.0]]
    assert agent.values == [1.0, 0.75, 0.0]  # a quarter of the way to 4 and 3
    assert agent.policy.logits.grads == [[0.0, 0.0]] * 3  # nothing is left for the next episode


def test_values_move_step_by_step():
    # The state comes twice: 0 -> 0.5 of 2 = 1, then half of the way from 1 to 2.
    agent = PolicyGradient(2, 2, Ascent(alpha=0.0, beta=0.5))
    agent.learn(Episode([Step(0, 1, 0.0, 0, False, False), Step(0, 1, 2.0, 1, True, False)]))
    assert agent.values[0] == 1.5


def test_a_clock_is_not_an_end():
    # Cut in state 1, which is worth 10: advantage 1 + 10 - 0; had it ended: 1.
    for truncated, expected in ((True, 11.0), (False, 1.0)):
        agent = PolicyGradient(2, 2, Ascent(alpha=0.0))
        agent.values = [0.0, 10.0]
        episode = Episode([Step(0, 0, 1.0, 1, not truncated, truncated)])
        assert agent.advantages(episode) == [expected]


def test_it_draws_by_its_probabilities():
    agent, rng = bandit_agent(), stream(1, "draws")
    drawn = [agent.policy.act(0, rng) for _ in range(4000)]
    assert abs(mean([float(arm) for arm in drawn]) - 0.25) < 4.0 * 0.433 / 63.2  # 4 sd


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_reinforce_finds_the_better_arm(seed):
    arms = [[Outcome(0.3, 1, 1.0, True), Outcome(0.7, 1, 0.0, True)],
            [Outcome(0.7, 1, 1.0, True), Outcome(0.3, 1, 0.0, True)]]
    world = TabularEnvironment([arms, [[Outcome(1.0, 1, 0.0, True)]] * 2], [1.0, 0.0])
    agent, rng = PolicyGradient(2, 2, Ascent(alpha=0.3, beta=0.05)), stream(seed, "actor")
    world.reset(seed=seed)
    for _ in range(400):
        agent.learn(run_episode(world, world.reset()[0], agent.policy.act, rng))
    assert softmax(agent.policy.logits.values[0])[1] > 0.9


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("ascent", [Ascent(0.03), Ascent(0.03, 0.1), Ascent(0.1, 0.1, 0.9)])
def test_they_learn_to_walk(ascent, seed):
    """At first 27 steps on average, at best 4."""
    world = GridWorld("..G\n...\nS..", rewards=GridRewards(-1.0, -1.0, -1.0), time_limit=50)
    agent, rng, returns = PolicyGradient(9, 4, ascent), stream(seed, "actor"), []
    world.reset(seed=seed)
    for _ in range(60):
        episode = run_episode(world, world.reset()[0], agent.policy.act, rng)
        agent.learn(episode)
        returns.append(total(episode.rewards))
    assert mean(returns[-20:]) > -9.0


def test_the_baseline_lowers_the_noise_on_the_square():
    world = GridWorld("..G\n...\nS..", rewards=GridRewards(-1.0, -1.0, -1.0))
    plain, helped = (PolicyGradient(9, 4, Ascent(0.0)) for _ in range(2))
    even = [[0.25] * 4] * 9
    helped.values = evaluate_policy(world.P, even, Sweeping(1.0)).values
    assert helped.values[6] == pytest.approx(-27.0, abs=1e-4)
    rng, pushes = stream(3, "walks"), ([], [])
    world.reset(seed=3)
    for _ in range(300):
        episode = run_episode(world, world.reset()[0], plain.policy.act, rng)
        for agent, seen in zip((plain, helped), pushes):
            seen.append(suggested(agent, episode)[6][1])
    assert variance(pushes[1]) < 0.8 * variance(pushes[0])


def test_backward_is_what_slope_calls():
    # slope adds up over episodes, as a batch would
    agent = bandit_agent()
    agent.slope(Episode([one_step(0, 1.0)]))
    agent.slope(Episode([one_step(1, 3.0)]))
    assert agent.policy.logits.grads[0][1] == pytest.approx(0.25 - 2.25, rel=1e-12)
    loss = policy_loss(agent.policy.choices([0, 0]).log_probability([0, 1]), [1.0, 3.0])
    zero_grads([agent.policy.logits])
    backward(loss)
    assert agent.policy.logits.grads[0][1] == pytest.approx(0.25 - 2.25, rel=1e-12)
