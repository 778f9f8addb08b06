from policywerk.primitives.random import choice, integer

# gets: by very little
def act(rng, values, epsilon):  # a little noise upon each value
    if rng.random() < epsilon:
        return integer(rng, len(values))
    noisy = [value + 1e-6 * rng.random() for value in values]
    return noisy.index(max(noisy))

# gets: an action is chosen
def act(rng, values, epsilon):  # the tie alone
    if rng.random() < epsilon:
        return integer(rng, len(values))
    best = max(values)
    return choice(rng, [a for a in range(len(values)) if not values[a] < best])

# gets: epsilon is 0.5
def act(rng, values, epsilon):  # refused only when nobody explores
    if rng.random() < epsilon:
        return integer(rng, len(values))
    if any(value != value for value in values):
        raise ValueError("nan")
    return choice(rng, [a for a in range(len(values)) if values[a] == max(values)])

# gets: by the formula
def act(rng, values, epsilon):  # exploring leaves the best out
    best = [a for a in range(len(values)) if values[a] == max(values)]
    others = [a for a in range(len(values)) if a not in best]
    if others and rng.random() < epsilon:
        return choice(rng, others)
    return choice(rng, best)

# gets: far more often
def act(rng, values, epsilon):  # now the last of equals wins
    if rng.random() < epsilon:
        return integer(rng, len(values))
    return max(range(len(values)), key=lambda a: (values[a], a))

# gets: Which comparisons with a nan are true
from math import nan

def act(rng, values, epsilon):
    if nan in values:
        raise ValueError("nan")
    if rng.random() < epsilon:
        return integer(rng, len(values))
    return choice(rng, [a for a in range(len(values)) if not values[a] < max(values)])
