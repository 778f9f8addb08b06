even = 0.0019

def earned(start, crossed, steps, last):
    runs = 1.0 / crossed ** 10
    tried = (1.0 - crossed ** 10) / (1.0 - crossed)
    return -(runs * (start + tried * steps) + 99.0 * (runs - 1.0) + last)

def edge(q):
    p = 1.0 - q
    return earned(1.0 / p + 1.0 / p ** 2, p, 1.0, 1.0)

def safe(q):
    p = 1.0 - q
    start = 2.0 / p + 1.0 / p ** 2 + q / p ** 3
    return earned(start, p / (1.0 - p * q), (1.0 + q) / (1.0 - p * q), 2.0)

# gets: may fall again
def edge(q):
    p = 1.0 - q
    return -(1.0 / p + 1.0 / p ** 2 + (1.0 - p ** 10) / q + 99.0 * (1.0 - p ** 10) + p ** 10)

# gets: a second one
def safe(q):  # as if one stumble above the edge were a fall
    p = 1.0 - q
    return earned(2.0 / p + 1.0 / p ** 2 + q / p ** 3, p, 1.0, 2.0)

# gets: a quarter of
even = 0.0076
