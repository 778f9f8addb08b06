from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "How large may a step be?"

CASES = [
    Case("factor(0.4)", 0.2,
         hint="With A = 2 the value moves by α(b − 2v). Write the new distance from b/2 with the "
              "old one.",
         mistakes=[(0.6, "That would be right if F had been passed once. What is A here?"),
                   (-0.8, "That is what the distance changes by. What is left of it?")]),
    Case("factor(1.1)", -1.2,
         hint="A large step goes past the resting point: then the distance changes its sign."),
]
