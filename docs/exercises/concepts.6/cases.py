from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform
from policywerk.primitives.scalar import tanh

KIND = "find the bug"
TITLE = "Two slopes that pass their test"


def loss(w, b, x, target):
    miss = tanh(w * x + b) - target
    return 0.5 * miss * miss


def measured(w, b, x=2.0, target=1.0):
    """Both slopes by central differences."""
    h = 1e-5
    return ((loss(w + h, b, x, target) - loss(w - h, b, x, target)) / (2 * h),
            (loss(w, b + h, x, target) - loss(w, b - h, x, target)) / (2 * h))


CASES = [
    Case("slopes(0.5, -1.0)", (-2.0, -1.0), hint="This is the example that was worked by hand."),
    Case("slopes(0.8, -1.0)", measured(0.8, -1.0), tolerance=1e-6,
         hint="Here y is not 0, and a central difference gives other slopes."),
    Case("slopes(-0.3, 0.2)", measured(-0.3, 0.2), tolerance=1e-6,
         hint="Here y is below 0. How steep is tanh on the left, beside the right?"),
]


def check(answer):
    rng = stream(1, "cases")
    for _ in range(50):
        w, b, x, target = (uniform(rng, -2.0, 2.0) for _ in range(4))
        yield (near(tuple(answer.slopes(w, b, x, target)), measured(w, b, x, target), 1e-6),
               "Right in some places, wrong with other inputs and targets.")
