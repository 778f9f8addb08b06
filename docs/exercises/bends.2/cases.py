from math import nan

from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform

KIND = "build it"
TITLE = "A corner that leaks"
NAN = nan

CASES = [
    Case("leaky(2.0)", 2.0, hint="Positive numbers pass unchanged."),
    Case("leaky(-3.0)", -0.3, hint="On the dark side a tenth of the number comes through.",
         mistakes=[(0.3, "The sign has got lost."),
                   (0.0, "That is ReLU. This one leaks.")]),
    Case("leaky(NAN)", NAN, hint="A nan has become a number, and nobody will know that "
                                 "something was wrong. How does a nan answer a comparison?"),
    Case("leaky_slope(0.0, 0.0)", 0.1, hint="At the corner, take the slope of the left side."),
    Case("leaky_slope(NAN, NAN)", NAN, hint="The slope at a nan is no number either."),
]


def check(answer):
    rng = stream(1, "places")
    for _ in range(20):
        x, h = uniform(rng, -5.0, 5.0), 1e-5
        slope = (answer.leaky(x + h) - answer.leaky(x - h)) / (2.0 * h)
        yield (near(answer.leaky_slope(x, answer.leaky(x)), slope, tolerance=1e-6),
               f"At {x:.3f} the central difference says {slope:.3f}.")
