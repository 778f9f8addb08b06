from policywerk.world.gridworld import GridWorld

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
    found = [0]
    for state in found:
        for outcomes in world.P[state]:
            for outcome in outcomes:
                if outcome.next_state not in found:
                    found.append(outcome.next_state)
    return any(world.symbol(world.cells[state]) == "G" for state in found)

# gets: all four actions
def reachable(world):
    found = [world.start.index(1.0)]
    for state in found:
        for action in range(3):
            for outcome in world.P[state][action]:
                if outcome.next_state not in found:
                    found.append(outcome.next_state)
    return any(world.symbol(world.cells[state]) == "G" for state in found)

# gets: Do you look for both
def reachable(world):
    found = [world.start.index(1.0)]
    for state in found:
        for outcomes in world.P[state]:
            for outcome in outcomes:
                if outcome.next_state not in found:
                    found.append(outcome.next_state)
    return [world.symbol(cell) for cell in world.cells].index("G") in found

# gets: Do you look for both
def reachable(world):  # the last goal alone
    found = [world.start.index(1.0)]
    for state in found:
        for outcomes in world.P[state]:
            for outcome in outcomes:
                if outcome.next_state not in found:
                    found.append(outcome.next_state)
    return {world.symbol(cell): state for state, cell in enumerate(world.cells)}["G"] in found
