# gets: different
def fair(toss):
    return int(toss() != toss())

# gets: What should happen after them
def fair(toss):
    return int(toss())

# gets: What should happen
def fair(toss):
    first, second = toss(), toss()
    while first == second:
        first, second = second, toss()
    return int(first)

# gets: What should happen
def fair(toss):
    first, second = toss(), toss()
    while first == second:
        second = toss()
    return int(first)
