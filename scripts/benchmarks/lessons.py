"""The steps that lessons 01 to 04 are made of, each beside the same lesson as one bare loop.

A floor knows everything at once: no environment, no learner, no checks, the numbers of the lesson
written into the loop. It draws the same random numbers, and must end with the same table.
"""

from __future__ import annotations

import math
from typing import Callable

from benchmarks.measuring import Kernel

CALLS = "environment and learner are objects that talk through calls and tuples, and both check"


def bellman_sweep() -> Kernel:
    """One synchronous sweep of value iteration over a slippery 20 by 20 grid."""
    from policywerk.actors.bellman import synchronous_sweep
    from policywerk.building_blocks.value_functions import optimal_backup
    from policywerk.world.gridworld import GridWorld, open_map

    model, gamma = GridWorld(open_map(20), 0.2).P, 0.9
    values = [i / len(model) for i in range(len(model))]
    outcomes = sum(len(outcomes) for actions in model for outcomes in actions)

    def ours() -> list[float]:
        return synchronous_sweep(lambda s, v: optimal_backup(model[s], v, gamma), values)

    def floor() -> list[float]:
        newer = []
        for actions in model:
            best = -math.inf
            for action in actions:
                expected = 0.0
                for probability, state, reward, terminated in action:
                    future = 0.0 if terminated else gamma * values[state]
                    expected += probability * (reward + future)
                if expected > best:
                    best = expected
            newer.append(best)
        return newer

    return Kernel("01: Bellman sweep", "outcome", outcomes, ours, floor, "nested loops",
                  "a call a state and one an action, which has three outcomes at most")


STEPS = 2000  # of a pole, in one call
CART_SEED = "cart-pole"


def bare_cart_pole() -> list[float]:
    """ACE/ASE on the cart-pole; the ASE's weights, then the ACE's predictions."""
    from policywerk.primitives.random import normal, stream
    from policywerk.primitives.scalar import PI, cos, sin

    rng, degree = stream(1, CART_SEED), PI / 180.0
    steepest, six, fifty = 12.0 * degree, 6.0 * degree, 50.0 * degree
    weights, predictions = [0.0] * 162, [0.0] * 162
    search, lasting = [0.0] * 162, [0.0] * 162
    left = STEPS
    while left > 0:
        x = speed = angle = turning = 0.0
        marked: list[int] = []
        box, failed = 82, False  # in the middle and upright
        while not failed and left > 0:
            left -= 1
            weight = weights[box]
            if abs(weight) < 8.58 * 0.01:
                weight += normal(rng, 0.0, 0.01)
            right = weight >= 0.0
            force = 10.0 if right else -10.0
            sine, cosine = sin(angle), cos(angle)
            swing = 0.1 * 0.5 * turning * turning * sine
            drag = 0.0005 * ((speed > 0.0) - (speed < 0.0))
            pushed = (force + swing - drag) / 1.1
            hinge = 0.000002 * turning / (0.1 * 0.5)
            lever = 0.5 * (4.0 / 3.0 - 0.1 * cosine * cosine / 1.1)
            falling = (9.8 * sine - cosine * pushed - hinge) / lever
            pushed -= 0.1 * 0.5 * falling * cosine / 1.1
            x, speed = x + 0.02 * speed, speed + 0.02 * pushed
            angle, turning = angle + 0.02 * turning, turning + 0.02 * falling
            failed = not (-2.4 <= x <= 2.4 and -steepest <= angle <= steepest)
            arrived = 0 if x < -0.8 else 1 if x < 0.8 else 2
            arrived = 3 * arrived + (0 if speed < -0.5 else 1 if speed < 0.5 else 2)
            if angle < 0.0:
                part = 0 if angle < -six else 1 if angle < -degree else 2
            else:
                part = 3 if angle < degree else 4 if angle < six else 5
            arrived = 6 * arrived + part
            arrived = 3 * arrived + (0 if turning < -fifty else 1 if turning < fifty else 2)
            if box not in marked:
                marked.append(box)
            ahead = 0.0 if failed else predictions[arrived]
            surprise = (-1.0 if failed else 0.0) + 0.95 * ahead - predictions[box]
            search[box] += (1.0 - 0.9) if right else -(1.0 - 0.9)
            lasting[box] += 1.0 - 0.8
            for i in marked:
                predictions[i] += 0.5 * surprise * lasting[i]
                lasting[i] = 0.8 * lasting[i]
            for i in marked:
                weights[i] += 1000.0 * surprise * search[i]
                search[i] = 0.9 * search[i]
            box = arrived
        for i in marked:
            search[i] = lasting[i] = 0.0
    return weights + predictions


