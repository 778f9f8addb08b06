from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Another name, and a second run"

WORDS = ("the same", "others")
CASES = [
    Case("other_name", "others", choices=WORDS,
         hint="The seed is the same. Then what would the name of a stream be for?"),
    Case("second_run", "the same", choices=WORDS,
         hint="The throws are printed in the book. How would it know yours, if they could change?"),
]
