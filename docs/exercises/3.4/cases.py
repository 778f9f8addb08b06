from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "How large may a step be?"

CASES = [
    Case("factor(0.4)", 0.2,
         hint="Each of the two walks moves v by α(1 − v). Write the new distance from 1 with the "
              "old one.",
         mistakes=[(0.6, "That would be right if F had been passed once. How often was it?"),
                   (-0.8, "That is what the distance changes by. What is left of it?")]),
    Case("factor(1.1)", -1.2,
         hint="A large step goes past 1: then the distance changes its sign."),
]
