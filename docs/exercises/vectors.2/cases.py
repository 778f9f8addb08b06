from policywerk.lessons.exercises import Case
from policywerk.primitives.random import integer, stream, uniform

KIND = "find the bug"
TITLE = "The best place"

CASES = [
    Case("argmax([-3.0, -1.0, -2.0])", 1,
         hint="Go through the loop by hand. Which of the three numbers ever gets into `largest`?"),
    Case("argmax([1.0, 3.0, 2.0])", 1, hint="The largest of 1, 3 and 2 stands in the middle."),
    Case("argmax([2.0, 5.0, 5.0])", 1, hint="Of two equal ones the first is wanted."),
    Case("argmax([-7e9, -5e9, -6e9])", 1,
         hint="There is no number below all others to begin with. What is there to begin with?"),
    Case("argmax([-4.0, 1.0])", 1, hint="The largest entry is asked for, not the largest in size."),
    Case("argmax([-2.0])", 0, hint="A single entry is the largest one."),
]


def check(answer):
    rng = stream(1, "vectors")
    for _ in range(50):
        values = [uniform(rng, -9.0, 1.0) for _ in range(1 + integer(rng, 6))]
        yield answer.argmax(values) == values.index(max(values)), f"Wrong for {values}."
