from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A clock that is taken for a goal"


class Corridor:
    """A world whose state counts on by one, from 10 in the first episode, 20 in the second.

    In each episode, the step at `end` terminates and the one at `clock` is cut off.
    """

    def __init__(self, end, clock):
        self.end, self.clock, self.episode = end, clock, 0

    def reset(self, seed=None, options=None):
        self.episode, self.steps = self.episode + 1, 0
        return 10 * self.episode, {}

    def step(self, action):
        if self.steps in (self.end, self.clock):
            raise RuntimeError("no episode is under way: call reset() first")
        self.steps += 1
        state = 10 * self.episode + self.steps
        return state, -1.0, self.steps == self.end, self.steps == self.clock, {}


def marked(remember, end, clock, n):
    return [step[4] for step in remember(Corridor(end, clock), lambda state: 0, n)]


def moves(remember, end, clock, n):
    return [(step[0], step[3]) for step in remember(Corridor(end, clock), lambda state: 0, n)]


def others(remember):
    """Actions and rewards, of somebody whose action is the last digit of the state."""
    return [(step[1], step[2]) for step in remember(Corridor(3, 9), lambda state: state % 10, 4)]


CASES = [
    Case("marked(remember, 9, 2, 5)", [False] * 5,
         hint="In these episodes a clock rings after two steps, and the task never ends.",
         mistakes=[([False, True, False, True, False],
                    "A step at which the clock rings is still stored as the end of the task.")]),
    Case("marked(remember, 2, 9, 5)", [False, True, False, True, False],
         hint="Here the task does end, after two steps.",
         mistakes=[([False] * 5, "Now nothing ends the task any more.")]),
    Case("marked(remember, 2, 2, 3)", [False, True, False],
         hint="The task ended at the very step at which the clock rang. It ended all the same."),
    Case("moves(remember, 9, 2, 4)", [(10, 11), (11, 12), (20, 21), (21, 22)],
         hint="What state did each step lead to? The first episode counts from 10, the second "
              "from 20.",
         mistakes=[([(10, 11), (11, 20), (20, 21), (21, 30)],
                    "A step of one episode seems to lead to the start of the next one. While it "
                    "was stored as the end, nobody looked at its next state."),
                   ([(10, 11), (11, 12), (12, 21), (21, 22)],
                    "A new episode begins with its own first state."),
                   ([(10, 11), (20, 21), (30, 31), (40, 41)],
                    "The step at which the clock rings is worth remembering, too.")]),
    Case("moves(remember, 3, 9, 4)", [(10, 11), (11, 12), (12, 13), (20, 21)],
         hint="At the end of the task, too, the next state is the one that was reached."),
    Case("others(remember)", [(0, -1.0), (1, -1.0), (2, -1.0), (0, -1.0)],
         hint="Actions and rewards were right before."),
]
