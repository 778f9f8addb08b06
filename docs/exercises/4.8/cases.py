from math import pi, sqrt

from policywerk.lessons.exercises import Case, near

KIND = "derive"
TITLE = "How much too high is a maximum?"

CASES = [
    Case("too_high(1.0, 1)", 1.0 / sqrt(pi), tolerance=1e-6,
         hint="The larger of two is their mean and half of their distance. How large is the "
              "distance on average?",
         mistakes=[(2.0 / sqrt(pi), "That is the mean distance of the two. The larger one lies "
                                    "half of it above the middle."),
                   (sqrt(2.0 / pi), "That is the mean size of one estimate. The difference of two "
                                    "has another standard deviation."),
                   (0.5 * sqrt(2.0 / pi), "What is the standard deviation of a difference of two "
                                          "independent numbers?"),
                   (0.0, "Each of them is right on average. The larger one is not.")]),
    Case("too_high(3.0, 1)", 3.0 / sqrt(pi), tolerance=1e-6,
         hint="Three times the noise, three times the error."),
    Case("too_high(1.0, 4)", 0.5 / sqrt(pi), tolerance=1e-6,
         hint="What is the standard deviation of the mean of four draws?",
         mistakes=[(0.25 / sqrt(pi), "Four draws make the variance four times smaller. And the "
                                     "standard deviation?")]),
    Case("draws_for(0.1)", 32,
         hint="Solve for the number of draws. It is a whole number.",
         mistakes=[(31, "With 31 it is still a little more."),
                   (6, "The error falls with the square root of the number of draws.")]),
    Case("draws_for(0.6)", 1, hint="One draw each is enough for that."),
    Case("draws_for(0.01)", 3184, hint="A tenth of the error takes a hundred times the draws.",
         mistakes=[(3183, "With 3183 it is still a little more. Rounded to the nearest whole "
                          "number?")]),
]


def check(answer):
    for share in (0.03, 0.2, 0.37):
        n = answer.draws_for(share)
        yield (near(float(n), float(int(n))) and answer.too_high(1.0, int(n)) <= share
               and (n == 1 or answer.too_high(1.0, int(n) - 1) > share),
               f"draws_for({share}) gives {n}, which is not the fewest by too_high.")
