from policywerk.primitives.activations import rms_norm
from policywerk.primitives.vector import dot

# gets: been through the gains
def norm(x, gain):
    return [g * n for g, n in zip(gain, rms_norm(x).values)]

def norm_vjp(x, gain, grads):
    normed, divisor = rms_norm(x)
    along = dot(normed, [g * slope for g, slope in zip(gain, grads)]) / len(x)
    return [(slope - n * along) / divisor for n, slope in zip(normed, grads)]

# gets: been through the gains
def norm(x, gain):
    return [g * n for g, n in zip(gain, rms_norm(x).values)]

def norm_vjp(x, gain, grads):
    normed, divisor = rms_norm(x)
    along = dot(normed, [g * slope for g, slope in zip(gain, grads)]) / len(x)
    return [g * (slope - n * along) / divisor for g, n, slope in zip(gain, normed, grads)]

# gets: Mend the way back
def norm(x, gain):
    return rms_norm([g * each for g, each in zip(gain, x)]).values

def norm_vjp(x, gain, grads):
    normed, divisor = rms_norm(x)
    along = dot(normed, grads) / len(x)
    return [g * (slope - n * along) / divisor for g, n, slope in zip(gain, normed, grads)]

# gets: wrong for three
def norm(x, gain):
    return [g * n for g, n in zip(gain, rms_norm(x).values)]

def norm_vjp(x, gain, grads):
    normed, divisor = rms_norm(x)
    e = [g * slope for g, slope in zip(gain, grads)]
    along = dot(normed, e) / 2
    return [(e_i - n * along) / divisor for e_i, n in zip(e, normed)]
