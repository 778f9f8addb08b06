from policywerk.primitives.activations import rms_norm
from policywerk.primitives.vector import dot

def norm(x, gain):
    return [g * n for g, n in zip(gain, rms_norm(x).values)]

def norm_vjp(x, gain, grads):
    """How the loss moves with x, given how it moves with norm(x, gain)."""
    normed, divisor = rms_norm(x)
    along = dot(normed, grads) / len(x)
    return [g * (slope - n * along) / divisor for g, n, slope in zip(gain, normed, grads)]

x, grads, h = [3.0, -4.0], [1.0, 2.0], 1e-5
for gain in ([1.0, 1.0], [2.0, 2.0], [1.0, 10.0]):
    up, down = norm([3.0 + h, -4.0], gain), norm([3.0 - h, -4.0], gain)
    measured = (dot(grads, up) - dot(grads, down)) / (2.0 * h)
    print(f"{norm_vjp(x, gain, grads)[0]:.5f} measured {measured:.5f}")
