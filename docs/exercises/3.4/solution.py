def factor(alpha):
    return 1.0 - 2.0 * alpha
