"""Print a digest of what exploring policies, schedules and the replay buffer give.

Run by test_policies.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib

from policywerk.building_blocks.policies import (
    GaussianPolicy,
    epsilon_greedy,
    epsilon_greedy_probabilities,
    exponential_schedule,
    linear_schedule,
    softmax_probabilities,
)
from policywerk.building_blocks.replay_buffer import OnlineQueue, ReplayBuffer, sample_starts
from policywerk.primitives.random import integer, normal, stream


def numbers():
    rng = stream(1, "exploring bits")
    line, curve = linear_schedule(1.0, 0.1, 90), exponential_schedule(2.0, 0.01, 90)
    buffer, queue = ReplayBuffer(50), OnlineQueue(4)
    for t in range(200):
        values = [float(integer(rng, 3)) for _ in range(5)]
        yield epsilon_greedy_probabilities(values, line(t))
        yield epsilon_greedy(rng, values, line(t))
        preferences = [normal(rng, 0.0, 3.0) for _ in range(4)]
        yield softmax_probabilities(preferences, curve(t))
        policy = GaussianPolicy(preferences, [curve(t + i) for i in range(4)])
        action = policy.sample(rng)
        yield action, policy.log_probability(action), policy.entropy()
        buffer.add(t)
        if t >= 8:
            yield buffer.sample(rng, 8), sample_starts(buffer, queue, rng, 2)


def digest():
    return hashlib.sha256(repr(list(numbers())).encode()).hexdigest()


if __name__ == "__main__":
    print(digest())
