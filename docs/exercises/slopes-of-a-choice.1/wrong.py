# gets: as well
def softmax_vjp(p, g):
    return [p_i * (1.0 - p_i) * g_i if g_i else 0.0 for p_i, g_i in zip(p, g)]

# gets: rise too
def softmax_vjp(p, g):
    return [p[i] * ((1.0 - p[i]) * g[i] + sum(p[j] * g[j] for j in range(len(p)) if j != i))
            for i in range(len(p))]

# gets: Can any logit
def softmax_vjp(p, g):
    whole = sum(g)
    return [(g[i] - p[i] * whole) * 0.5 if i == 0 else -0.5 * p[i] * whole for i in range(len(p))]
