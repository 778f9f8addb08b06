from math import sqrt

def adam_steps(slopes, alpha, beta1=0.9, beta2=0.999, tiny=1e-8):
    m, n, steps = 0.0, 0.0, []
    for t, g in enumerate(slopes, start=1):
        m = (beta1 * m + (1.0 - beta1) * g) / (1.0 - beta1 ** t)
        n = (beta2 * n + (1.0 - beta2) * g * g) / (1.0 - beta2 ** t)
        steps.append(alpha * m / (sqrt(n) + tiny))
    return steps

print([f"{step:.4f}" for step in adam_steps([2.0] * 5, alpha=0.1)])
