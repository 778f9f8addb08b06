def value(steps, slip, gamma):
    ...  # of the cell that is so many steps from the goal, if one always means to go right
