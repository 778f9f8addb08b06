from math import exp, sqrt

def ratio(z, c):
    return exp(c * z - c * c / 2.0)

def shift(nats, sd, n):
    return sd * sqrt(2.0 * nats / n)

def penalised(g, beta):
    return g / beta

# gets: Has it become rarer
def ratio(z, c):
    return exp(c * z)

# gets: the half in the exponent
def ratio(z, c):
    return exp(z * z - (z - c) * (z - c))

# gets: half of a square
def shift(nats, sd, n):
    return sd * sqrt(nats / n)

# gets: the deviation is 0.5 now
def shift(nats, sd, n):
    return sqrt(2.0 * nats / n)

# gets: What does that make of each
def shift(nats, sd, n):
    return sd * sqrt(2.0 * nats) / n

# gets: for one dimension
def shift(nats, sd, n):
    return sd * sqrt(2.0 * nats)

# gets: squared over two
def penalised(g, beta):
    return g / (2.0 * beta)

# gets: should make the step smaller
def penalised(g, beta):
    return beta / g

# gets: should make the step smaller
def penalised(g, beta):
    return g * beta

# gets: A steeper advantage
def penalised(g, beta):
    return 1.0 / beta

# gets: how large the objective becomes
def penalised(g, beta):
    return g * g / (2.0 * beta)

# gets: slope with c zero
def penalised(g, beta):
    return g * g / beta

# gets: slope with c zero
def penalised(g, beta):
    return g / (beta * beta)

# gets: for one advantage
def penalised(g, beta):
    return 3.0 / beta
