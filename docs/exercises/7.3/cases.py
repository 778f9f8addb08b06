from policywerk.lessons.exercises import Case, near
from policywerk.primitives.losses import symexp_bins, two_hot, two_hot_cross_entropy
from policywerk.primitives.random import stream, uniform
from policywerk.primitives.scalar import log

KIND = "derive"
TITLE = "Why no reward is too large"

THREE, EVEN = [-1.0, 0.0, 1.0], [0.0, 0.0, 0.0]
SURE = [0.0, 0.0, log(2.0)]  # probabilities 0.25, 0.25, 0.5

CASES = [
    Case("slopes(EVEN, 0.5, THREE)", [1.0 / 3.0, -1.0 / 6.0, -1.0 / 6.0],
         hint="0.5 lies halfway between two bins. Which probability has each bin, and which should "
              "it have?",
         mistakes=[([-1.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0],
                    "The other way round: the loss grows with the logits of bins that have too "
                    "much already."),
                   ([0.0, -0.5, -0.5], "Each logit also lowers the probabilities of all other "
                                       "bins. What is the slope of the logarithm of the sum?")]),
    Case("slopes(SURE, 1.0, THREE)", [0.25, 0.25, -0.5],
         hint="Now the logits differ, so the probabilities do."),
    Case("slopes(SURE, 1000.0, THREE)", [0.25, 0.25, -0.5],
         hint="A number beyond the last bin counts as the last bin."),
    Case("largest", 2.0,
         hint="One logit gets all the wrong probability and another has all the right one. What "
              "are their two slopes?",
         mistakes=[(1.0, "That is the most for one logit. The others' slopes add up to as much, "
                         "with the other sign.")]),
    Case("least(1.0, THREE)", 0.0, hint="1 is a bin. A head that is sure of it is never surprised.",
         tolerance=1e-9),
    Case("least(0.5, THREE)", log(2.0),
         hint="The best that a head can say of 0.5 is half and half. How surprised is it then?",
         mistakes=[(0.0, "The loss of the best forecast is not 0: the target itself is spread over "
                         "two bins.")]),
    Case("least(-0.25, THREE)", -0.25 * log(0.25) - 0.75 * log(0.75),
         hint="A quarter of the way from 0 to -1."),
]


def check(answer):
    rng, bins = stream(1, "heads"), symexp_bins(9, 4.0)
    for _ in range(20):
        logits, y = [uniform(rng, -2.0, 2.0) for _ in bins], uniform(rng, -60.0, 60.0)
        found, wanted = answer.slopes(list(logits), y, list(bins)), []
        for i in range(len(bins)):
            up, down = list(logits), list(logits)
            up[i], down[i] = logits[i] + 1e-5, logits[i] - 1e-5
            wanted.append((two_hot_cross_entropy(up, y, bins)
                           - two_hot_cross_entropy(down, y, bins)) / 2e-5)
        yield near(found, wanted, tolerance=1e-6), f"slopes is wrong among nine bins, for {y:.3f}."
        best = [log(max(p, 1e-300)) for p in two_hot(y, bins)]
        yield (near(answer.least(y, list(bins)), two_hot_cross_entropy(best, y, bins),
                    tolerance=1e-7), f"least is wrong among nine bins, for {y:.3f}.")
