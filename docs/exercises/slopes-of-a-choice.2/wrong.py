# gets: slope of p itself
def slope(s, u, k):
    return (1.0 - u) * s * (1.0 - s)

# gets: Chance does not move
def slope(s, u, k):
    return 1.0 - ((1.0 - u) * s + u / k)

# gets: Nearly all of this
def slope(s, u, k):
    return (1.0 - u) * (1.0 - s)
