from policywerk.building_blocks.grad import Parameter, backward, constant, total
from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "What the minimum is for"


def counts(objective, ratios, advantages, clip_range=0.2):
    """What each of some steps counts."""
    found = objective(constant([[r] for r in ratios]), constant([[a] for a in advantages]),
                      clip_range)
    return [row[0] for row in found.values]


def slopes(objective, ratios, advantages, clip_range=0.2):
    """How what each step counts grows with its ratio."""
    of = Parameter("ratios", [[r] for r in ratios])
    backward(total(objective(of, constant([[a] for a in advantages]), clip_range)))
    return [g for [g] in of.grads]


CASES = [
    Case("slopes(objective, [1.4], [-1.0])", [-1.0],
         hint="A step that went worse, and its action has become 1.4 times as likely. Should "
              "nothing pull it down?",
         mistakes=[([0.0], "A step that went worse, and its action has become 1.4 times as likely. "
                           "Nothing pulls it down."),
                   ([1.0], "It went worse, and now it is pulled up.")]),
    Case("slopes(objective, [0.5], [2.0])", [2.0],
         hint="A step that went better, and its action has become half as likely.",
         mistakes=[([0.0], "A step that went better, and its action has become half as likely. "
                           "Nothing pulls it back up.")]),
    Case("slopes(objective, [1.4], [1.0])", [0.0],
         hint="It went better and is 1.4 times as likely by now: enough. That was right before."),
    Case("slopes(objective, [0.5], [-2.0])", [0.0],
         hint="It went worse and is half as likely by now: enough. That was right before."),
    Case("slopes(objective, [1.1, 0.9], [1.0, -1.0])", [1.0, -1.0],
         hint="Within the range every step has its slope. That was right before."),
    Case("counts(objective, [1.4, 0.5, 1.1], [-1.0, 2.0, 3.0])", [-1.4, 1.0, 3.3],
         hint="Where a step still pulls, it counts ratio times advantage."),
    Case("counts(objective, [1.4, 0.5], [1.0, -2.0])", [1.2, -1.6],
         hint="Where the line is flat, a step counts the end of the range times its advantage."),
    Case("slopes(objective, [1.15, 1.15, 0.85, 0.85], [1.0, -1.0, 1.0, -1.0], 0.1)",
         [0.0, -1.0, 1.0, 0.0],
         hint="Here the range is 0.9 to 1.1, and all four ratios are outside."),
]
