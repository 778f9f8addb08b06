from math import exp, sqrt


def ratio(z, c):
    return exp(c * z - c * c / 2.0)


def shift(nats, sd, n):
    return sd * sqrt(2.0 * nats / n)


def penalised(g, beta):
    return g / beta
