from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Half of everything"

CASES = [
    Case("dreamt_return([1.0, 1.0], [0.5, 0.5], 4.0, 0.5)", 2.5,
         hint="The head was taught to say gamma where the dream goes on. So it was asked twice "
              "whether the second reward, and what follows, still counts.",
         mistakes=[(1.5, "1 + 0.25 (1 + 0.25 * 4). By how much is each step discounted?"),
                   (6.0, "Nothing is discounted any more.")]),
    Case("dreamt_return([0.0, 0.0, 0.0], [0.9, 0.9, 0.9], 1000.0, 0.9)", 729.0,
         hint="Three steps, each discounted once."),
    Case("dreamt_return([1.0, 2.0], [0.0, 0.9], 50.0, 0.9)", 1.0,
         hint="The head is sure that the dream ends with the first reward."),
    Case("dreamt_return([0.0, 0.0], [0.45, 0.9], 10.0, 0.9)", 4.05,
         hint="The head gives the first step half a chance to go on: 0.5 times gamma. Nobody else "
              "knows that."),
    Case("lived_return([1.0, 1.0], [False, False], 4.0, 0.5)", 2.5,
         hint="What was lived has flags and no head. Where is its discount?",
         mistakes=[(6.0, "What was lived has flags and no head: its discount has to come from "
                         "gamma. That was right before.")]),
    Case("lived_return([1.0, 2.0], [True, False], 50.0, 0.9)", 1.0,
         hint="After an end nothing counts. That was right before."),
]
