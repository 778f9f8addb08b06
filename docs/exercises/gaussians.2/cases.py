from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "The log-probability of what?"

CASES = [
    Case("which", "drawn", choices=("drawn", "clipped"),
         hint="Whose density is it? Who drew, and who clipped?"),
    Case("difference", 1.405, tolerance=0.006,
         hint="For each of the two numbers, compare z^2/2 before and after clipping.",
         mistakes=[(-1.405, "The other way round: the clipped action lies nearer to the mean."),
                   (0.28, "That is the first number. The second number was clipped too.")]),
]
