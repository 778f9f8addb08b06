# gets: That is ReLU
def leaky(x):
    return max(x, 0.0)

def leaky_slope(x, y):
    return 1.0 if x > 0.0 else 0.1

# gets: no number either
def leaky(x):
    return 0.1 * x if x < 0.0 else x

def leaky_slope(x, y):
    return 1.0 if x > 0.0 else 0.1

# gets: central difference
def leaky(x):
    return 0.1 * x if x < 0.0 else x

def leaky_slope(x, y):
    return 1.0 if y > 1.0 else 0.1 if x == x else x
