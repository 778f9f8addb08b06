def restlessness(alpha):
    return alpha / (2.0 - alpha)
