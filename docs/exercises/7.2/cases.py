from policywerk.lessons.exercises import Case, near
from policywerk.primitives.scalar import log

KIND = "derive"
TITLE = "Does looking pay?"

CASES = [
    Case("error(0.5)", 0.25, tolerance=1e-9,
         hint="The class says nothing. Which one grey is the best for a pixel that is 0 or 1, and "
              "how large is the square of what it is off by?",
         mistakes=[(0.5, "The best grey is 0.5. What is the square of what it is off by?")]),
    Case("error(0.8)", 0.16, tolerance=1e-9,
         hint="Of the pixels that one class stands for, 0.8 are white. Which grey is the best for "
              "them, and what is their mean square from it?",
         mistakes=[(0.2, "That is what black and white are off by. The best grey of a class is the "
                         "mean of its pixels.")]),
    Case("nats(0.5)", 0.0, tolerance=1e-9,
         hint="A belief that has not changed is no distance from the one before.",
         mistakes=[(log(2.0), "That is the entropy of the belief. How far is it from an even "
                              "one?")]),
    Case("nats(1.0)", log(2.0), tolerance=1e-9,
         hint="From even odds to certainty. (0 times log 0 counts as 0.)",
         mistakes=[(1.0, "That is in bits. A nat is the unit of the natural logarithm.")]),
    Case("least_weight(1.0)", 2.0, tolerance=1e-9,
         hint="Put c = 1/2 + d, with a small d. What does the picture save by it, and what does "
              "the divergence cost, both to the order of d squared?",
         mistakes=[(4.0 * log(2.0), "That compares certainty with no look at all. What does a very "
                                    "small look save, and what does it cost?"),
                   (0.5, "Which of the two is divided by which?")]),
    Case("least_weight(0.1)", 0.2, tolerance=1e-9,
         hint="A tenth of the pull: looking costs a tenth."),
]


def check(answer):
    for k in range(1, 20):
        c = 0.5 + 0.025 * k
        even = log(2.0) + c * log(c) + ((1.0 - c) * log(1.0 - c) if c < 1.0 else 0.0)
        yield near(answer.error(c), c * (1.0 - c), tolerance=1e-9), f"error({c:.3f}) is wrong."
        yield near(answer.nats(c), even, tolerance=1e-9), f"nats({c:.3f}) is wrong."
