from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform

KIND = "find the bug"
TITLE = "Right for a table"

CASES = [
    Case("updated([0.0, 0.0, 0.0], [0.0, 1.0, 0.0], 2.0, 0.5)", [0.0, 1.0, 0.0],
         hint="With one feature it is a table, and was right. By how much of each feature does a "
              "weight move?"),
    Case("updated([0.0, 0.0, 0.0], [1.0, 1.0, 1.0], 1.0, 0.5)", [0.5, 0.5, 0.5],
         hint="Three equal features began with equal weights. Is one of them more to blame?"),
    Case("updated([1.0, 2.0], [1.0, -1.0], 1.0, 0.25)", [1.5, 1.5],
         hint="With other weights q is not 0, and so the error is not the target."),
]


def check(answer):
    rng = stream(1, "weights")
    for _ in range(30):
        w, x = ([uniform(rng, -2.0, 2.0) for _ in range(4)] for _ in range(2))
        target, alpha = uniform(rng, -2.0, 2.0), uniform(rng, 0.01, 0.5)
        error = target - (w[0] * x[0] + w[1] * x[1] + w[2] * x[2] + w[3] * x[3])
        right, given = [a + alpha * error * b for a, b in zip(w, x)], [list(w), list(x)]
        yield (near(answer.updated(w, x, target, alpha), right, 1e-9),
               "Right in some places, wrong for other weights and features.")
        yield ([w, x] == given, "The numbers are right. But it changes a list that it is given, "
                                "and its caller still needs that: work on a copy.")
