def one_flag(breaks, weeks):
    ...  # the mean of what a recording of at most so many weeks shows, in coins

def both_flags(breaks, weeks, belief):
    ...  # the mean, if a belief stands in for what was not seen
