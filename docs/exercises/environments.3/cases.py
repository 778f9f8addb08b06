from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "The toymaker always spends"

CASES = [
    Case("earned(1)", [4.0, -5.0],
         hint="In the first week, what does each line read in `total`? It should read zeros.",
         mistakes=[([3.0, -5.0],
                    "Now the other state is right. What does the second line read?")]),
    Case("earned(0)", [0.0, 0.0], hint="With no week to go nothing is earned."),
    Case("earned(2)", [4.0 + 0.8 * 4.0 + 0.2 * -5.0, -5.0 + 0.7 * 4.0 + 0.3 * -5.0],
         hint="One week is right, two are not. From which list must the second be worked out?"),
    Case("earned(3)[0]", 4.0 + 0.8 * 6.2 + 0.2 * -3.7, hint="Two weeks are right, three are not."),
]
