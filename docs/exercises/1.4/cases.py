from policywerk.actors.bellman import error_bound
from policywerk.lessons.exercises import Case, near

KIND = "derive"
TITLE = "What tolerance do I need?"

CASES = [
    Case("tolerance(0.9, 0.01)", 0.01 / 9.0,
         hint="After a change c no value is wrong by more than γ/(1 − γ) times c. Solve for c.",
         mistakes=[(0.09, "That is the error that a change of 0.01 may leave. Now the other way?"),
                   (0.001, "Nearly: 1 − γ is there. What of the γ above it?")]),
    Case("tolerance(0.99, 0.01)", 0.01 / 99.0, hint="With γ = 0.99 the factor is 99."),
    Case("tolerance(0.5, 2.0)", 2.0, hint="With γ = 0.5 the factor is 1."),
]


def check(answer):
    for gamma in (0.1, 0.7, 0.95):
        yield (near(error_bound(answer.tolerance(gamma, 0.3), gamma), 0.3),
               f"With gamma = {gamma} the bound does not come out as the error that was asked for.")
