def multiplications(m, units, blocks):
    return m * (m // blocks + 3 * units) + 3 * m * m // blocks
