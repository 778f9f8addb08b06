from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import normal, stream, uniform
from policywerk.primitives.scalar import exp

KIND = "find the bug"
TITLE = "Thirty epochs, thirty beginnings"

STEPS = [(0.8, 1.0), (-0.6, -1.0), (1.5, 1.0), (-1.2, -1.0)]
ONE = [(1.0, 1.0)]


def learnt(mean, steps, epochs, alpha=0.02, clip_range=0.2, anew="never"):
    """Where the mean should end; or, where it does if it is compared with a younger policy."""
    first = mean
    for _ in range(epochs):
        first = mean if anew == "epoch" else first
        for action, advantage in steps:
            before = mean if anew == "update" else first
            ratio = exp((action - before) * (action - before) / 2.0
                        - (action - mean) * (action - mean) / 2.0)
            if (ratio <= 1.0 + clip_range) if advantage > 0.0 else (ratio >= 1.0 - clip_range):
                mean += alpha * ratio * advantage * (action - mean)
    return mean


EPOCH = ("A ratio compares with the policy that drew the actions. After one epoch the policy is "
         "another one already.")
UPDATE = ("Now each update compares the policy with itself. Every ratio is 1, and none is ever "
          "out of range.")
CASES = [
    Case("learn(0.0, STEPS, 1)", learnt(0.0, STEPS, 1),
         hint="One epoch: that was right before.",
         mistakes=[(learnt(0.0, STEPS, 1, anew="update"), UPDATE)]),
    Case("learn(0.0, ONE, 40, 0.1)", learnt(0.0, ONE, 40, 0.1),
         hint="One action, forty epochs. At which ratio should its pull end?",
         mistakes=[(learnt(0.0, ONE, 40, 0.1, anew="epoch"),
                    "It has been pulled forty times, and each time its ratio seemed to be 1. "
                    "Compared with which policy?"),
                   (learnt(0.0, ONE, 1, 0.1), "There are forty epochs, not one.")]),
    Case("learn(0.0, STEPS, 30)", learnt(0.0, STEPS, 30),
         hint="Thirty epochs with four actions. With which policy does each ratio compare?",
         mistakes=[(learnt(0.0, STEPS, 30, anew="epoch"), EPOCH),
                   (learnt(0.0, STEPS, 30, anew="update"), UPDATE),
                   (learnt(0.0, STEPS, 1), "There are thirty epochs, not one.")]),
    Case("learn(0.5, STEPS, 10)", learnt(0.5, STEPS, 10),
         hint="Here the policy that drew the actions had its mean at 0.5.",
         mistakes=[(learnt(0.5, STEPS, 10, anew="epoch"), EPOCH)]),
    Case("learn(0.0, STEPS, 30, 0.02, 0.5)", learnt(0.0, STEPS, 30, 0.02, 0.5),
         hint="With a clip range of 0.5 the mean may come farther."),
    Case("learn(0.25, STEPS, 0)", 0.25, hint="No epochs, no change."),
]


def check(answer):
    rng = stream(1, "actions")
    for _ in range(10):
        mean = uniform(rng, -1.0, 1.0)
        steps = [(normal(rng, mean, 1.0), uniform(rng, -2.0, 2.0)) for _ in range(5)]
        yield (near(answer.learn(mean, steps, 12), learnt(mean, steps, 12), tolerance=1e-7),
               "Right for the examples, wrong for five drawn steps and a first mean of "
               f"{mean:.2f}.")
