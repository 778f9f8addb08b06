# gets: turned into U numbers
def multiplications(m, units, blocks):
    return m * (m // blocks + units) + 3 * m * m // blocks

# gets: How many numbers do the gates
def multiplications(m, units, blocks):
    return m * (m // blocks + 3 * units) + m * m // blocks

# gets: cut as well
def multiplications(m, units, blocks):
    return m * (m + 3 * units) // blocks + 3 * m * m // blocks

# gets: Nothing is shared
def multiplications(m, units, blocks):
    return 4 * m * (m // blocks + 3 * units)

# gets: How many numbers do the gates
def multiplications(m, units, blocks):  # two gates
    return m * (m // blocks + 3 * units) + 2 * m * m // blocks
