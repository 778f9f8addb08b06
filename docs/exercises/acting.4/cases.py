from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome
from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A collector of steps"


def hall(time_limit, length=10, start=0):
    """A step leads to the right; the last cell ends the task."""
    cells = [[[Outcome(1.0, min(s + 1, length - 1), 1.0, s + 2 >= length)]] for s in range(length)]
    return TabularEnvironment(cells, [float(s == start) for s in range(length)], time_limit)


def cut(first, last):
    """Steps from cell to cell, the last of them cut by the clock."""
    return [(s, 1.0, s + 1, False, s + 1 == last) for s in range(first, last)]


CASES = [
    Case("collect_steps(hall(3), 3)", cut(0, 3),
         hint="Where does the third step of this corridor lead, whatever comes after it?"),
    Case("collect_steps(hall(3), 4)", [*cut(0, 3), (0, 1.0, 1, False, False)],
         hint="The fourth step belongs to a new episode. Where does that begin?"),
    Case("collect_steps(hall(2, start=4), 6)", cut(4, 6) * 3,
         hint="These episodes begin in cell 4 and are cut after two steps."),
    Case("collect_steps(hall(None, length=3), 5)",
         [(0, 1.0, 1, False, False), (1, 1.0, 2, True, False)] * 2 + [(0, 1.0, 1, False, False)],
         hint="No time limit here: the last cell ends the task. The step that ends it led there."),
    Case("len(collect_steps(hall(3), 7))", 7, hint="Seven steps were asked for."),
]
