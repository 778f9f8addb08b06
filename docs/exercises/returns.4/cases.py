from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "Estimates that are right"

CASES = [
    Case("values(0.0)", [1.0, 2.0, 3.0], hint="With discount 0 only the next reward counts."),
    Case("values(0.5)", [22 / 7, 30 / 7, 32 / 7],
         hint="After three steps one is back. Write the first value with itself in it.",
         mistakes=[([2.75, 3.75, 4.0], "That is one round. The ring has no end."),
                   ([22 / 7, 32 / 7, 30 / 7], "Which value belongs to which state?")]),
    Case("values(0.9)", [(1 + 1.8 + 2.43) / 0.271, (2 + 2.7 + 0.81) / 0.271,
                         (3 + 0.9 + 1.62) / 0.271],
         hint="With another discount: is there a 0.5 left over somewhere?"),
    Case("surprise", 0.0, hint="Does anything happen that the estimates had not foreseen?"),
    Case("n_steps", 22 / 7, tolerance=0.001,
         hint="Five rewards, then the estimate. Two steps will do, if you see why.",
         mistakes=[(1 + 1 + 0.75 + 0.125 + 0.125, "The estimate at the end is still missing.")]),
]
