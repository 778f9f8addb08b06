from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "A worn bicycle"

WORDS = ("ride", "repair")
GOOD = (4 + 0.18 * (-5)) / (1 - 0.72 - 0.162)
CASES = [
    Case("good", GOOD, tolerance=0.05,
         hint="A day pays 4, and after it the bicycle is good or worn. Put the second equation "
              "into the first.",
         mistakes=[(4 / 0.28, "What does the value of a worn bicycle do in the first equation?"),
                   (40.0, "That would be so if it never wore.")]),
    Case("worn", -5 + 0.9 * GOOD, tolerance=0.05,
         hint="A repair costs 5, and tomorrow the bicycle is good.",
         mistakes=[(-5 + GOOD, "Tomorrow counts less than today."),
                   (0.5 * (4 + 0.9 * (-5 + 0.9 * GOOD)) - 4, "That is what riding it is worth.")]),
    Case("far", "repair", choices=WORDS,
         hint="Compare: ride once and then go on as before, or repair now."),
    Case("near", "ride", choices=WORDS, hint="Only the next reward counts. Which is larger?"),
]
