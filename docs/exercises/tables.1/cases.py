from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A check in one line"

NAN = float("nan")

CASES = [
    Case("fits([1.5, -0.5])", False, hint="The sum is 1. What else must hold of a probability?"),
    Case("fits([0.5, NAN])", False,
         hint="What is nan > 1e-9, and what is nan <= 1e-9? Which question should be asked?"),
    Case("fits([0.5, 0.5])", True, hint="Even chances are a distribution."),
    Case("fits([0.5, 0.4])", False, hint="The sum must still be 1."),
    Case("fits([0.6, 0.6])", False, hint="A sum can be too large as well as too small."),
    Case("fits([1.0, 0.5, -0.5])", False,
         hint="The sum is 1, and no entry is above 1. What else must hold of each of them?"),
    Case("fits([0.1] * 10)", True, hint="0.1, ten times, may miss 1 by rounding."),
    Case("fits([1.0, 0.0])", True, hint="What is certain is a distribution too."),
    Case("fits([NAN, 0.5, 0.5])", False, hint="Wherever it stands, nan is no probability."),
]
