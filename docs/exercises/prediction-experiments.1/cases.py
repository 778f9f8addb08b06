from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A scatter that is too small"

CASES = [
    Case("len(errors(3))", 3, hint="As many numbers are wanted as there are experiments."),
    Case("len(set(errors(3)))", 3,
         hint="Some of the experiments still are one and the same. What makes two of them differ?"),
    Case("errors(2)[0]", lambda got: abs(got - 0.1283) < 0.00005,
         hint="The experiments differ now, but the first, that of seed 0, is not what it was."),
    Case("errors(2) == errors(2)", True,
         hint="Run twice, it gives other numbers. Experiment e should be the same each time."),
    Case("errors(3)[1]", lambda got: abs(got - 0.0916) < 0.00005,
         hint="Experiment e draws its walks with seed e, in this lesson."),
]
