from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "What a new cell keeps"

CASES = [
    Case("left", 0.7311, tolerance=0.006,
         hint="With a sum of 0, what is the candidate, and which share of the old state stays?",
         mistakes=[(0.2689, "That share is overwritten."),
                   (0.5, "The update gate has a bias, which the sum does not show."),
                   (1.0, "The gate is not shut: what is the candidate that gets in?")]),
    Case("steps", 3, hint="Each step leaves the same share of what is there. Multiply.",
         mistakes=[(2, "After two steps, is it less than half? Two times the share that goes is "
                       "more than half, but the second time it goes from less.")]),
    Case("halved", 2, hint="Then a step leaves one half. Is that less than half?",
         mistakes=[(1, "Exactly half is not less than half.")]),
]
