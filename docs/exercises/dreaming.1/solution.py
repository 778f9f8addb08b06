def worth(horizon):
    gamma = 1.0 - 1.0 / horizon
    return 1.0 / (1.0 - gamma * gamma)
