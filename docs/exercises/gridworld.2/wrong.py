from policywerk.world.gridworld import MOVES, GridWorld

# gets: left one
def neighbour(world, cell, action):
    row, column = cell[0] + MOVES[action][0], cell[1] + MOVES[action][1]
    if row < 0:
        return cell
    try:
        return cell if world.symbols[row][column] == "#" else (row, column)
    except IndexError:
        return cell

# gets: last row
def neighbour(world, cell, action):
    row, column = (cell[0] + MOVES[action][0]) % 5, (cell[1] + MOVES[action][1]) % 5
    return cell if world.symbols[row][column] == "#" else (row, column)

# gets: has two
def neighbour(world, cell, action):
    row, column = cell[0] + MOVES[action][0], cell[1] + MOVES[action][1]
    if not (0 <= row < 5 and 0 <= column < 5):
        return cell
    try:
        return cell if world.symbols[row][column] == "#" else (row, column)
    except IndexError:
        return (row, column)
