first = None  # with last_scale=0.0: how many of the five parameters get a slope in the first step
second = None  # and in the second step, after all have moved by a step of SGD
all_zero = None  # with all weights 0: how many get one in the second step
