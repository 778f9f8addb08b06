# gets: whoever tells nothing
def least_weight(error, nats):
    return 1.1 * nats / error

# gets: once with the weight 1
def least_weight(error, nats):
    return max(0.0, nats - 1.0) / error

# gets: and one nat of it is free
def least_weight(error, nats):
    return nats / error

# gets: divided by which
def least_weight(error, nats):
    return error / (1.1 * (nats - 1.0))

# gets: less than a nat
def least_weight(error, nats):
    return 1.1 * (nats - 1.0) / error
