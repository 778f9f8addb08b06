"""Print a digest of a small network's loss and gradient, bit by bit.

Run by test_grad.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib
import struct

from policywerk.building_blocks import grad
from policywerk.primitives.random import normal, stream


def digest():
    rng = stream(1, "grad bits")

    def draws(rows, columns):
        return [[normal(rng, 0.0, 1.0) for _ in range(columns)] for _ in range(rows)]

    x = grad.constant(draws(5, 3))
    parameters = [grad.Parameter(str(i), draws(*shape))
                  for i, shape in enumerate([(4, 3), (1, 4), (3, 8), (1, 3)])]
    hidden = grad.affine(x, *parameters[:2])
    both = grad.concatenate([grad.tanh(hidden), grad.silu(hidden)])
    logits = grad.affine(both, *parameters[2:])
    picked = grad.gather(grad.log_softmax(logits), [0, 1, 2, 1, 0])
    soft = grad.multiply(grad.softmax(logits), grad.softplus(grad.sigmoid(logits)))
    loss = grad.subtract(grad.mean(grad.exp(grad.scale(0.3, soft))), grad.mean(picked))
    grad.backward(loss)
    h = hashlib.sha256(struct.pack("<d", loss.values[0][0]))
    for parameter in parameters:
        for row in parameter.grads:
            h.update(struct.pack(f"<{len(row)}d", *row))
    return h.hexdigest()


if __name__ == "__main__":
    print(digest())
