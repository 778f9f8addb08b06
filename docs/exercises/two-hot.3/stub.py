from policywerk.primitives.losses import symexp_bins
from policywerk.primitives.scalar import symlog
from policywerk.primitives.vector import dot

BINS = symexp_bins(9, 4.0)  # evenly from -4 to 4 on the symlog scale

def encode(y):
    """The probabilities of the nine bins for y: 0 but for the two bins beside it."""
    place = min(max(symlog(y) + 4.0, 0.0), 8.0)  # bin k stands at place k
    k = min(int(place), 7)
    p = [0.0] * 9
    p[k], p[k + 1] = 1.0 - (place - k), place - k
    return p

def decode(p):
    """What probabilities of the bins predict: their mean."""
    return dot(p, BINS)

for y in (0.0, 1.0, -10.0, 40.0):
    print(f"{y:5} and back {decode(encode(y)):.3f}")
