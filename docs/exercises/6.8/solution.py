from math import exp


def k1_variance(c):
    return c * c


def k3_variance(c):
    return exp(c * c) - 1.0 - c * c


x = 1.0
for _ in range(60):
    x -= (exp(x) - 1.0 - 2.0 * x) / (exp(x) - 2.0)  # Newton's method, x = c^2
crossing = x / 2.0
