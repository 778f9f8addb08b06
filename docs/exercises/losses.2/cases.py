from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform

KIND = "find the bug"
TITLE = "A slope that climbs"

CASES = [
    Case("huber_slope(-0.5, 1.0)", -0.5, hint="Small errors are their own slope."),
    Case("huber_slope(3.0, 1.0)", 1.0, hint="A prediction far too high: the slope is cut off."),
    Case("huber_slope(-7.0, 1.0)", -1.0,
         hint="A prediction of 2 for a target of 9. Which way must it move, and which way does a "
              "step against this slope move it?",
         mistakes=[(-7.0, "Now it is not cut off on that side.")]),
    Case("huber_slope(-7.0, 2.5)", -2.5, hint="Right for a threshold of 1 only."),
]


def check(answer):
    rng = stream(1, "errors")
    for _ in range(30):
        d, kappa = uniform(rng, -9.0, 9.0), uniform(rng, 0.1, 5.0)
        right = d if abs(d) <= kappa else kappa if d > 0.0 else -kappa
        yield near(answer.huber_slope(d, kappa), right), f"Wrong for {d:.3f} and {kappa:.3f}."
