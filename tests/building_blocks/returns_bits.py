"""Print a digest of returns and traces over random steps, bit by bit.

Run by test_returns.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib
import struct

from policywerk.building_blocks import returns, traces
from policywerk.primitives.random import integer, normal, stream


def digest():
    rng = stream(1, "returns bits")
    pieces = []
    for _ in range(50):
        steps = 1 + integer(rng, 9)
        rewards = [normal(rng, 0.0, 1.0) for _ in range(steps)]
        values = [normal(rng, 0.0, 3.0) for _ in range(steps + 1)]
        terminated = integer(rng, 2) == 1
        pieces.append(returns.stretch(rewards, values, terminated, not terminated))
    rollout = returns.join(pieces)
    found = [returns.td_errors(rollout, 0.97), returns.discounted_returns(rollout, 0.97),
             returns.n_step_returns(rollout, 0.97, 3), returns.gae(rollout, 0.97, 0.9),
             returns.lambda_returns(rollout, 0.97, 0.9)]
    for mark in (traces.accumulate, traces.replace, lambda z, x: traces.dutch(z, x, 0.1)):
        trace, sparse, weights = [0.0] * 5, traces.SparseTrace(), [0.0] * 5
        for delta in found[0]:
            features = [(integer(rng, 5), normal(rng, 0.0, 1.0))]
            for z in (trace, sparse):
                traces.fade(z, 0.87)
                mark(z, features)
                traces.credit(weights, 0.1 * delta, z)
            traces.prune(sparse, 1e-3)
        found += [trace, weights]
    h = hashlib.sha256()
    for row in found:
        h.update(struct.pack(f"<{len(row)}d", *row))
    return h.hexdigest()


if __name__ == "__main__":
    print(digest())
