from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A baseline that knows too much"

CASES = [
    Case("weights([0, 1], [1.0, 3.0])", [1.0, 2.0], tolerance=1e-9,
         hint="The second pull paid 3, after one that had paid 1. How much better is that than "
              "usual?",
         mistakes=[([1.0, 3.0], "The usual pay must not depend on which arm is pulled now."),
                   ([0.0, 1.0], "The reward itself has gone into its own baseline.")]),
    Case("weights([0, 1, 0, 1, 1], [1.0, 3.0, 1.0, 3.0, 3.0])", [1.0, 2.0, -1.0, 4 / 3, 1.0],
         tolerance=1e-9, hint="All rewards before it count, whichever arm they came from."),
    Case("weights([1], [5.0])", [5.0], tolerance=1e-9,
         hint="Before the first pull nothing is usual: the baseline is 0."),
]
