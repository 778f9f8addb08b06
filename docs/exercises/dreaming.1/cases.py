from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "Discounted twice"

CASES = [
    Case("worth(4.0)", 16.0 / 7.0, tolerance=1e-9,
         hint="The head says 3/4, and the program multiplies by 3/4 again: what is the factor of a "
              "step? Add up 1, that factor, its square, and so on.",
         mistakes=[(4.0, "That is the return if it is discounted once."),
                   (2.0, "Nearly: half is what it comes to for a long horizon. Add up the rewards "
                         "of a short one."),
                   (1.0, "The first reward counts in full, and the later ones count too."),
                   (16.0, "Discounting once more makes a return smaller.")]),
    Case("worth(2.0)", 4.0 / 3.0, tolerance=1e-9,
         hint="The head says 1/2, and the program multiplies by 1/2 again."),
    Case("worth(33.0)", 1089.0 / 65.0, tolerance=1e-9,
         hint="With n steps the head says 1 - 1/n. What is one minus its square?"),
    Case("worth(1.0)", 1.0, tolerance=1e-9,
         hint="With a horizon of one step only the first reward counts, however often it is "
              "discounted."),
]
