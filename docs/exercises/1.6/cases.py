from policywerk.actors.bellman import solve_policy
from policywerk.lessons.exercises import Case, near
from policywerk.world.gridworld import GridWorld

KIND = "derive"
TITLE = "What ice costs"

CASES = [
    Case("value(1, 0.0, 0.9)", 1.0, hint="On a dry floor the goal is one step away, and pays 1."),
    Case("value(2, 0.0, 0.9)", 0.86, hint="One ordinary step, then the goal: -0.04 + 0.9."),
    Case("value(1, 0.2, 0.9)", 0.792 / 0.82,
         hint="Write Bellman's equation for the cell next to the goal. Its value is on both sides.",
         mistakes=[(0.792, "After a slip one still stands there, and the cell is still worth "
                           "something."),
                   (0.8 / 0.82, "A slip is a step into the wall, and such a step pays too."),
                   (0.8, "A slip is not the end: it costs a step, and one tries again.")]),
    Case("value(3, 0.2, 0.9)", 0.6530317319837426, tolerance=1e-9,
         hint="Next to the goal it is right. Two cells further away, each step has to be won in "
              "the same way, and pays -0.04."),
    Case("value(500, 0.5, 0.9)", -0.4, tolerance=1e-6,
         hint="Very far from the goal one walks for ever."),
]


def check(answer):
    for slip in (0.1, 0.5):
        for gamma in (0.5, 0.99):
            corridor = "S" + 6 * " ." + " G"
            values = solve_policy(GridWorld(corridor, slip).P, [1] * 8, gamma)
            for steps in range(1, 8):
                yield (near(answer.value(steps, slip, gamma), values[7 - steps], 1e-9),
                       f"It is not right {steps} steps from the goal, for a slip of {slip} and a "
                       f"discount of {gamma}.")
