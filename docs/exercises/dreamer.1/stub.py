small = None  # how far the weight moves in the first update, if its slope is 1e-9
large = None  # if its slope is 1e9
clipped = None  # the slope of 1e9, after AGC with a share of 0.3; the weight is 2.0
bias = None  # the same for a weight of 0.0
warm = None  # how far it moves in the first update of a warm-up
