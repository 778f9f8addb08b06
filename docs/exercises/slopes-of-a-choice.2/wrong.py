# gets: slope of p itself
def slope(s, u, k):
    return (1.0 - u) * s * (1.0 - s)

# gets: Chance does not move
def slope(s, u, k):
    return 1.0 - ((1.0 - u) * s + u / k)

# gets: whole probability
def slope(s, u, k):
    return (1.0 - u) * (1.0 - s)

# gets: Chance does not move
def slope(s, u, k):
    return s * (1.0 - s) / ((1.0 - u) * s + u / k)

# gets: s moves by
def slope(s, u, k):
    return (1.0 - u) * (1.0 - ((1.0 - u) * s + u / k))

# gets: Nearly all of this
def slope(s, u, k):
    return (1.0 - u) * s * (1.0 - s) / ((1.0 - u) * s + u / 4)
