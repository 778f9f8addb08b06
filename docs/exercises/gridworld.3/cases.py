from policywerk.lessons.exercises import Case
from policywerk.world.gridworld import GridWorld, open_map

KIND = "build it"
TITLE = "Can it be done at all?"

GAP = "S . # G\n. . # .\n. . . ."
PIT = "S . # G\n. . # .\n. . X ."
MAZE = "S # . . .\n. # . # .\n. # . # .\n. . . # G"
CORNER = "S . # .\n. . # G\n# # # ."

CASES = [
    Case("reachable(GridWorld('S G'))", True, hint="The goal is one step away."),
    Case("reachable(GridWorld(GAP))", True, hint="There is a gap in the bottom row."),
    Case("reachable(GridWorld(CORNER))", False, hint="A wall from edge to edge lies between the two."),
    Case("reachable(GridWorld(PIT))", False,
         hint="The only gap is a pit, and a pit ends the walk. Where do its actions lead in `P`?"),
    Case("reachable(GridWorld(MAZE))", True,
         hint="This way is longer, and goes down before it goes up. Do you spread out from all that "
              "was found?"),
    Case("reachable(GridWorld(open_map(6), slip=0.2))", True, hint="A slippery map can be crossed too."),
]
