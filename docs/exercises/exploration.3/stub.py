line = None  # exploring steps to expect, of the 1000, with the straight line
curve = None  # and with equal ratios
