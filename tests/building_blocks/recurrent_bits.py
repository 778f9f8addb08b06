"""Print a digest of two recurrent cells' states and gradients, bit by bit.

Run by test_recurrent.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib
import struct

from policywerk.building_blocks import grad
from policywerk.building_blocks.curves import clip, elu, maximum, minimum
from policywerk.building_blocks.norms import layer_norm
from policywerk.building_blocks.recurrent import Sizes, block_gru, gru, unroll
from policywerk.primitives.random import normal, stream


def digest():
    rng = stream(1, "recurrent bits")

    def draws(rows, columns):
        return [[normal(rng, 0.0, 1.0) for _ in range(columns)] for _ in range(rows)]

    first = [[True, True], [False, False], [False, True]]
    small = gru("small", 3, 4, rng)
    large = block_gru("large", Sizes(4, 3, 2, 5, 2), rng)
    states = unroll(small, grad.constant(draws(2, 4)),
                    [grad.constant(draws(2, 3)) for _ in first], first)
    h = layer_norm(states[-1], grad.constant(draws(1, 4)), grad.constant(draws(1, 4)))
    for flags in first[1:]:
        h = large(h, grad.constant(draws(2, 3)), grad.constant(draws(2, 2)), flags)
    limited = maximum(minimum(h, elu(states[1])), clip(states[0], -0.2, 0.2))
    loss = grad.total(grad.multiply(limited, grad.constant(draws(2, 4))))
    grad.backward(loss)
    result = hashlib.sha256(struct.pack("<d", loss.values[0][0]))
    for rows in [h.values] + [p.grads for p in small.parameters() + large.parameters()]:
        for row in rows:
            result.update(struct.pack(f"<{len(row)}d", *row))
    return result.hexdigest()


if __name__ == "__main__":
    print(digest())
