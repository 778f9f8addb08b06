from policywerk.lessons.exercises import Case
from policywerk.primitives.scalar import exp


def relatively(expected):
    return lambda got: abs(got - expected) <= 1e-9 * expected


KIND = "find the bug"
TITLE = "A series without reduction"

CASES = [
    Case("series(-20.0)", relatively(exp(-20.0)),
         hint="Print the largest term and the result. How many digits does the sum have left?"),
    Case("series(1.0)", relatively(exp(1.0)), hint="What was right has been broken."),
    Case("series(0.0)", 1.0, hint="exp(0) is 1."),
    Case("series(20.0)", relatively(exp(20.0)), hint="For positive numbers it was right."),
    Case("series(-1.0)", relatively(exp(-1.0)), hint="It should hold for every negative number."),
    Case("series(-300.0)", relatively(exp(-300.0)), hint="It should hold far from 0 as well."),
]
