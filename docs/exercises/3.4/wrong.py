# gets: passed once
def factor(alpha):
    return 1.0 - alpha

# gets: changes by
def factor(alpha):
    return -2.0 * alpha

# gets: sign
def factor(alpha):
    return abs(1.0 - 2.0 * alpha)
