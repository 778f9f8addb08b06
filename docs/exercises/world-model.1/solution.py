def least_weight(error, nats):
    return 1.1 * max(0.0, nats - 1.0) / error
