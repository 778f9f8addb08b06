from math import ceil

def huber_slope(error):
    return max(-1.0, min(1.0, error))

def clipped_square_slope(error):
    return 2.0 * error if abs(error) < 1.0 else 0.0

def updates(distance, alpha):
    return ceil(max(0.0, distance - 1.0) / alpha)

# gets: no longer moves
def clipped_square_slope(error):  # twice the clipped error
    return 2.0 * max(-1.0, min(1.0, error))

# gets: Nobody has taken half
def clipped_square_slope(error):
    return error if abs(error) < 1.0 else 0.0

# gets: within 1 of the target
def updates(distance, alpha):
    return ceil(distance / alpha)

# gets: the last whole step
def updates(distance, alpha):
    return int(max(0.0, distance - 1.0) / alpha)

# gets: Which way does the line on the left
def huber_slope(error):
    return error if abs(error) <= 1.0 else 1.0
