from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform
from policywerk.primitives.scalar import exp, sqrt

KIND = "derive"
TITLE = "How far may a mean move?"


def density(x, mean, sd):
    """Of a bell, but for a factor that cancels in a ratio of two with one sd."""
    z = (x - mean) / sd
    return exp(-z * z / 2.0)


CASES = [
    Case("ratio(0.0, 0.5)", exp(-0.125),
         hint="The old mean itself: how many deviations is it from the new one?",
         mistakes=[(1.0, "The mean has moved away from this action. Has it become rarer?"),
                   (exp(-0.25), "Look at the half in the exponent of the bell."),
                   (exp(0.125), "The mean has moved away. It has become rarer.")]),
    Case("ratio(1.0, 1.0)", exp(0.5),
         hint="Here the new mean is at the action. What is the logarithm of each density?",
         mistakes=[(exp(1.0), "Something is still missing that does not depend on z.")]),
    Case("ratio(0.25, 0.5)", 1.0, hint="This action lies halfway between the two means."),
    Case("ratio(-1.0, 0.5)", exp(-0.625), hint="The mean has moved to the other side."),
    Case("shift(0.02, 1.0, 1)", 0.2,
         hint="What is the KL of two bells whose means are c deviations apart? Solve for c.",
         mistakes=[(sqrt(0.02), "The KL is half of a square."),
                   (0.02, "Nats grow with the square of the distance."),
                   (0.04, "Nats grow with the square of the distance.")]),
    Case("shift(0.02, 0.5, 1)", 0.1, hint="c counts deviations. How long is one here?",
         mistakes=[(0.2, "That many deviations, but the deviation is 0.5 now."),
                   (0.4, "Which of two bells is farther from its copy beside it, a wide one or a "
                         "narrow one?"),
                   (0.05, "Nats are the square of the distance over the variance.")]),
    Case("shift(0.02, 1.0, 4)", 0.1,
         hint="The KL of independent entries is the sum of theirs. How much of it may each have?",
         mistakes=[(0.05, "The nats are shared among the four. What does that make of each "
                          "distance?"),
                   (0.2, "That is for one dimension. Now there are four.")]),
    Case("penalised(3.0, 4.0)", 0.75,
         hint="The objective is g c, less beta times the KL. Where is its slope with c zero?",
         mistakes=[(0.375, "Take the slope of c squared over two again."),
                   (4.0 / 3.0, "A larger penalty should make the step smaller."),
                   (12.0, "A larger penalty should make the step smaller."),
                   (0.25, "A steeper advantage should make the step larger."),
                   (1.125, "That is how large the objective becomes. At which c?")]),
    Case("penalised(3.0, 0.5)", 6.0, hint="Right for one penalty, wrong for another."),
    Case("penalised(1.0, 0.5)", 2.0, hint="Right for one advantage, wrong for another."),
]


def check(answer):
    rng = stream(1, "bells")
    for _ in range(20):
        z, c, sd = uniform(rng, -2.0, 2.0), uniform(rng, 0.05, 1.0), uniform(rng, 0.2, 2.0)
        both = density(z * sd, c * sd, sd) / density(z * sd, 0.0, sd)
        yield (near(answer.ratio(z, c), both, tolerance=1e-7),
               f"ratio is wrong for z = {z:.3f} and c = {c:.3f}.")
        n = 1 + int(uniform(rng, 0.0, 6.0))
        moved = answer.shift(n * c * c / 2.0, sd, n)
        yield (near(moved, c * sd, tolerance=1e-7),
               f"shift is wrong for {n} dimensions with a deviation of {sd:.3f}.")
