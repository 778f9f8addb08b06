from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Which of four answers passes"

CASES = [
    Case("'c' in passed", False,
         hint="One of them gives the right list and does something else besides."),
    Case("'b' in passed", True, hint="Does it matter here whether it is a list or a tuple?"),
    Case("'d' in passed", True, hint="Put 1 and 2 into the formula of d. The judge asks no more."),
    Case("'a' in passed", True, hint="What could be wrong with a?"),
    Case("sorted(passed)", ["a", "b", "d"], hint="Write three letters, each once: no commas."),
]
