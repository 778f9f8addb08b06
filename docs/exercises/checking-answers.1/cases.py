from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A judge that lets anything pass"
NAN, INF = float("nan"), float("inf")  # a nan of its own, not that of math

CASES = [
    Case("agree(NAN, 0.3)", False,
         hint="Which comparisons with a nan are true? Read the line aloud with that in mind."),
    Case("agree(0.31, 0.3)", False, hint="These two differ by far more than the tolerance."),
    Case("agree(0.1 + 0.2, 0.3)", True, hint="These two differ by rounding alone."),
    Case("agree(0.29, 0.3)", False, hint="A number can be too small as well as too large."),
    Case("agree(-0.3, 0.3)", False, hint="Equal in size, and 0.6 apart."),
    Case("agree(0.26, 0.25, 0.02)", True, hint="The third argument says how far it may be off."),
    Case("agree(INF, 0.3)", False, hint="Infinity is not near to anything."),
]
