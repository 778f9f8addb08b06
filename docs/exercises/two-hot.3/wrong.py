from policywerk.primitives.losses import symexp_bins
from policywerk.primitives.scalar import symexp, symlog
from policywerk.primitives.vector import dot

BINS = symexp_bins(9, 4.0)

# gets: far below the mean
def encode(y):
    place = min(max(symlog(y) + 4.0, 0.0), 8.0)
    k = min(int(place), 7)
    p = [0.0] * 9
    p[k], p[k + 1] = 1.0 - (place - k), place - k
    return p

def decode(p):
    return symexp(dot(p, [symlog(b) for b in BINS]))

# gets: Beyond the last
def encode(y):
    place = min(max(symlog(y) + 4.0, 0.0), 8.0)
    k = min(int(place), 7)
    p = [0.0] * 9
    w = (y - BINS[k]) / (BINS[k + 1] - BINS[k])
    p[k], p[k + 1] = 1.0 - w, w
    return p

def decode(p):
    return dot(p, BINS)

# gets: in its own units
def encode(y):
    place = min(max(symlog(y) + 4.0, 0.0), 8.0)
    k = min(int(place), 7)
    p = [0.0] * 9
    p[k], p[k + 1] = place - k, 1.0 - (place - k)
    return p

def decode(p):
    return dot(p, BINS)
