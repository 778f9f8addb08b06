from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "Three cells that look alike"

CASES = [
    Case("corridor(0.5)", -12.0, tolerance=1e-9,
         hint="Three equations, one a cell: minus 1, plus what the two next cells are worth. "
              "Remember that the middle cell has its sides exchanged.",
         mistakes=[(12.0, "A step costs 1.")]),
    Case("corridor(0.2)", -22.5, tolerance=1e-9,
         hint="The first equation gives v_0 - v_1 = -1/p. Put that into the second.",
         mistakes=[(-135.0, "At 0.5 it does not show: the middle cell has its sides exchanged."),
                   (-15.0, "Right at 0.5 only. Is p the probability of right, or of left?")]),
    Case("corridor(0.8)", -15.0, tolerance=1e-9,
         hint="In the middle cell right leads back to the first, with probability p."),
]
