def settled(weight):
    v0 = 2.0 / (1.0 - 0.5 * weight)
    return v0, 2.0 + weight * v0
