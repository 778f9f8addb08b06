# gets: what do the hidden neurons say
def merged(W, b, V, c):
    weights = [[sum(v[k] * W[k][j] for k in range(len(W))) for j in range(len(W[0]))] for v in V]
    return weights, list(c)

# gets: like any input
def merged(W, b, V, c):
    weights = [[sum(v[k] * W[k][j] for k in range(len(W))) for j in range(len(W[0]))] for v in V]
    return weights, [x + y for x, y in zip(b, c)]

# gets: Entry by entry
def merged(W, b, V, c):
    weights = [[3.0, -2.0]]
    return weights, list(c)

# gets: like any input
def merged(W, b, V, c):
    weights = [[sum(v[k] * W[k][j] for k in range(len(W))) for j in range(len(W[0]))] for v in V]
    return weights, [sum(b) + s for s in c]

# gets: to add of its own
def merged(W, b, V, c):
    weights = [[sum(v[k] * W[k][j] for k in range(len(W))) for j in range(len(W[0]))] for v in V]
    return weights, [sum(v[k] * b[k] for k in range(len(b))) for v in V]
