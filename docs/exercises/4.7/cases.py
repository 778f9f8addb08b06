from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "How restless is a constant step?"

CASES = [
    Case("restlessness(1.0)", 1.0,
         hint="With a step size of 1 the estimate is the last target. How much does that vary?"),
    Case("restlessness(0.4)", 0.25,
         hint="In the long run the variance before an update is the variance after it. Write both "
              "sides, and solve.",
         mistakes=[(0.4, "A variance grows with the square of what one multiplies by."),
                   (0.16, "That is what the last target alone brings in. The older ones have not "
                          "been forgotten."),
                   (0.2, "For small steps that is nearly right. Keep all terms of the square.")]),
    Case("restlessness(0.1)", 0.1 / 1.9, hint="For one step size it is right, and not for others."),
]
