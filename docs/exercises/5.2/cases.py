from policywerk.lessons.exercises import Case, near
from policywerk.primitives.losses import huber
from policywerk.primitives.random import stream, uniform

KIND = "derive"
TITLE = "Clip, then square"


def clipped_square(error):
    clipped = max(-1.0, min(1.0, error))
    return clipped * clipped


def slope_at(loss, x):
    """By a small step to either side."""
    return (loss(x + 1e-6) - loss(x - 1e-6)) / 2e-6


CASES = [
    Case("huber_slope(-0.5)", -0.5,
         hint="Within the threshold the loss is half of the square of the error.",
         mistakes=[(-1.0, "That is the slope of the square. Here it is half of the square."),
                   (0.5, "The error is negative, and the loss falls as it rises.")]),
    Case("huber_slope(2.5)", 1.0, hint="Beyond the threshold the loss is a straight line.",
         mistakes=[(0.0, "A constant has no slope. This is a line that rises."),
                   (2.5, "That is the slope of the parabola, which has ended at 1.")]),
    Case("huber_slope(-3.0)", -1.0, hint="Which way does the line on the left go?"),
    Case("clipped_square_slope(-0.5)", -1.0, hint="Within the clip this is a plain square.",
         mistakes=[(-0.5, "Nobody has taken half of this square.")]),
    Case("clipped_square_slope(2.5)", 0.0,
         hint="What is the loss of an error of 2.5, and what of one of 2.6?",
         mistakes=[(2.0, "The error is clipped first, and what has been clipped no longer moves "
                         "when the error does."),
                   (1.0, "That is Huber's.")]),
    Case("clipped_square_slope(-3.0)", 0.0, hint="It does not move on this side either."),
    Case("updates(5.0, 0.25)", 16, hint="By how much does a value move in one update, as long as "
                                        "the slope is 1?",
         mistakes=[(20, "It is to come within 1 of the target, not up to it."),
                   (4, "That is the way. How much of it does one update cover?")]),
    Case("updates(2.125, 0.5)", 3, hint="After the last whole step it may not be there yet."),
    Case("updates(0.5, 0.25)", 0, hint="This one begins within 1 of its target."),
]


def check(answer):
    rng = stream(1, "errors")
    for _ in range(40):
        error = uniform(rng, -4.0, 4.0)
        if abs(abs(error) - 1.0) > 0.01:
            yield (near(answer.huber_slope(error), slope_at(huber, error), tolerance=1e-4),
                   f"huber_slope is wrong for an error of {error:.3f}.")
            yield (near(answer.clipped_square_slope(error), slope_at(clipped_square, error),
                        tolerance=1e-4),
                   f"clipped_square_slope is wrong for an error of {error:.3f}.")
