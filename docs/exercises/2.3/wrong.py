# gets: goes against that
def rule():  # twists with the lean
    return [-1.0] * 18 + [1.0] * 18

# gets: runs fastest
def rule():  # asks for the speed
    return [1.0, 1.0, 1.0, -1.0, -1.0, -1.0] * 6

# gets: added to a weight
def rule():  # lost in the noise
    return [0.001] * 18 + [-0.001] * 18

# gets: leans to the positive side
def rule():
    return [1.0] * 36

# gets: lean alone
def rule():  # asks for the speed where the pole leans little
    return [1.0] * 12 + [1.0, 1.0, 1.0, -1.0, -1.0, -1.0] * 2 + [-1.0] * 12
