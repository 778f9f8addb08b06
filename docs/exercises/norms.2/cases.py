from policywerk.lessons.exercises import Case, near
from policywerk.primitives.activations import rms_norm, rms_norm_vjp
from policywerk.primitives.random import integer, stream, uniform

KIND = "find the bug"
TITLE = "A slope that is right while the network is new"


def right(x, gain, grads):
    return rms_norm_vjp(rms_norm(x), [g * slope for g, slope in zip(gain, grads)])


X, GRADS = [3.0, -4.0], [1.0, 2.0]
NORMED = rms_norm(X).values
CASES = [
    Case("norm([3.0, -4.0], [1.0, 10.0])", [NORMED[0], 10.0 * NORMED[1]],
         hint="What goes forwards was right. Mend the way back."),
    Case("norm_vjp(X, [1.0, 10.0], GRADS)", right(X, [1.0, 10.0], GRADS),
         hint="What comes back to the norm itself has been through the gains already. Is that what "
              "all of the norm's formula is given?"),
    Case("norm_vjp(X, [2.0, 2.0], GRADS)", right(X, [2.0, 2.0], GRADS),
         hint="With gains of 2 all slopes should be twice those with gains of 1. How often does a "
              "gain come into each of your terms?"),
    Case("norm_vjp([3.0, -4.0, 1.0], [1.0, -2.0, 0.0], [1.0, 2.0, -1.0])",
         right([3.0, -4.0, 1.0], [1.0, -2.0, 0.0], [1.0, 2.0, -1.0]),
         hint="Right for two entries, wrong for three."),
]


def check(answer):
    rng = stream(1, "rows")
    for _ in range(30):
        n = 1 + integer(rng, 5)
        x, gain, grads = ([uniform(rng, -2.0, 2.0) for _ in range(n)] for _ in range(3))
        yield (near(answer.norm_vjp(x, gain, grads), right(x, gain, grads)),
               "Right for these rows, wrong for others.")