def cart_pole_step() -> Kernel:
    """ACE/ASE on the cart-pole, from nothing."""
    from policywerk.actors.barto_sutton import Settings, ace_ase, run_trial
    from policywerk.primitives.random import stream
    from policywerk.world.cart_pole import BOXES, CartPole

    def ours() -> list[float]:
        world, rng, left = CartPole(), stream(1, CART_SEED), STEPS
        system = ace_ase(BOXES.count, Settings())
        while left > 0:
            left -= run_trial(world, BOXES, system, rng, left).steps
        return [*system.weights, *system.critic.predictions]  # type: ignore[attr-defined]

    return Kernel("02: cart-pole, ACE/ASE", "step", STEPS, ours, bare_cart_pole,
                  "one loop, our sin, cos", CALLS)


def bare_balance() -> list[float]:
    """ACE/ASE on the hinged pole, which pays 0 and -1 here; weights and predictions."""
    from policywerk.primitives.random import normal, stream
    from policywerk.primitives.scalar import sin

    rng, starts = stream(1, CART_SEED), stream(1, "balance")
    starts.random()  # of the reset that gave the seed
    weights, predictions = [0.0] * 36, [0.0] * 36
    search, lasting = [0.0] * 36, [0.0] * 36
    left = STEPS
    while left > 0:
        angle, turning = -0.05 + (0.05 - -0.05) * starts.random(), 0.0
        marked: list[int] = []
        box, failed, steps = 6 * (2 if angle < 0.0 else 3) + 3, False, 0
        while not failed and left > 0 and steps < 500:
            left -= 1
            steps += 1
            weight = weights[box]
            if abs(weight) < 8.58 * 0.01:
                weight += normal(rng, 0.0, 0.01)
            right = weight >= 0.0
            turning += 0.02 * (9.8 / 1.0 * sin(angle) + (5.0 if right else -5.0))
            angle += 0.02 * turning
            failed = not -0.3 <= angle <= 0.3
            if angle < 0.0:
                part = 0 if angle < -0.2 else 1 if angle < -0.1 else 2
            else:
                part = 3 if angle < 0.1 else 4 if angle < 0.2 else 5
            if turning < 0.0:
                arrived = 0 if turning < -1.0 else 1 if turning < -0.5 else 2
            else:
                arrived = 3 if turning < 0.5 else 4 if turning < 1.0 else 5
            arrived += 6 * part
            if box not in marked:
                marked.append(box)
            ahead = 0.0 if failed else predictions[arrived]
            surprise = (-1.0 if failed else 0.0) + 0.95 * ahead - predictions[box]
            search[box] += (1.0 - 0.9) if right else -(1.0 - 0.9)
            lasting[box] += 1.0 - 0.8
            for i in marked:
                predictions[i] += 0.5 * surprise * lasting[i]
                lasting[i] = 0.8 * lasting[i]
            for i in marked:
                weights[i] += 1000.0 * surprise * search[i]
                search[i] = 0.9 * search[i]
            box = arrived
        for i in marked:
            search[i] = lasting[i] = 0.0
    return weights + predictions


