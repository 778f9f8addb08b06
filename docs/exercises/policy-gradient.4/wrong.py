# gets: A step costs 1
def corridor(p):
    return (4 - 2 * p) / (p * (1 - p))

# gets: sides exchanged
def corridor(p):
    return -3 / p
