from policywerk.lessons.exercises import Case
from policywerk.primitives.losses import free_bits
from policywerk.primitives.vector import mean

KIND = "derive"
TITLE = "Where the free nat is given"


def two(found):
    return (isinstance(found, list) and len(found) == 2
            and all(isinstance(d, (int, float)) and d >= 0.0 for d in found))


def same(found):
    return abs(max(1.0, mean(found)) - free_bits(found)) < 1e-9


CASES = [
    Case("agree", two, hint="A list of two numbers, please; a divergence is never below 0."),
    Case("agree", lambda d: mean(d) > 1.0,
         hint="Here both orders should give more than the free nat."),
    Case("agree", same,
         hint="The right order lifts the smaller one to 1 before it takes the mean, the wrong one "
              "does not. When does that make no difference?"),
    Case("differ", two, hint="A list of two numbers, please; a divergence is never below 0."),
    Case("differ", lambda d: mean(d) <= 1.0,
         hint="The wrong order still has a slope: the maximum takes the mean and not the 1."),
    Case("differ", lambda d: max(d) > 1.0,
         hint="The right order has no slope here either: is one of them above 1?"),
]
