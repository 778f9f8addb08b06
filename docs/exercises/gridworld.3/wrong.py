from policywerk.world.gridworld import GridWorld

def visited(world, start, actions=4):
    """The states that the first so many actions lead to from a start, itself included."""
    found = [start]
    for state in found:
        for outcomes in world.P[state][:actions]:
            for outcome in outcomes:
                if outcome.next_state not in found:
                    found.append(outcome.next_state)
    return found

def has_goal(world, states):
    return any(world.symbol(world.cells[state]) == "G" for state in states)

# gets: from edge to edge
def reachable(world):
    return True

# gets: ends the walk
def reachable(world):
    found = [world.cells[world.start.index(1.0)]]
    for cell in found:
        for action in range(4):
            if world.neighbour(cell, action) not in found:
                found.append(world.neighbour(cell, action))
    return any(world.symbol(cell) == "G" for cell in found)

# gets: gap in the bottom row
def reachable(world):  # one step only
    start = world.start.index(1.0)
    found = [outcome.next_state for outcomes in world.P[start] for outcome in outcomes]
    return any(world.symbol(world.cells[state]) == "G" for state in found)

# gets: not state 0
def reachable(world):
    return has_goal(world, visited(world, 0))

# gets: all four actions
def reachable(world):
    return has_goal(world, visited(world, world.start.index(1.0), actions=3))

# gets: Do you look for both
def reachable(world):
    first = [world.symbol(cell) for cell in world.cells].index("G")
    return first in visited(world, world.start.index(1.0))

# gets: Do you look for both
def reachable(world):  # the last goal alone
    last = {world.symbol(cell): state for state, cell in enumerate(world.cells)}["G"]
    return last in visited(world, world.start.index(1.0))
