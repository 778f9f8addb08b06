"""Print the functions of a number that lose a nan once a just-in-time compiler has seen them.

Run by test_same_bits.py with other interpreters, so it needs no package but policywerk.
"""

import random

from policywerk.primitives import activations, scalar

RANGES = [(-3.0, 3.0), (-2000.0, -746.0), (-800.0, 700.0), (0.0, 9.0), (-9.0, -1.0), (1e3, 1e9)]
CURVES = ["exp", "expm1", "log", "log1p", "sin", "cos", "tanh", "sigmoid", "softplus", "symlog",
          "symexp", "sqrt", "sign", "absolute"]
NAN = float("nan")


def value(f, x):
    """f(x), or x where f does not take it."""
    try:
        return f(x)
    except (ValueError, OverflowError):
        return x


def lost(f, low, high, rng):
    """How often f makes a number of a nan, among calls enough for every path to be compiled."""
    lost = 0
    for i in range(4000):
        value(f, rng.uniform(low, high))
        if i % 97 == 0:
            y = f(NAN)
            lost += y == y
    return lost


def losers():
    rng, found = random.Random("nan"), []
    functions = [(name, getattr(scalar, name)) for name in CURVES]
    functions += [("maximum", lambda x: scalar.maximum(0.5, x)),
                  ("minimum", lambda x: scalar.minimum(x, 0.5)),
                  ("clip", lambda x: scalar.clip(x, -1.0, 1.0)),
                  ("logaddexp", lambda x: scalar.logaddexp(0.5, x))]
    functions += [(name, activation.value)
                  for name, activation in activations.ACTIVATIONS.items()]
    for name, f in functions:
        for _ in range(5):
            for low, high in RANGES:
                if lost(f, low, high, rng) and name not in found:
                    found.append(name)
    return found


if __name__ == "__main__":
    print(*losers())
