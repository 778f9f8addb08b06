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

# gets: Together they are 1.5 long
def clip(gradients, limit):
    squares = sum(x * x for g in gradients for x in g)
    factor = limit / sqrt(squares) if squares > limit else 1.0
    return [[factor * x for x in g] for g in gradients]

# gets: compare a length with a length
def clip(gradients, limit):
    squares = sum(x * x for g in gradients for x in g)
    factor = min(1.0, limit / sqrt(squares)) if squares > limit else 1.0
    return [[factor * x for x in g] for g in gradients]

# gets: mind the division
def clip(gradients, limit):
    length = sqrt(sum(x * x for g in gradients for x in g))
    return [[min(1.0, limit / length) * x if length else 1.0 for x in g] for g in gradients]

# gets: the old lists come back
def clip(gradients, limit):
    length = sqrt(sum(x * x for g in gradients for x in g))
    if length <= limit:
        return gradients
    return [[limit / (length + 1e-6) * x for x in g] for g in gradients]
