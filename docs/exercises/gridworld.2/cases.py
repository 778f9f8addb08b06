from policywerk.lessons.exercises import Case
from policywerk.world.gridworld import GridWorld

KIND = "find the bug"
TITLE = "Over the edge"

CASES = [
    Case("neighbour(GridWorld(), (0, 2), 0)", (0, 2),
         hint="Print the row that it computes for a step up from the top. What is there?",
         mistakes=[((4, 2), "It still arrives in the last row. How does it get there?")]),
    Case("neighbour(GridWorld(), (2, 0), 3)", (2, 0),
         hint="The top edge holds now. What about the left one?"),
    Case("neighbour(GridWorld(), (2, 4), 1)", (2, 4), hint="The right edge must hold as well."),
    Case("neighbour(GridWorld(), (4, 1), 2)", (4, 1), hint="The bottom edge must hold as well."),
    Case("neighbour(GridWorld(), (0, 1), 2)", (0, 1), hint="Below this cell there is a wall."),
    Case("neighbour(GridWorld(), (2, 2), 0)", (1, 2), hint="Nothing is in the way of this step."),
    Case("neighbour(GridWorld('S . .\\n. . G'), (1, 0), 1)", (1, 1),
         hint="Not every map is 5 by 5, and nothing is in the way of this step."),
    Case("neighbour(GridWorld('S . .\\n. . G'), (1, 0), 2)", (1, 0),
         hint="Not every map has five rows. This one has two."),
]


def check(answer):
    for text in ("# . .\nS . G\n. . #", "S G", "S\n.\nG"):
        world = GridWorld(text)
        for cell in world.cells:
            for action in range(4):
                yield (answer.neighbour(world, cell, action) == world.neighbour(cell, action),
                       f"Wrong on the map {text!r}, in cell {cell}, for action {action}.")
