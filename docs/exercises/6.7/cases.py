from policywerk.lessons.exercises import Case, near
from policywerk.primitives.activations import softmax
from policywerk.primitives.random import integer, stream, uniform
from policywerk.primitives.scalar import log

KIND = "build it"
TITLE = "Clipped, by hand"

NOW = [log(2.0), 0.0, 0.0]  # probabilities 0.5, 0.25, 0.25
SAME, LIKELIER, RARER = 0.5, 0.4, 0.8  # what action 0 was drawn with: ratios 1, 1.25, 0.625
FOUR = [(0, 0.4, 1.0), (0, 0.4, -1.0), (1, 0.5, 2.0), (2, 0.25, -4.0)]


def value(clipped, logits, steps, clip_range=0.2):
    return clipped(list(logits), list(steps), clip_range)[0]


def slopes(clipped, logits, steps, clip_range=0.2):
    return clipped(list(logits), list(steps), clip_range)[1]


def right_value(logits, steps, clip_range):
    now, sum_of = softmax(logits), 0.0
    for action, then, advantage in steps:
        ratio = now[action] / then
        near_one = max(1.0 - clip_range, min(1.0 + clip_range, ratio))
        sum_of += min(ratio * advantage, near_one * advantage)
    return sum_of / len(steps)


def right_slope(logits, steps, clip_range, i):
    """By a small step to either side."""
    up, down = list(logits), list(logits)
    up[i], down[i] = logits[i] + 1e-5, logits[i] - 1e-5
    return (right_value(up, steps, clip_range) - right_value(down, steps, clip_range)) / 2e-5


def far_from_corners(logits, steps, clip_range):
    now = softmax(logits)
    return all(abs(abs(now[action] / then - 1.0) - clip_range) > 1e-3
               for action, then, _ in steps)


CASES = [
    Case("value(clipped, NOW, [(0, SAME, 3.0)])", 3.0,
         hint="The policy has not moved, so the ratio is 1."),
    Case("slopes(clipped, NOW, [(0, SAME, 1.0)])", [0.5, -0.25, -0.25],
         hint="At a ratio of 1 this is the policy gradient: advantage times one-hot minus "
              "probabilities.",
         mistakes=[([0.5, 0.0, 0.0], "A probability also falls when another logit rises."),
                   ([0.25, -0.125, -0.125], "That is the slope of the probability. The ratio "
                                            "divides it by what it was."),
                   ([-0.5, 0.25, 0.25], "This objective is to grow: it is no loss.")]),
    Case("value(clipped, NOW, [(0, LIKELIER, 1.0)])", 1.2,
         hint="It went better, and its ratio is 1.25 by now. What does it count?",
         mistakes=[(1.25, "Beyond 1.2 it counts as 1.2.")]),
    Case("slopes(clipped, NOW, [(0, LIKELIER, 1.0)])", [0.0, 0.0, 0.0],
         hint="It went better and is likelier by now than the range allows: a flat line."),
    Case("value(clipped, NOW, [(0, LIKELIER, -1.0)])", -1.25,
         hint="It went worse, and its ratio is 1.25. Which of the two numbers is the smaller?",
         mistakes=[(-1.2, "Of -1.25 and -1.2 that is the larger.")]),
    Case("slopes(clipped, NOW, [(0, LIKELIER, -1.0)])", [-0.625, 0.3125, 0.3125],
         hint="It went worse and has become likelier. The ratio stands before the slope.",
         mistakes=[([0.0, 0.0, 0.0], "It went worse and has become likelier: that should be "
                                     "mended, but nothing pulls it down."),
                   ([-0.5, 0.25, 0.25], "The ratio is 1.25, and it multiplies the slope."),
                   ([-0.6, 0.3, 0.3], "The ratio is 1.25, and not clipped here.")]),
    Case("slopes(clipped, NOW, [(0, RARER, -1.0)])", [0.0, 0.0, 0.0],
         hint="It went worse and is rarer by now than the range asks for: a flat line."),
    Case("slopes(clipped, NOW, [(0, RARER, 1.0)])", [0.3125, -0.15625, -0.15625],
         hint="It went better and has become rarer. What should pull it back up?"),
    Case("value(clipped, NOW, FOUR)", (1.2 - 1.25 + 1.0 - 4.0) / 4.0,
         hint="Four steps: a mean.",
         mistakes=[(1.2 - 1.25 + 1.0 - 4.0, "That is the sum of the four.")]),
    Case("slopes(clipped, NOW, FOUR)", [0.21875, 0.515625, -0.734375],
         hint="The slope of a mean is the mean of the slopes. A step without a slope is still "
              "one of the four.",
         mistakes=[([0.875 / 3.0, 0.6875, -2.9375 / 3.0],
                    "You have divided by the number of steps that pull. The flat ones count, "
                    "too."),
                   ([0.875, 2.0625, -2.9375], "That is the sum of the slopes.")]),
]


def check(answer):
    rng = stream(1, "bandits")
    for _ in range(30):
        n, clip_range = 2 + integer(rng, 3), uniform(rng, 0.1, 0.4)
        logits = [uniform(rng, -1.0, 1.0) for _ in range(n)]
        steps = [(integer(rng, n), uniform(rng, 0.1, 0.9), uniform(rng, -2.0, 2.0))
                 for _ in range(6)]
        if far_from_corners(logits, steps, clip_range):
            found, pulls = answer.clipped(list(logits), list(steps), clip_range)
            wanted = [right_slope(logits, steps, clip_range, i) for i in range(n)]
            where = f"for {n} actions and a clip range of {clip_range:.2f}."
            yield (near(found, right_value(logits, steps, clip_range), tolerance=1e-7),
                   f"Right for the examples, but the objective is wrong {where}")
            yield (near(pulls, wanted, tolerance=1e-6),
                   f"Right for the examples, but the slopes are wrong {where}")
