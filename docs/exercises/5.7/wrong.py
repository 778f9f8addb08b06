def best_of(n, e):
    return e * (n - 1) / (n + 1)

def second_opinion(n, e):
    return 0.0

def with_a_gap(e):
    return e * 7.0 / 8.0

# gets: between 0 and e
def best_of(n, e):
    return e * n / (n + 1) if n > 1 else 0.0

# gets: chosen for being large
def best_of(n, e):
    return 0.0

# gets: wrong for three
def best_of(n, e):
    return e * (n - 1) / 3.0 if n < 3 else e / 3.0

# gets: its own largest
def second_opinion(n, e):
    return best_of(n, e)

# gets: looks better to the first set
def with_a_gap(e):
    return e

# gets: do both of its tails count
def with_a_gap(e):
    return e * 3.0 / 4.0
