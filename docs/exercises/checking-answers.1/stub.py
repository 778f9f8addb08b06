from math import nan

def agree(got, expected, tolerance=1e-9):
    return not abs(got - expected) > tolerance

print(agree(0.1 + 0.2, 0.3), agree(0.31, 0.3), agree(nan, 0.3))
