from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "Too large a step"

CASES = [
    Case("accumulating(10, 0.5)", 5.0, hint="How large is the mark, and what is it multiplied by?",
         mistakes=[(10.0, "That is the mark. How far does it move the weight?"),
                   (4.5, "The first visit counts as well: it leads to itself nine times.")]),
    Case("replacing(10, 0.5)", 0.5, hint="Each visit sets the mark anew.",
         mistakes=[(1.0, "That is the mark. How far does it move the weight?")]),
    Case("dutch(1, 0.5)", 0.5, hint="After one visit all three traces are alike."),
    Case("dutch(3, 0.5)", 0.875, hint="Three visits with this step size stand on the page.",
         mistakes=[(1.75, "That is the mark. How far does it move the weight?")]),
    Case("dutch(10, 0.5)", 1.0 - 0.5 ** 10, hint="How much of the way is left after each visit?"),
    Case("dutch(4, 0.25)", 1.0 - 0.75 ** 4, hint="With another step size: is a half left over?"),
    Case("(accumulating(4, 0.25), replacing(4, 0.25))", (1.0, 0.25),
         hint="Four visits, a step of a quarter."),
]
