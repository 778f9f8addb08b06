from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Better than the best"


def updated(update, terminated, truncated):
    """The pair (0, 0) after a step that paid -1 and led to state 1."""
    q = [[-2.0, 0.0], [-5.0, -3.0]]
    update(q, 0, 0, -1.0, 1, terminated, truncated)
    return q[0][0]


CASES = [
    Case("updated(update, False, False)", -2.0 + 0.5 * (-1.0 - 3.0 + 2.0),
         hint="In the middle of an episode the step was worth its reward and the best of what "
              "follows. That was right before."),
    Case("updated(update, True, False)", -2.0 + 0.5 * (-1.0 + 2.0),
         hint="At the goal nothing is left to pay. That was right before.",
         mistakes=[(-3.0, "Now the goal, too, is taken for a place where something follows.")]),
    Case("updated(update, False, True)", -2.0 + 0.5 * (-1.0 - 3.0 + 2.0),
         hint="The clock rang in state 1. What would have come from there, had it not rung?",
         mistakes=[(-1.5, "A state in which the clock rings still looks like a goal."),
                   (-2.0, "The last step before the clock rings teaches something, too.")]),
    Case("updated(update, True, True)", -2.0 + 0.5 * (-1.0 + 2.0),
         hint="The goal was reached at the very step at which the clock rang. Is anything left to "
              "pay?"),
]
