from math import sqrt

def averaged(slopes, beta1, beta2):
    """t and Adam's two averages, not yet corrected, after each slope."""
    m, n = 0.0, 0.0
    for t, g in enumerate(slopes, start=1):
        m = beta1 * m + (1.0 - beta1) * g
        n = beta2 * n + (1.0 - beta2) * g * g
        yield t, m, n

# gets: Both corrections are missing
def adam_steps(slopes, alpha, beta1=0.9, beta2=0.999, tiny=1e-8):
    return [alpha * m / (sqrt(n) + tiny) for _, m, n in averaged(slopes, beta1, beta2)]

# gets: What does the second one begin
def adam_steps(slopes, alpha, beta1=0.9, beta2=0.999, tiny=1e-8):
    m, n, steps = 0.0, 0.0, []
    for t, g in enumerate(slopes, start=1):
        m = (beta1 * m + (1.0 - beta1) * g) / (1.0 - beta1 ** t)
        n = beta2 * n + (1.0 - beta2) * g * g
        steps.append(alpha * m / (sqrt(n / (1.0 - beta2 ** t)) + tiny))
    return steps

# gets: slopes that come and go
def adam_steps(slopes, alpha, beta1=0.9, beta2=0.999, tiny=1e-8):
    return [alpha * g / (abs(g) + tiny) for g in slopes]

# gets: Where is alpha
def adam_steps(slopes, alpha, beta1=0.9, beta2=0.999, tiny=1e-8):
    return [m / (1.0 - beta1 ** t) / (sqrt(n / (1.0 - beta2 ** t)) + tiny)
            for t, m, n in averaged(slopes, beta1, beta2)]

# gets: its own beta
def adam_steps(slopes, alpha, beta1=0.9, beta2=0.999, tiny=1e-8):
    return [alpha * m / (1.0 - beta2 ** t) / (sqrt(n / (1.0 - beta1 ** t)) + tiny)
            for t, m, n in averaged(slopes, beta1, beta2)]

# gets: that of the average of squares
def adam_steps(slopes, alpha, beta1=0.9, beta2=0.999, tiny=1e-8):
    return [alpha * m / (1.0 - beta1 ** t) / (sqrt(n) + tiny)
            for t, m, n in averaged(slopes, beta1, beta2)]

# gets: that of the average of slopes
def adam_steps(slopes, alpha, beta1=0.9, beta2=0.999, tiny=1e-8):
    return [alpha * m / (sqrt(n / (1.0 - beta2 ** t)) + tiny)
            for t, m, n in averaged(slopes, beta1, beta2)]