def balance_step() -> Kernel:
    """ACE/ASE on the hinged pole, from nothing."""
    from policywerk.actors.barto_sutton import Settings, ace_ase, run_trial
    from policywerk.lessons.l02_barto_sutton import FailureSignal
    from policywerk.primitives.random import stream
    from policywerk.world.balance import BOXES, Balance

    def ours() -> list[float]:
        world, rng, left = FailureSignal(Balance()), stream(1, CART_SEED), STEPS
        world.reset(seed=1)
        system = ace_ase(BOXES.count, Settings())
        while left > 0:
            left -= run_trial(world, BOXES, system, rng, left).steps
        return [*system.weights, *system.critic.predictions]  # type: ignore[attr-defined]

    return Kernel("02: balance, ACE/ASE", "step", STEPS, ours, bare_balance,
                  "one loop, our sin", CALLS)


def td_lambda_step() -> Kernel:
    """A hundred walks of Sutton's random walk, learnt from by TD(lambda), sequence by sequence."""
    from policywerk.actors.td_learner import Learning, learn_after, td_lambda
    from policywerk.lessons.l03_td_learner import draw_walk
    from policywerk.primitives.random import stream
    from policywerk.world.random_walk import RandomWalk

    world, rng, walks = RandomWalk(), stream(0, "actions"), []
    world.reset(seed=0)
    for _ in range(100):
        walks.append(draw_walk(world, rng))
    alpha, lam = 0.1, 0.3
    how = Learning(alpha, lam)

    def ours() -> list[float]:
        values = [0.5] * 7
        for walk in walks:
            learn_after(td_lambda, walk, how, values)
        return values

    def floor() -> list[float]:
        values = [0.5] * 7
        for states, rewards in walks:
            changes, trace = [0.0] * 7, [0.0] * 7
            for t in range(len(states)):
                state = states[t]
                following = values[states[t + 1]] if t + 1 < len(states) else 0.0
                amount = alpha * (rewards[t] + 1.0 * following - values[state])
                for i in range(7):
                    trace[i] *= lam
                    if i == state:
                        trace[i] += 1.0
                    changes[i] += amount * trace[i]
            for i in range(7):
                values[i] += changes[i]
        return values

    steps = sum(len(walk.states) for walk in walks)
    return Kernel("03: TD(lambda)", "step", steps, ours, floor, "nested loops",
                  "it looks at every walk before it learns from it, and calls a function a step")


EPISODES = 40


def bare_cliff(sarsa: bool) -> list[list[float]]:
    """Q-learning or Sarsa on the cliff, with the draws of our learner; the table."""
    from policywerk.primitives.random import stream
    from policywerk.world.cliff import Cliff

    paths = [[action[0][1:] for action in actions] for actions in Cliff().P]
    random = stream(1, "actions").random
    table = [[0.0] * 4 for _ in paths]

    def act(values: list[float]) -> int:
        largest, ties = values[0], 0
        for value in values:
            if value > largest:
                largest = value
        for value in values:
            if value == largest:
                ties += 1
        if random() < 0.1:
            return int(random() * 4)
        drawn = int(random() * ties)
        for action in range(4):
            if values[action] == largest:
                if drawn == 0:
                    return action
                drawn -= 1
        raise AssertionError("one of them is the largest")

    for _ in range(EPISODES):
        state, chosen, over = 36, -1, False
        while not over:
            action = act(table[state]) if chosen < 0 else chosen
            after, reward, over = paths[state][action]
            future, chosen = 0.0, -1
            if not over:
                if sarsa:
                    chosen = act(table[after])
                    future = table[after][chosen]
                else:
                    future = max(table[after])
            values = table[state]
            values[action] += 0.5 * (reward + 1.0 * future - values[action])
            state = after
    return table


