def corridor(p):
    return (2 * p - 4) / (p * (1 - p))
