from policywerk.building_blocks.models import Outcome
from policywerk.lessons.exercises import Case
from policywerk.world.gridworld import GridWorld
from policywerk.world.sutton_barto import figure_4_1

KIND = "find the bug"
TITLE = "Still after one sweep"

GRID = figure_4_1()
FIVE = GridWorld().P
COIN = [[[Outcome(1.0, 0, 1.0, False)]]]  # a coin a step, for ever: 10 with gamma = 0.9
DEBT = [[[Outcome(1.0, 0, -1.0, False)]]]
BOTH = [[[Outcome(1.0, 0, 1.0, False)]], [[Outcome(1.0, 1, -1.0, False)]]]
SWAP = [[[Outcome(1.0, 1, 1.0, False)]], [[Outcome(1.0, 0, -1.0, False)]]]

CASES = [
    Case("value_iteration(GRID, 1.0, 1e-6)[:4]", [0.0, -1.0, -2.0, -3.0],
         hint="Print `change`, and the old and new value of one state beside it.",
         mistakes=[([0.0, -1.0, -1.0, -1.0], "It still stops after one sweep. By how much has the "
                                             "value of state 1 changed in it?")]),
    Case("value_iteration(COIN, 0.9, 1e-6)", [10.0], tolerance=1e-3,
         hint="Here every value rises. Falling and rising are both changes."),
    Case("value_iteration(DEBT, 0.9, 1e-6)", [-10.0], tolerance=1e-3,
         hint="Here every value falls. Does it wait long enough?"),
    Case("value_iteration(BOTH, 0.9, 1e-6)", [10.0, -10.0], tolerance=1e-3,
         hint="One value rises by as much as the other falls. The two must not cancel."),
    Case("value_iteration(SWAP, 0.9, 1e-6)", [1 / 1.9, -1 / 1.9], tolerance=1e-3,
         hint="One state pays 1, the other -1, and they lead to each other: values rise and fall "
              "by turns. Is each of these a change?",
         mistakes=[([0.1, -0.1], "In the second sweep both values came nearer to 0, from 1 and -1. "
                                 "That is a change too.")]),
    Case("value_iteration(FIVE, 0.9, 1e-6)[19]", 0.269616, tolerance=1e-5,
         hint="On the gridworld the start is worth 0.2696."),
]
