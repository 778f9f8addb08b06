from policywerk.primitives.scalar import sqrt

# gets: together
def clip(gradients, limit):
    clipped = []
    for g in gradients:
        length = sqrt(sum(x * x for x in g))
        factor = min(1.0, limit / length) if length else 1.0
        clipped.append([factor * x for x in g])
    return clipped

# gets: shorter than
def clip(gradients, limit):
    length = sqrt(sum(x * x for g in gradients for x in g))
    return [[limit / length * x for x in g] for g in gradients]

# gets: changes the list
def clip(gradients, limit):
    length = sqrt(sum(x * x for g in gradients for x in g))
    for g in gradients:
        g[:] = [min(1.0, limit / length) * x if length else x for x in g]
    return gradients
