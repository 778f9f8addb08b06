from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Adam's first step"

CASES = [
    Case("abs(large)", 0.1, tolerance=1e-4,
         hint="After one step both averages, corrected, are those of a single slope. What is their "
              "quotient?",
         mistakes=[(100.0, "That is gradient descent. Adam divides.")]),
    Case("abs(small)", 0.1, tolerance=1e-4,
         hint="The size of the slope cancels as long as it is well above the guard."),
    Case("abs(tiny)", 0.05, tolerance=1e-4,
         hint="This slope is just as large as the guard that is added to it.",
         mistakes=[(0.1, "Here the guard in the divisor is not small any more.")]),
]
