from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform
from policywerk.primitives.scalar import exp

KIND = "find the bug"
TITLE = "A guard that lies"

CASES = [
    Case("surprise([800.0, 0.0, 0.0], 1)", 800.0,
         hint="The logits say how far the outcome is away: 800 nats. Whatever the guard adds makes "
              "it look nearer than it is. Is there a way that needs no guard?",
         mistakes=[(-800.0, "A surprise is never below 0. Of which sign is the logarithm of a "
                            "probability?")]),
    Case("surprise([0.0, 0.0], 0)", 0.6931471805599453,
         hint="An even choice has a surprise of log 2. Where is the logarithm of the sum?",
         mistakes=[(0.0, "An even choice has a surprise of log 2. What you compute is no longer a "
                         "surprise: the logarithm of the sum is missing."),
                   (-0.6931471805599453, "A surprise is never below 0. With which sign does the "
                                         "logarithm of the sum come in?")]),
]


def check(answer):
    rng = stream(1, "logits")
    for _ in range(20):
        logits = [uniform(rng, -3.0, 3.0) for _ in range(4)]
        whole = exp(logits[0]) + exp(logits[1]) + exp(logits[2]) + exp(logits[3])
        yield (near(exp(-answer.surprise(logits, 3)), exp(logits[3]) / whole, tolerance=1e-12),
               "Right at the ends, and off in between: exp(-surprise) should be the softmax.")
