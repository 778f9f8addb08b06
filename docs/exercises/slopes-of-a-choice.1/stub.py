from policywerk.primitives.activations import softmax
from policywerk.primitives.vector import dot

def softmax_vjp(p, g):
    """How the loss moves with the logits, given how it moves with p = softmax(logits)."""
    return [p_i * (1.0 - p_i) * g_i for p_i, g_i in zip(p, g)]

x, h = [2.0, 1.0, 0.0], 1e-5
up, down = softmax([x[0] + h, x[1], x[2]]), softmax([x[0] - h, x[1], x[2]])
for g in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]:
    measured = (dot(g, up) - dot(g, down)) / (2.0 * h)
    print(f"{softmax_vjp(softmax(x), g)[0]:.6f} {measured:.6f}")
