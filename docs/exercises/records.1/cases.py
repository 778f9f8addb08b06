from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "3 and 3.0"

CASES = [
    Case("equal", "yes", choices=("yes", "no"), hint="What does Python say to 3 == 3.0?"),
    Case("digest", "no", choices=("yes", "no"),
         hint="The digest is one of a text. How is each of the two numbers written?"),
]
