from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "How far it sees"

CASES = [
    Case("three", 15,
         hint="Go back from the last layer: how wide are 3 windows of 3 together, if each begins "
              "two pixels after the one before?",
         mistakes=[(7, "That is what two layers see. There is a third below."),
                   (9, "The windows overlap: each begins two pixels after the one before."),
                   (27, "Windows that overlap see fewer pixels than windows side by side.")]),
    Case("single", 7,
         hint="With stride 1 each layer adds a pixel at either end.",
         mistakes=[(15, "That would be so with stride 2."), (5, "That is two layers.")]),
    Case("mnih", 36,
         hint="The last layer sees 3, the one before (3 - 1) times its stride and its window. "
              "And the first?",
         mistakes=[(8, "That is how many answers of the first layer it sees. How many pixels are "
                       "those?")]),
]