def cliff_step(name: str) -> Callable[[], Kernel]:
    """Q-learning or Sarsa on the cliff, from nothing."""
    def make() -> Kernel:
        from policywerk.actors.q_learner import METHODS, TableLearner, Tuning, learn_episode
        from policywerk.building_blocks.schedules import constant_schedule
        from policywerk.primitives.random import stream
        from policywerk.world.cliff import Cliff

        world = Cliff()
        actions = [len(row) for row in world.P]
        taken = [0]

        def ours() -> list[list[float]]:
            rng, learner = stream(1, "actions"), TableLearner(
                actions, METHODS[name], Tuning(constant_schedule(0.5)))
            taken[0] = 0
            world.reset(seed=1)
            for _ in range(EPISODES):
                learn_episode(world, learner, rng, count)
            found: list[list[float]] = learner.tables[0]
            return found

        def count(update: object) -> None:
            taken[0] += 1

        ours()
        return Kernel(f"04: cliff, {name}", "step", taken[0], ours,
                      lambda: bare_cliff(name == "Sarsa"), "one loop, our draws", CALLS)

    return make


q_learning_step, sarsa_step = cliff_step("Q-learning"), cliff_step("Sarsa")


def replay() -> Kernel:
    """A step into a full buffer of 10 000, and a batch of 32 out of it."""
    from policywerk.building_blocks.replay_buffer import ReplayBuffer
    from policywerk.primitives.random import stream

    capacity, batch = 10_000, 32
    buffer: ReplayBuffer[int] = ReplayBuffer(capacity)
    for number in range(capacity):
        buffer.add(number)
    slots, added = list(range(capacity)), [capacity]
    streams = [stream(1, "replay") for _ in range(2)]

    def ours() -> list[int]:
        buffer.add(buffer.added)
        return buffer.sample(streams[0], batch)

    def floor() -> list[int]:
        slots[added[0] % capacity] = added[0]
        added[0] += 1
        random, drawn = streams[1].random, [0] * batch
        for i in range(batch):
            drawn[i] = slots[int(random() * capacity)]
        return drawn

    return Kernel("replay: add, draw 32", "item", batch, ours, floor, "a list, our random",
                  "each draw calls integer, which looks at its range and then calls the stream")


def lambda_return_pass() -> Kernel:
    """returns.lambda_returns over 1000 steps of ten episodes, checks included."""
    from policywerk.building_blocks.returns import Rollout, lambda_returns

    steps, gamma, lam = 1000, 0.99, 0.95
    ended = [t % 200 == 99 for t in range(steps)]
    cut = [t % 200 == 199 for t in range(steps)]
    rewards = [t % 7 / 7 for t in range(steps)]
    next_values = [t % 11 / 11 for t in range(steps)]
    rollout = Rollout(rewards, [0.0] * steps, next_values, ended, cut)

    def floor() -> list[float]:
        returns, following = [0.0] * steps, 0.0
        for t in range(steps - 1, -1, -1):
            value = 0.0 if ended[t] else next_values[t]
            carry = 0.0 if ended[t] or cut[t] else lam
            following = rewards[t] + gamma * ((1.0 - carry) * value + carry * following)
            returns[t] = following
        return returns

    return Kernel("lambda_returns", "step", steps, lambda: lambda_returns(rollout, gamma, lam),
                  floor, "index loop", "it looks at every number before it begins")


def trace_step() -> Kernel:
    """Fade, mark and credit, with 1000 features of which ten are active."""
    from policywerk.building_blocks.traces import accumulate, credit, fade

    n = 1000
    features = [(place, 1.0) for place in range(0, n, 100)]
    weights, trace = [0.0] * n, [0.0] * n
    bare_weights, bare_trace = [0.0] * n, [0.0] * n

    def ours() -> list[float]:
        fade(trace, 0.9)
        accumulate(trace, features)
        credit(weights, 1e-9, trace)
        return weights

    def floor() -> list[float]:
        for i in range(n):
            bare_trace[i] *= 0.9
        for i, x in features:
            bare_trace[i] += x
        for i in range(n):
            bare_weights[i] += 1e-9 * bare_trace[i]
        return bare_weights

    return Kernel("traces: one step", "feature", n, ours, floor, "index loops")


KERNELS = [bellman_sweep, cart_pole_step, balance_step, td_lambda_step, q_learning_step,
           sarsa_step, replay, lambda_return_pass, trace_step]
