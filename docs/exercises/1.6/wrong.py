# gets: one still stands there
def value(steps, slip, gamma):
    v = 0.0
    for n in range(1, steps + 1):
        v = (1.0 - slip) * ((1.0 if n == 1 else -0.04) + gamma * v) - 0.04 * slip
    return v

# gets: such a step pays too
def value(steps, slip, gamma):
    v = 0.0
    for n in range(1, steps + 1):
        v = (1.0 - slip) * ((1.0 if n == 1 else -0.04) + gamma * v) / (1.0 - gamma * slip)
    return v

# gets: won in the same way
def value(steps, slip, gamma):  # the ice is forgotten after the first cell
    v = ((1.0 - slip) - 0.04 * slip) / (1.0 - gamma * slip)
    for _ in range(steps - 1):
        v = -0.04 + gamma * v
    return v
