from policywerk.building_blocks.models import Outcome
from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A shorter lookahead"

LAMP = [Outcome(0.8, 0, 1.0, False), Outcome(0.2, 0, 1.0, True)]  # the last: burnt out

CASES = [
    Case("short_lookahead([Outcome(1.0, 0, 1.0, True)], [99.0], 0.9)", 1.0,
         hint="Put nonsense where nothing can come after. Does it show?",
         mistakes=[(0.0, "What is paid on the last step still counts.")]),
    Case("short_lookahead(LAMP, [10.0], 0.9)", 0.8 * (1.0 + 0.9 * 10.0) + 0.2 * 1.0,
         hint="Each outcome has its own flag. One of these two goes on.",
         mistakes=[(1.0, "Now nothing comes after either of the two outcomes.")]),
    Case("short_lookahead([Outcome(1.0, 1, 2.0, False)], [5.0, 10.0], 0.5)", 2.0 + 0.5 * 10.0,
         hint="Where the task goes on, the next state counts as before."),
    Case("short_lookahead([Outcome(1.0, 0, -0.04, False)], [0.0], 0.9)", -0.04,
         hint="A next state that happens to be worth 0 is no end."),
]
