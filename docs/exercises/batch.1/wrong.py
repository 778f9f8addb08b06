from policywerk.primitives.vector import mean
from policywerk.world.random_walk import states_of

# gets: mean is asked for
def error_on(walks, values):
    return sum((z - values[s]) * (z - values[s]) for w, z in walks for s in states_of(w))

def error_of(values):
    return sum((values[s] - s / 6) * (values[s] - s / 6) for s in range(1, 6)) / 5

# gets: Each step should
def error_on(walks, values):
    return mean([mean([(z - values[s]) * (z - values[s]) for s in states_of(w)]) for w, z in walks])

def error_of(values):
    return mean([(values[s] - s / 6) * (values[s] - s / 6) for s in range(1, 6)])

# gets: no predictions
def error_on(walks, values):
    return mean([(z - values[s]) * (z - values[s]) for w, z in walks for s in states_of(w)])

def error_of(values):
    return mean([(values[s] - s / 6) * (values[s] - s / 6) for s in range(7)])

# gets: They are to be squared
def error_on(walks, values):
    return mean([abs(z - values[s]) for w, z in walks for s in states_of(w)])

def error_of(values):
    return mean([abs(values[s] - s / 6) for s in range(1, 6)])

# gets: No root is asked for
def error_on(walks, values):
    return mean([(z - values[s]) * (z - values[s]) for w, z in walks for s in states_of(w)]) ** 0.5

def error_of(values):
    return mean([(values[s] - s / 6) * (values[s] - s / 6) for s in range(1, 6)]) ** 0.5
