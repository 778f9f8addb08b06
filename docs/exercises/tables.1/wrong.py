from policywerk.primitives.vector import total

# gets: Which question
def fits(row):
    return min(row) >= 0.0 and not abs(sum(row) - 1.0) > 1e-9

# gets: What else must hold
def fits(row):
    return abs(sum(row) - 1.0) <= 1e-9

# gets: by rounding
def fits(row):
    return all(0.0 <= p <= 1.0 for p in row) and total(row) == 1.0

# gets: is certain
def fits(row):
    return all(0.0 < p < 1.0 for p in row) and abs(sum(row) - 1.0) <= 1e-9

# gets: no entry is above 1
def fits(row):
    return all(p <= 1.0 for p in row) and abs(sum(row) - 1.0) <= 1e-9

# gets: too large as well
def fits(row):
    return all(0.0 <= p <= 1.0 for p in row) and 1.0 - sum(row) <= 1e-9
