from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "A billion times the slope"

CASES = [
    Case("small", 0.001, tolerance=1e-9,
         hint="Both means are corrected for their start at 0. What is a slope divided by the root "
              "of its own square?",
         mistakes=[(1e-12, "That is gradient descent: the slope times the step size. LaProp "
                           "divides the slope by its size."),
                   (0.0, "The slope is divided by its own size, however small that is.")]),
    Case("large", 0.001, tolerance=1e-9,
         hint="The same question as before, with another slope.",
         mistakes=[(1e6, "That is gradient descent: the slope times the step size. LaProp "
                         "divides the slope by its size.")]),
    Case("clipped", 0.6, tolerance=1e-9,
         hint="A slope may be as long as a share of its own weight.",
         mistakes=[(0.3, "That would be the limit for a weight of length 1.")]),
    Case("bias", 0.0003, tolerance=1e-9,
         hint="A share of 0 would be 0, and a bias of 0 could never move. What does it count as?",
         mistakes=[(0.0, "Then a bias of 0 could never move. There is a least length."),
                   (0.001, "That is the length that it counts as. What is its share?")]),
    Case("warm", 0.0, tolerance=1e-12, hint="With which step size does a warm-up begin?",
         mistakes=[(1e-5, "That is the second update of a hundred. The first has the number 0.")]),
]
