from policywerk.building_blocks.schedules import linear_schedule
from policywerk.lessons.exercises import Case

falling = linear_schedule(1.0, 0.1, 100)
KIND = "find the bug"
TITLE = "An agent that never stops stumbling"


def clock(t):
    """A schedule that gives back what it is asked with."""
    return t


CASES = [
    Case("epsilons(clock, [3, 3])", [0, 1, 2, 3, 4, 5],
         hint="This schedule gives back what it is asked with. What is t to a schedule?",
         mistakes=[([0, 0, 0, 1, 1, 1], "That is the number of the episode. A schedule says what a "
                                        "setting is at step t."),
                   ([1, 2, 3, 4, 5, 6], "The first step of all is step 0.")]),
    Case("epsilons(falling, [20] * 20)[-1]", 0.1,
         hint="After 400 steps the schedule has long come down. With what is it asked?"),
    Case("epsilons(clock, [1, 3, 2])", [0, 1, 2, 3, 4, 5],
         hint="These episodes differ in length."),
    Case("len(epsilons(clock, [4, 1]))", 5, hint="One epsilon for each step."),
]
