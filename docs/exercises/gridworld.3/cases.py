from policywerk.lessons.exercises import Case
from policywerk.world.gridworld import GridWorld, open_map

KIND = "build it"
TITLE = "Can it be done at all?"

NEXT = GridWorld("S G")
GAP = GridWorld("S . # G\n. . # .\n. . . .")
PIT = GridWorld("S . # G\n. . # .\n. . X .")
MAZE = GridWorld("S # . . .\n. # . # .\n. # . # .\n. . . # G")
CORNER = GridWorld("S . # .\n. . # G\n# # # .")
START = GridWorld("G # S\n. # .")
ICE = GridWorld(open_map(6), slip=0.2)

CASES = [
    Case("reachable(NEXT)", True, hint="The goal is one step away."),
    Case("reachable(GAP)", True, hint="There is a gap in the bottom row."),
    Case("reachable(CORNER)", False, hint="A wall from edge to edge lies between the two."),
    Case("reachable(PIT)", False,
         hint="The only gap is a pit, and a pit ends the walk. Where do its actions lead in `P`?"),
    Case("reachable(MAZE)", True,
         hint="This way is longer, and goes down before it goes up. Do you spread out from "
              "all that was found?"),
    Case("reachable(GridWorld('G . S'))", True,
         hint="The way leads to the left. Do you try all four actions?"),
    Case("reachable(GridWorld('G . S # G'))", True,
         hint="There are two goals, and one of them can be reached. Do you look for both?"),
    Case("reachable(GridWorld('G # S . G'))", True,
         hint="There are two goals, and one of them can be reached. Do you look for both?"),
    Case("reachable(START)", False,
         hint="On this map S is not state 0. Where does your walk begin?"),
    Case("reachable(ICE)", True, hint="A slippery map can be crossed too."),
]
