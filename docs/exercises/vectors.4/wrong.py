# gets: other way round
def settled(weight):
    v0 = 2.0 / (1.0 - 0.5 * weight)
    return 2.0 + weight * v0, v0

# gets: after one round
def settled(weight):
    v0 = 2.0 / (1.0 - weight * weight)
    return v0, 2.0 + weight * v0

# gets: depends on the weight too
def settled(weight):
    return 8 / 3, 2.0 + weight * 8 / 3
