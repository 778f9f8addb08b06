from policywerk.primitives.scalar import log


def part(p):
    return p * log(p) if p > 0.0 else 0.0

def error(c):
    return c * (1.0 - c)

def nats(c):
    return log(2.0) + part(c) + part(1.0 - c)

def least_weight(pull):
    return 2.0 * pull

# gets: what black and white are off by
def error(c):
    return 1.0 - c if c > 0.5 else 0.25

# gets: the square of what it is off by
def error(c):
    return 1.0 - c

# gets: the entropy of the belief
def nats(c):
    return -part(c) - part(1.0 - c)

# gets: That is in bits
def nats(c):
    return (log(2.0) + part(c) + part(1.0 - c)) / log(2.0)

# gets: certainty with no look
def least_weight(pull):
    return 4.0 * log(2.0) * pull

# gets: divided by which
def least_weight(pull):
    return 0.5 / pull

# gets: looking costs a tenth
def least_weight(pull):
    return 2.0
