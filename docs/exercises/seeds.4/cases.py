from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Four times as many seeds"

CASES = [
    Case("more", "shorter", choices=("longer", "shorter", "the same"),
         hint="With more seeds, is a mean known better or worse?"),
    Case("spread", "the same", choices=("larger", "smaller", "the same"),
         hint="Do single runs scatter differently because somebody makes more of them?"),
    Case("times", 0.5, tolerance=0.08,
         hint="The chance parts of the runs partly cancel in a mean. Try the means of pairs of "
              "numbers that are 0 or 1: what is their variance, beside that of one number?",
         mistakes=[(0.25, "That is true of the variance of the mean. Has the interval its unit?")]),
]
