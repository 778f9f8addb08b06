from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A baseline that knows too much"

CASES = [
    Case("weights([0, 1, 1], [1.0, 3.0, 2.0])", [1.0, 2.0, 0.0], tolerance=1e-9,
         hint="The pulls paid 1, 3 and 2. What was usual before each of them?",
         mistakes=[([1.0, 3.0, -1.0], "The usual pay must not depend on which arm is pulled now."),
                   ([1.0, 3.0, 2.0], "Where is the baseline? These are the rewards."),
                   ([1.0, 2.0, -1.0], "All rewards before it count, not only the last one."),
                   ([0.0, 1.0, 0.0], "The reward itself has gone into its own baseline.")]),
    Case("weights([0, 1, 0, 1, 1], [1.0, 3.0, 1.0, 3.0, 3.0])", [1.0, 2.0, -1.0, 4 / 3, 1.0],
         tolerance=1e-9, hint="All rewards before it count, whichever arm they came from."),
    Case("weights([1], [5.0])", [5.0], tolerance=1e-9,
         hint="Before the first pull nothing is usual: the baseline is 0."),
]
