from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "How many sweeps?"

CASES = [
    Case("sweeps(1.0, 0.9, 0.01)", 66,
         hint="Sweep k changes no value by more than gamma to the power k - 1, here. What can all "
              "the sweeps after it add to that, and for which k is this at most 0.01?",
         mistakes=[(44, "Then a value may still move by 0.01, and then by 0.009, and so on. Add up "
                        "what is still to come."),
                   (45, "Then a value may still move by 0.009, and then by 0.0081, and so on. Add "
                        "up what is still to come."),
                   (65, "One fewer than it takes. Is the sweep counted that has been made, and is "
                        "the number rounded up?"),
                   (67, "One more than it takes. What is still to come begins with gamma times "
                        "the last change.")]),
    Case("sweeps(1.0, 0.5, 0.3)", 3, hint="With gamma = 0.5 the sweeps to come can add as much as "
                                          "the last one changed."),
    Case("sweeps(0.0005, 0.9, 0.01)", 1,
         hint="The first sweep, which has been made, may be enough; fewer than one there cannot "
              "be."),
    Case("sweeps(0.696, 0.99, 0.01)", 881, hint="It is right for small discounts only.",
         mistakes=[(880, "One fewer than it takes. Rounded to the nearest whole number?")]),
]


def left(k, change, gamma):
    for _ in range(k):
        change *= gamma
    return change / (1.0 - gamma)


def check(answer):
    for gamma in (0.3, 0.7, 0.95, 0.99):
        for change, error in ((3.0, 0.1), (0.2, 0.0123)):
            k = answer.sweeps(change, gamma, error)
            yield (k == int(k) and k >= 1 and left(int(k), change, gamma) <= error
                   and (k == 1 or left(int(k) - 1, change, gamma) > error),
                   f"sweeps({change}, {gamma}, {error}) gives {k}. It should be the least whole "
                   "number for which the bound keeps the error.")
