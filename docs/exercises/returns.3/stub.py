from policywerk.building_blocks.returns import lambda_returns, stretch
from policywerk.primitives.random import stream, uniform

def n_step(rewards, values, terminated, gamma, t, n):
    """The return of n steps from time t on; values has one entry more than rewards.

    What follows the last step is worth 0 if it terminated, else the last value.
    """
    raise NotImplementedError

def by_definition(rewards, values, terminated, gamma, lam, t):
    """The lambda-return at time t, as an average of n-step returns."""
    raise NotImplementedError

rng = stream(1, "episode")
rewards = [uniform(rng, -1.0, 1.0) for _ in range(10)]
values = [uniform(rng, -1.0, 1.0) for _ in range(11)]
for terminated in (True, False):
    slow = [by_definition(rewards, values, terminated, 0.9, 0.8, t)
            for t in range(10)]
    rollout = stretch(rewards, values, terminated, not terminated)
    fast = lambda_returns(rollout, 0.9, 0.8)
    print(max(abs(a - b) for a, b in zip(slow, fast)) < 1e-14)
