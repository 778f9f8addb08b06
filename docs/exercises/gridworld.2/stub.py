from policywerk.world.gridworld import MOVES, GridWorld

def neighbour(world, cell, action):
    row, column = cell[0] + MOVES[action][0], cell[1] + MOVES[action][1]
    try:
        return cell if world.symbols[row][column] == "#" else (row, column)
    except IndexError:
        return cell

world = GridWorld()
for action in range(4):
    wrong = [cell for cell in world.cells
             if neighbour(world, cell, action) != world.neighbour(cell, action)]
    print(action, wrong)
