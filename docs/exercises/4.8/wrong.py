from math import ceil, pi, sqrt

def draws_for(share):
    return ceil(1.0 / (pi * share * share))

# gets: mean distance of the two
def too_high(sigma, draws):
    return 2.0 * sigma / sqrt(pi * draws)

# gets: The larger one is not
def too_high(sigma, draws):
    return 0.0

# gets: And the standard deviation
def too_high(sigma, draws):
    return sigma / draws / sqrt(pi)

# gets: still a little more
def too_high(sigma, draws):
    return sigma / sqrt(pi * draws)

def draws_for(share):
    return int(1.0 / (pi * share * share))

# gets: nearest whole
def too_high(sigma, draws):
    return sigma / sqrt(pi * draws)

def draws_for(share):
    return max(1, round(1.0 / (pi * share * share)))
