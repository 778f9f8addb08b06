from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Which way round?"

CASES = [
    Case("sure", 0.6931, tolerance=0.006,
         hint="The first outcome is certain to come. How surprised is someone who gave it one "
              "half, and how surprised should one be?",
         mistakes=[(1.0, "That is in bits; we count in nats.")]),
    Case("even", "infinite", choices=("less", "the same", "more", "infinite"),
         hint="Now the second outcome comes half of the time, and the believer had ruled it out."),
]
