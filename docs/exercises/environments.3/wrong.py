from policywerk.primitives.vector import dot

# gets: the other state is right
def earned(weeks):  # the order changed
    total = [0.0, 0.0]
    for week in range(weeks):
        total[1] = -5.0 + dot([0.7, 0.3], total)
        total[0] = 4.0 + dot([0.8, 0.2], total)
    return total

# gets: should read zeros
def earned(weeks):  # two names, one list
    total = [0.0, 0.0]
    for week in range(weeks):
        old = total
        total[0] = 4.0 + dot([0.8, 0.2], old)
        total[1] = -5.0 + dot([0.7, 0.3], old)
    return total

# gets: two are not
def earned(weeks):
    total, old = [0.0, 0.0], [0.0, 0.0]
    for week in range(weeks):
        total[0] = 4.0 + dot([0.8, 0.2], old)
        total[1] = -5.0 + dot([0.7, 0.3], old)
    return total
