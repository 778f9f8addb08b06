from fractions import Fraction

from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform

KIND = "find the bug"
TITLE = "A variance below 0"

FAR = [1.6e8 + 1.0, 1.6e8 + 2.0, 1.6e8 + 3.0]
CASES = [
    Case("variance([1.0, 2.0, 3.0])", 2.0 / 3.0,
         hint="For small numbers the old one was right: 0.666667.",
         mistakes=[(1.0, "The mean of the squared distances is asked for: divide by all three.")]),
    Case("variance(FAR)", 2.0 / 3.0,
         hint="Adding the same to all entries changes no distance. Two large numbers still cancel "
              "in your answer, and nearly all digits with them.",
         mistakes=[(0.0, "No longer negative, and no variance either: these three are not the "
                         "same number."),
                   (4.0, "The sign was not what was wrong.")]),
    Case("variance([-x for x in FAR])", 2.0 / 3.0,
         hint="The same far below 0 has the same variance."),
    Case("variance([5.0])", 0.0, hint="One number has no distance from its mean."),
]


def check(answer):
    rng = stream(1, "numbers")
    for shift in (0.0, 1e6, 1e9):
        x = [shift + uniform(rng, -1.0, 1.0) for _ in range(20)]
        middle = sum(map(Fraction, x)) / 20
        exact = sum((Fraction(each) - middle) * (Fraction(each) - middle) for each in x) / 20
        yield (near(answer.variance(x), float(exact), tolerance=1e-6),
               f"Right for three numbers, wrong for twenty near {shift:g}.")
