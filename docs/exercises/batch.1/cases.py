from policywerk.lessons.exercises import Case

KIND = "build it"
TITLE = "Is it the past that Widrow–Hoff fits best?"

HALVES = [0.5] * 7
TRUE = [n / 6 for n in range(7)]
CASES = [
    Case("error_on([('DEF', 1.0)], TRUE)", 7 / 54,
         hint="Three predictions, 1/2, 2/3 and 5/6, and then a 1: what is the mean of the squared "
              "errors?",
         mistakes=[(7 / 18, "That is the sum over the steps. The mean is asked for."),
                   (1 / 3, "That is the mean of the errors. They are to be squared."),
                   ((7 / 54) ** 0.5, "That is a root mean square. No root is asked for.")]),
    Case("error_on([('DEF', 1.0), ('DCBCB', 0.0)], TRUE)",
         (3 * 3 + 2 * 2 + 1 * 1 + 3 * 3 + 2 * 2 + 1 * 1 + 2 * 2 + 1 * 1) / 36 / 8,
         hint="Each step counts the same: a walk of five steps has five predictions in the mean.",
         mistakes=[((14 / 36 / 3 + 19 / 36 / 5) / 2,
                    "Here each walk counts the same, short or long. Each step should.")]),
    Case("error_of(TRUE)", 0.0, hint="The true values have no error."),
    Case("error_of(HALVES)", (4 + 1 + 0 + 1 + 4) / 36 / 5,
         hint="Five places count, B to F. The ends, which nobody predicts, do not.",
         mistakes=[((9 + 4 + 1 + 0 + 1 + 4 + 9) / 36 / 7, "The two ends are no predictions.")]),
]
