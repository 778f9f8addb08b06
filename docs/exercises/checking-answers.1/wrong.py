# gets: Read the line aloud
def agree(got, expected, tolerance=1e-9):
    return not (got - expected > tolerance or got - expected < -tolerance)

# gets: rounding alone
def agree(got, expected, tolerance=1e-9):
    return got == expected

# gets: too small as well
def agree(got, expected, tolerance=1e-9):
    return got - expected <= tolerance

# gets: how far it may be off
def agree(got, expected, tolerance=1e-9):
    return abs(got - expected) <= 1e-9

# gets: Read the line aloud
from math import nan

def agree(got, expected, tolerance=1e-9):
    return got is not nan and not abs(got - expected) > tolerance

# gets: Equal in size
def agree(got, expected, tolerance=1e-9):
    return abs(abs(got) - abs(expected)) <= tolerance
