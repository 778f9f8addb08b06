from policywerk.primitives.scalar import sqrt
from policywerk.primitives.vector import mean, variance

def standardise(v):
    sd = sqrt(variance(v))
    if sd == 0.0:
        return [0.0] * len(v)
    return [(x - mean(v)) / sd for x in v]

print(standardise([0.5] * 10)[:3])
print(standardise([0.1] * 10)[:3])
