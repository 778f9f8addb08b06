from math import exp

crossing = 0.628

def k1_variance(c):
    return c * c

def k3_variance(c):
    return exp(c * c) - 1.0 - c * c

# gets: standard deviation
def k1_variance(c):
    return c

# gets: The square of its mean
def k1_variance(c):
    return c * c + c * c * c * c / 4.0

# gets: square of the mean
def k3_variance(c):
    return exp(c * c) - 1.0 - c * c + c * c * c * c / 4.0

# gets: nearly right
def k3_variance(c):
    return c * c * c * c / 2.0

# gets: Log rho varies with it
def k3_variance(c):
    return exp(c * c) - 1.0

# gets: How much is it in nats
crossing = 1.2564

# gets: Is c small there
crossing = 1.0
