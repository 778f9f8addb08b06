from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Four settings from the keyboard"

WORDS = ("accepted", "refused")
CASES = [
    Case("twice", 0.3, hint="Which of the two replaces the other?",
         mistakes=[(0.1, "Each setting replaces what stood there. In which order?"),
                   (0.2, "That is the default.")]),
    Case("fifty", "refused", choices=WORDS,
         hint="Python reads 5e1 as a number. But what kind, and what type has the default?"),
    Case("point", "accepted", choices=WORDS, hint="What does float('1') give?"),
    Case("empty", "refused", choices=WORDS, hint="What does float('') give?"),
]
