from policywerk.primitives.scalar import sqrt
from policywerk.primitives.vector import mean, variance

# gets: a test for equal entries is not enough
def standardise(v):
    if max(v) == min(v):
        return [0.0] * len(v)
    sd = sqrt(variance(v))
    return [(x - mean(v)) / sd for x in v]

# gets: that do differ
def standardise(v):
    sd = sqrt(variance(v)) + 1.0
    return [(x - mean(v)) / sd for x in v]

# gets: Small rewards
def standardise(v):
    sd = sqrt(variance(v))
    if sd < 0.001:
        return [0.0] * len(v)
    return [(x - mean(v)) / sd for x in v]

# gets: something special
def standardise(v):  # one mean for all, which cures nothing
    centre = mean(v)
    sd = sqrt(mean([(x - centre) * (x - centre) for x in v]))
    if sd == 0.0:
        return [0.0] * len(v)
    return [(x - centre) / sd for x in v]

# gets: Small rewards
def standardise(v):
    sd = sqrt(variance(v))
    if sd < 1e-4:
        return [0.0] * len(v)
    return [(x - mean(v)) / sd for x in v]
