"""Print a digest of what exploring policies, schedules and the replay buffer give.

Run by test_exploration.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib

from policywerk.building_blocks.distributions import STANDARD_ENTROPY, standard_log_density
from policywerk.building_blocks.exploration import (
    epsilon_greedy,
    epsilon_greedy_probabilities,
    softmax_probabilities,
)
from policywerk.building_blocks.replay_buffer import OnlineQueue, ReplayBuffer, sample_starts
from policywerk.building_blocks.schedules import exponential_schedule, linear_schedule
from policywerk.primitives.random import integer, normal, stream
from policywerk.primitives.scalar import log
from policywerk.primitives.vector import total


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
        sds = [curve(t + i) for i in range(4)]
        action = [normal(rng, mean, sd) for mean, sd in zip(preferences, sds)]
        log_p = 0.0
        for a, mean, sd in zip(action, preferences, sds):
            log_p += standard_log_density((a - mean) / sd) - log(sd)
        yield action, log_p, total([STANDARD_ENTROPY + log(sd) for sd in sds])
        buffer.add(t)
        if t >= 8:
            yield buffer.sample(rng, 8), sample_starts(buffer, queue, rng, 2)


def digest():
    return hashlib.sha256(repr(list(numbers())).encode()).hexdigest()


if __name__ == "__main__":
    print(digest())
