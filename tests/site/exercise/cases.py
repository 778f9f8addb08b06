"""The hidden cases of the exercise on the page of elements."""

from policywerk.lessons.exercises import Case

KIND = "build it"
TITLE = "Double a number"
CASES = [
    Case("double(3.0)", 6.0, "Twice `3.0` is more."),
    Case("double(-1.0)", -2.0, "Negative numbers too."),
]
