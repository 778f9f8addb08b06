from math import erf, sqrt

from policywerk.lessons.exercises import Case, near

KIND = "derive"
TITLE = "Where does a box come to rest?"


def said(weight, right, left, sigma):
    """The drift, by the other formula: common part times mean push, plus the difference."""
    mean_push = erf(weight / (sigma * sqrt(2.0)))
    return 0.5 * (right + left) * mean_push + 0.5 * (right - left)


CASES = [
    Case("drift(0.0, -0.5, -1.0, 1.0)", 0.25,
         hint="A weight of 0 pushes to either side with probability one half. By how much does it "
              "change after a push to the right, and after one to the left?",
         mistakes=[(-0.75, "That is the mean news. After a push to the left the mark is -1.")]),
    Case("drift(5.0, -0.5, -1.0, 0.01)", -0.5,
         hint="This box always pushes to the right, and the news is always -0.5."),
    Case("drift(1.0, -1.0, -1.0, 1.0)", -0.6826894921370859, tolerance=1e-6,
         hint="How likely is it that a weight of one standard deviation pushes to the right?",
         mistakes=[(-1.0, "This box pushes to the left as well, about once in six.")]),
    Case("drift(0.01, 1.0, 1.0, 0.01)", 0.6826894921370859, tolerance=1e-6,
         hint="Only the weight in standard deviations of the noise counts."),
    Case("rest(-1.0, -1.0, 1.0)", 0.0, tolerance=1e-6,
         hint="Where both sides cost the same, none is preferred."),
    Case("rest(-0.5, -1.0, 1.0)", 0.4307272992954576, tolerance=1e-6,
         hint="Which probability of a push to the right makes the drift 0? And which weight has "
              "that probability?",
         mistakes=[(2.0 / 3.0, "That is the probability. Which weight pushes so often to the "
                               "right?"),
                   (-0.4307272992954576, "It rests on the side that costs more.")]),
    Case("rest(-0.5, -1.0, 0.01)", 0.004307272992954576, tolerance=1e-8,
         hint="With a hundredth of the noise the weight is a hundredth, too."),
]


def check(answer):
    for right, left, sigma in ((-0.2, -0.7, 0.3), (-2.0, -0.1, 1.0)):
        at = answer.rest(right, left, sigma)
        yield (abs(said(at, right, left, sigma)) < 1e-6,
               f"At rest({right}, {left}, {sigma}) a box still drifts.")
        for weight in (-0.4, 0.1):
            yield (near(answer.drift(weight, right, left, sigma),
                        said(weight, right, left, sigma), 1e-7),
                   f"drift({weight}, {right}, {left}, {sigma}) is not right.")
