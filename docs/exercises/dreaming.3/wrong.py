from policywerk.primitives.scalar import log

# gets: against it
def nudge(p, action, advantage, weight, eta):
    return [weight * advantage * (x - (i == action)) for i, x in enumerate(p)]

# gets: counts for less
def nudge(p, action, advantage, weight, eta):
    return [advantage * ((i == action) - x) for i, x in enumerate(p)]

# gets: the entropy alone pushes
def nudge(p, action, advantage, weight, eta):
    return [weight * advantage * ((i == action) - x) for i, x in enumerate(p)]

# gets: the entropy alone pushes
def nudge(p, action, advantage, weight, eta):
    return [weight * (advantage * ((i == action) - x) - eta * x * log(x)) for i, x in enumerate(p)]
