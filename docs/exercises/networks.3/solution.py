def merged(W, b, V, c):
    weights = [[sum(v[k] * W[k][j] for k in range(len(W))) for j in range(len(W[0]))] for v in V]
    return weights, [sum(v[k] * b[k] for k in range(len(b))) + s for v, s in zip(V, c)]
