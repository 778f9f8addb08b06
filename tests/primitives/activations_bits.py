"""Print a digest of the bits of the stable combinations and the activations on fixed points.

Run by test_same_bits.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib
import random
import struct

from policywerk.primitives import activations, scalar


def vectors():
    """60 vectors of 1 to 12 numbers, of sizes from 1e-3 to 100."""
    rng = random.Random("activation bits")
    for _ in range(60):
        size = 10.0 ** rng.randrange(-3, 3)
        yield [size * (2.0 * rng.random() - 1.0) for _ in range(rng.randrange(1, 13))]


def numbers(x):
    """Everything the modules compute from the entries of x."""
    for f in activations.ACTIVATIONS.values():
        y = activations.activate(f, x)
        yield from y + activations.activate_vjp(f, x, y, x)
    for norm, vjp in [(activations.rms_norm, activations.rms_norm_vjp),
                      (activations.layer_norm, activations.layer_norm_vjp)]:
        yield from norm(x).values + vjp(norm(x), x)
    p, log_p = activations.softmax(x), activations.log_softmax(x)
    yield from p + activations.softmax_vjp(p, x) + log_p + activations.log_softmax_vjp(log_p, x)
    for each in x:
        yield from (scalar.sigmoid(each), scalar.softplus(each), scalar.symlog(each),
                    scalar.symexp(each), scalar.logaddexp(each, x[0]))


def digest():
    h = hashlib.sha256()
    for x in vectors():
        for number in numbers(x):
            h.update(struct.pack("<d", number))
    return h.hexdigest()


if __name__ == "__main__":
    print(digest())
