def tolerance(gamma, error):
    return error * (1.0 - gamma) / gamma
