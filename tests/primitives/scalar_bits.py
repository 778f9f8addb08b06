"""Print a digest of every elementary function's bits on 3500 fixed points.

Run by test_same_bits.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib
import random
import struct

from policywerk.primitives import scalar


def points(lowest, highest, n):
    """n numbers: half of them evenly spread, half with evenly spread exponents."""
    rng = random.Random("same bits")
    for _ in range(n // 2):
        yield lowest + (highest - lowest) * rng.random()
        exponent = rng.randrange(-1060, 1000)
        x = (rng.random() + 1.0) * float.fromhex(f"0x1p{exponent}")
        yield max(lowest, min(highest, -x if rng.random() < 0.5 else x))


def digest():
    h = hashlib.sha256()
    for name, lowest, highest in [
        ("exp", -746.0, 709.7), ("expm1", -60.0, 709.7), ("log", 1e-320, 1e308),
        ("log1p", -0.999, 1e308), ("sin", -8e307, 8e307), ("sin", -1e5, 1e5),
        ("cos", -8e307, 8e307), ("cos", -1e5, 1e5), ("tanh", -23.0, 23.0), ("exp", -2.0, 2.0),
        ("log", 0.25, 4.0), ("expm1", -2.0, 2.0), ("log1p", -0.5, 2.0), ("tanh", -1.0, 1.0),
    ]:
        function = getattr(scalar, name)
        for x in points(lowest, highest, 250):
            h.update(struct.pack("<d", function(x)))
    return h.hexdigest()


if __name__ == "__main__":
    print(digest())
