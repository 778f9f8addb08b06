from policywerk.primitives.scalar import log

# gets: still finite
def kl(p, q):
    result = 0.0
    for p_i, q_i in zip(p, q):
        if p_i > 0.0:
            result += p_i * log(p_i / (q_i + 1e-12))
    return max(0.0, result)

# gets: right for
def kl(p, q):
    result = 0.0
    for p_i, q_i in zip(p, q):
        if q_i == 0.0:
            return float("inf")
        if p_i > 0.0:
            result += p_i * log(p_i / q_i)
    return result
