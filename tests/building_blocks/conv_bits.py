"""Print a digest of a small convolution, a pool and their slopes, bit by bit.

Run by test_conv.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib
import struct

from policywerk.building_blocks.conv import Images, conv, slide
from policywerk.building_blocks.grad import (
    Parameter,
    add,
    backward,
    constant,
    multiply,
    tanh,
    total,
)
from policywerk.building_blocks.pool import max_pool
from policywerk.primitives.random import normal, stream


def digest():
    rng = stream(1, "conv bits")
    layer = conv("c", slide(Images(2, 6, 5), 3, 2, 1), 3, rng, tanh)
    x = Parameter("x", [[normal(rng, 0.0, 1.0) if k % 3 else 0.0 for k in range(60)]
                        for _ in range(2)])
    drawings = constant([[normal(rng, 0.0, 1.0) if k % 7 == 0 else 0.0 for k in range(60)]
                         for _ in range(2)])  # mostly 0: another way through convolve
    windows = slide(layer.images, 2)
    y, z = layer(x), layer(drawings)
    pooled = max_pool(y, windows)
    loss = total(add(multiply(pooled, pooled), max_pool(z, windows)))
    backward(loss)
    h = hashlib.sha256(struct.pack("<d", loss.values[0][0]))
    for parameter in [x, *layer.parameters()]:
        for row in parameter.grads:
            h.update(struct.pack(f"<{len(row)}d", *row))
    return h.hexdigest()


if __name__ == "__main__":
    print(digest())
