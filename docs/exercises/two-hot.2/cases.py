from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "The mean of the targets"

CASES = [
    Case("two", 4,
         hint="A slope is what is believed, 1/41 each, less what the targets say. Which bins do 6 "
              "and −6 put probability on?",
         mistakes=[(2, "6 is not on a bin, nor is −6.")]),
    Case("one", 1, hint="What is the mean of the two, and does it lie on a bin?",
         mistakes=[(2, "Two bins share a number between them. Is this one between?")]),
    Case("beside", 2, hint="How many bins do two numbers need that lie between the same two?",
         mistakes=[(4, "The two targets share their bins.")]),
    Case("differs", "no", choices=("yes", "no"),
         hint="Between two bins the shares are linear in the number. What are then the shares of "
              "the mean of two numbers?"),
]
