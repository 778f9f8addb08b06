from collections.abc import Iterable, Sequence

from policywerk.building_blocks.frames import first_stack, next_stack
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import integer, stream

KIND = "build it"
TITLE = "A stack that stays in its episode"

SEEN = [("a0", True), ("a1", False), ("a2", False), ("b0", True), ("b1", False)]
SHORT = [("a0", True), ("b0", True), ("c0", True), ("c1", False)]
RIGHT = [["a0", "a0", "a0"], ["a0", "a0", "a1"], ["a0", "a1", "a2"],
         ["b0", "b0", "b0"], ["b0", "b0", "b1"]]

CASES = [
    Case("listed(stacks, SEEN[:3], 3)", RIGHT[:3],
         hint="One episode of three frames. Which three does each state show, oldest first, and "
              "what stands where frames are missing?",
         mistakes=[([[None, None, "a0"], [None, "a0", "a1"], ["a0", "a1", "a2"]],
                    "What stands where frames are missing?"),
                   ([["a0", "a1", "a2"]] * 3,
                    "All states are the last one: is it one list that they share?"),
                   ([["a0"], ["a0", "a1"], ["a0", "a1", "a2"]],
                    "A network wants as many frames at the start as later."),
                   ([each[::-1] for each in RIGHT[:3]], "The oldest frame comes first.")]),
    Case("listed(stacks, SEEN, 3)", RIGHT,
         hint="The second episode begins with b0. What may its states contain?",
         mistakes=[([*RIGHT[:3], ["a1", "a2", "b0"], ["a2", "b0", "b1"]],
                    "The first state of the second episode shows the end of the first one."),
                   ([*RIGHT[:3], ["b0", "b0", "b0"], ["a2", "b0", "b1"]],
                    "Right at b0. But at b1 a frame of the first episode is back.")]),
    Case("listed(stacks, SHORT, 2)", [["a0", "a0"], ["b0", "b0"], ["c0", "c0"], ["c0", "c1"]],
         hint="Two of these episodes have one frame each."),
    Case("listed(stacks, SEEN, 1)", [["a0"], ["a1"], ["a2"], ["b0"], ["b1"]],
         hint="With a depth of 1 a state is a frame, in a list."),
    Case("listed(stacks, [], 3)", [], hint="No frames, no states."),
]


def listed(stacks, seen, depth):
    """The states as lists, whatever sequences they were."""
    found = stacks(seen, depth)
    if not isinstance(found, Iterable):
        return found
    return [list(state) if isinstance(state, Sequence) and not isinstance(state, str) else state
            for state in list(found)]


def check(answer):
    rng = stream(1, "frames")
    for _ in range(20):
        depth, seen, right = 1 + integer(rng, 5), [], []
        for n in range(12):
            frame, first = n, n == 0 or integer(rng, 4) == 0
            seen.append((frame, first))
            right.append(first_stack(frame, depth) if first else next_stack(right[-1], frame))
        yield (near(listed(answer.stacks, seen, depth), right),
               f"Right for the examples, wrong for drawn episodes at a depth of {depth}.")
