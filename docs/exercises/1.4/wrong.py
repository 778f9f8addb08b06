# gets: what is still to come
def sweeps(change, gamma, error):  # until a change is small, which an error need not be
    k = 1
    while change > error:
        change *= gamma
        k += 1
    return k

# gets: One fewer
def sweeps(change, gamma, error):
    k = 0
    while gamma * change / (1.0 - gamma) > error:
        change *= gamma
        k += 1
    return k

# gets: One more
def sweeps(change, gamma, error):
    k = 1
    while change / (1.0 - gamma) > error:
        change *= gamma
        k += 1
    return k

# gets: fewer than one
from math import ceil, log

def sweeps(change, gamma, error):
    return ceil(log(error * (1.0 - gamma) / change) / log(gamma))

# gets: rounded up
from math import log

def sweeps(change, gamma, error):
    return max(1, int(log(error * (1.0 - gamma) / change) / log(gamma)))

# gets: nearest whole number
from math import log

def sweeps(change, gamma, error):
    return max(1, round(log(error * (1.0 - gamma) / change) / log(gamma)))
