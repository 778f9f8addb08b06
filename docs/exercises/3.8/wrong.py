# gets: those steps
def at_rest(n):  # as if a step to another place were none
    return [0.0, n["CD"] / (n["CB"] + n["CD"]), 1.0]

# gets: depend on each other
def at_rest(n):
    d = n["DE"] / (n["DC"] + n["DE"])
    up = n["CD"] / (n["CB"] + n["CD"])
    if n["BA"] == n["BC"]:
        return [0.25, 0.5, 0.75]
    return [0.0, up * d, d]

# gets: Solve the three equations
def at_rest(n):
    return [0.25, 0.5, 0.75]
