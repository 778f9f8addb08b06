from policywerk.primitives.vector import dot

# gets: equal features
def updated(w, x, target, alpha):  # the order turned round
    w = list(w)
    for i in reversed(range(len(w))):
        w[i] += alpha * (target - dot(w, x)) * x[i]
    return w

# gets: how much of each feature
def updated(w, x, target, alpha):
    error = target - dot(w, x)
    return [weight + alpha * error for weight in w]

# gets: other weights
def updated(w, x, target, alpha):  # as if q were 0
    return [weight + alpha * target * feature for weight, feature in zip(w, x)]

# gets: work on a copy
def updated(w, x, target, alpha):
    error = target - dot(w, x)
    for i in range(len(w)):
        w[i] += alpha * error * x[i]
    return w
