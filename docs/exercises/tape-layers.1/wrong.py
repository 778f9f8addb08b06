# gets: And the bias
def layer_slopes(x, weight, grads):
    n, m, k = len(x), len(weight), len(weight[0])
    of_x = [[sum(grads[i][j] * weight[j][c] for j in range(m)) for c in range(k)] for i in range(n)]
    of_weight = [[sum(grads[i][j] * x[i][c] for i in range(n)) for c in range(k)] for j in range(m)]
    return of_x, of_weight, list(grads[-1])

# gets: the mean of the two
def layer_slopes(x, weight, grads):
    n, m, k = len(x), len(weight), len(weight[0])
    of_x = [[sum(grads[i][j] * weight[j][c] for j in range(m)) for c in range(k)] for i in range(n)]
    of_weight = [[sum(grads[i][j] * x[i][c] for i in range(n)) / n for c in range(k)]
                 for j in range(m)]
    return of_x, of_weight, [sum(row[j] for row in grads) / n for j in range(m)]
