def layer_slopes(x, weight, grads):
    """From dL/dy of every example to the slopes with x, weight and bias of y = x W^T + b."""
    n, m, k = len(x), len(weight), len(weight[0])
    of_x = [[sum(grads[i][j] * weight[j][c] for j in range(m)) for c in range(k)]
            for i in range(n)]
    of_weight = [[0.0] * k for _ in range(m)]
    of_bias = [0.0] * m
    for i in range(n):
        for j in range(m):
            of_bias[j] = grads[i][j]
            for c in range(k):
                of_weight[j][c] = grads[i][j] * x[i][c]
    return of_x, of_weight, of_bias

print(layer_slopes([[1.0, 2.0], [3.0, -1.0]], [[0.5, -0.25]], [[-2.0], [1.0]]))
