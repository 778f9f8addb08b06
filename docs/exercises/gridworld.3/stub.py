from policywerk.world.gridworld import GridWorld

def reachable(world):
    """Whether some way leads from the start to a goal."""
    raise NotImplementedError

print(reachable(GridWorld()))
print(reachable(GridWorld("S . # G\n. . # .\n. . X .")))
print(reachable(GridWorld("S . # G\n. . # .\n. . . .")))
