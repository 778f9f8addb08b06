# gets: A step costs 1
def corridor(p):
    return (4 - 2 * p) / (p * (1 - p))

# gets: sides exchanged
def corridor(p):
    return -3 / p

# gets: At 0.5 it does not show
def corridor(p):
    return -(1 + (1 - p) / p + ((1 - p) / p) ** 2) / p - (1 + (1 - p) / p) / p - 1 / p

# gets: or of left
def corridor(p):
    return (2 * (1 - p) - 4) / (p * (1 - p))
