# gets: the other way
def tolerance(gamma, error):
    return error * gamma / (1.0 - gamma)

# gets: above it
def tolerance(gamma, error):
    return error * (1.0 - gamma)

# gets: Solve for c
def tolerance(gamma, error):
    return error
