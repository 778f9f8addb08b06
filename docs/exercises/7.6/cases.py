from policywerk.building_blocks.replay_buffer import Row
from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Actions that do nothing"


def episode(places, actions):
    """Rows of one episode; the last action is what stands in its last row."""
    last = len(places) - 1
    return [Row(place, action, 0.0, t == 0, t == last, False)
            for t, (place, action) in enumerate(zip(places, actions))]


ONE = episode([0, 1, 0, 1], ["right", "left", "right", "none"])
TWO = [*episode([0, 2], ["right", "none"]), *episode([10, 9], ["left", "none"])]
LONE = [*episode([5], ["none"]), *episode([3, 4], ["right", "none"])]
CUT = episode([0, 1, 2], ["right", "right", "right"])[:2]  # a window that ends in the middle

CASES = [
    Case("effects(ONE)", {"left": -1.0, "right": 1.0},
         hint="The walker went right, left and right. Which action has brought about what is seen "
              "in a row?",
         mistakes=[({"left": 1.0, "none": 1.0, "right": -1.0},
                    "The walker is at 1 because it went right, and not because it went left "
                    "afterwards. Which action brought about what is seen in a row?"),
                   ({"left": -1.0, "none": 0.0, "right": 1.0},
                    "No step came after the last row of an episode.")]),
    Case("effects(TWO)", {"left": -1.0, "right": 2.0},
         hint="Two episodes, and the second starts at 10. Nobody walked there.",
         mistakes=[({"left": -1.0, "none": 8.0, "right": 2.0},
                    "Two episodes, and the second starts at 10. Nobody walked there from 2.")]),
    Case("effects(LONE)", {"right": 1.0},
         hint="An episode of a single row, and one of two."),
    Case("effects(CUT)", {"right": 1.0},
         hint="A window may end in the middle of an episode, with a row that is not its last."),
    Case("effects([])", {}, hint="From no rows nothing is learned. That was right before."),
]
