from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "A dot worth telling"

CASES = [
    Case("least_weight(2.5, 5.3)", 1.892, tolerance=1e-9,
         hint="Hiding costs the weight times the error. What does telling cost, the free nat taken "
              "off? Set the two equal.",
         mistakes=[(2.332, "One nat is free: whoever tells nothing is charged for it as well."),
                   (1.72, "The divergence is counted twice, once with the weight 1 and once "
                          "with 0.1."),
                   (2.12, "The divergence is counted twice, and one nat of it is free."),
                   (2.5 / 4.73, "Which of the two is divided by which?")]),
    Case("least_weight(1.0, 11.0)", 11.0, tolerance=1e-9,
         hint="A smaller error must weigh more to be worth the same. Is it so?"),
    Case("least_weight(2.5, 0.7)", 0.0, tolerance=1e-9,
         hint="What does it cost to tell less than a nat?"),
]
