from math import ceil


def huber_slope(error):
    return max(-1.0, min(1.0, error))


def clipped_square_slope(error):
    return 2.0 * error if abs(error) < 1.0 else 0.0


def updates(distance, alpha):
    return ceil(max(0.0, distance - 1.0) / alpha)
