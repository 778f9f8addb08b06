large = None  # how far the weight with the slope 1000 moves
small = None  # the one with the slope 0.001
tiny = None  # the one with the slope 1e-8
