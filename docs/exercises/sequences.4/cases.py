from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Why two means?"

WORDS = ("less", "the same", "more")
CASES = [
    Case("one_mean", "the same", choices=WORDS,
         hint="A running mean adds up shares. Does it matter whether one subtracts before or "
              "after adding?"),
    Case("max_inside", "more", choices=WORDS,
         hint="As what does a batch that spreads by 0.2 count in this mean?",
         mistakes=[("the same", "With the maximum inside, narrow batches count otherwise than "
                                "with the maximum at the end.")]),
]
