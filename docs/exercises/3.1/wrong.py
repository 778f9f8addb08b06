def ahead(lam, left):
    return sum(lam ** n for n in range(left))

# gets: it gets all that is left
def weights(lam, left):
    return [(1.0 - lam) * lam ** n for n in range(left)]

# gets: Multiply by 1 less lambda
def weights(lam, left):
    return [lam ** n for n in range(left)]

# gets: without an end
def weights(lam, left):
    return [(1.0 - lam) * lam ** n for n in range(left - 1)] + [lam ** (left - 1)]

def ahead(lam, left):
    return 1.0 / (1.0 - lam)
