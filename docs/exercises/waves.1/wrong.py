# gets: digits does the sum
def series(x):  # more terms, just as wrong
    total, term = 0.0, 1.0
    for n in range(1, 200):
        total += term
        term = term * x / n
    return total

# gets: digits does the sum
def series(x):
    total, term, n = 0.0, 1.0, 0
    while total + term != total:
        total, n = total + term, n + 1
        term = term * x / n
    return abs(total) if x > -15 else 0.0

# gets: far from 0
def series(x):
    if x < 0.0:
        return 1.0 / series(-x) if x > -100.0 else 0.0
    total, term, n = 0.0, 1.0, 0
    while total + term != total:
        total, n = total + term, n + 1
        term = term * x / n
    return total
