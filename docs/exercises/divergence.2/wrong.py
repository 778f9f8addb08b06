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

# gets: ValueError
def kl(p, q):
    result = 0.0
    for p_i, q_i in zip(p, q):
        if q_i > 0.0:
            result += p_i * log(p_i / q_i)
        elif p_i > 0.0:
            return float("inf")
    return result

# gets: Nothing that was thought impossible
def kl(p, q):
    result = 0.0
    for p_i, q_i in zip(p, q):
        if (p_i > 0.0) != (q_i > 0.0):
            return float("inf")
        if p_i > 0.0:
            result += p_i * log(p_i / q_i)
    return result

# gets: 0.143841
def kl(p, q):
    for p_i, q_i in zip(p, q):
        assert p_i == 0.0 or q_i > 0.0, "infinite"
    return sum(p_i * abs(log(p_i / q_i)) for p_i, q_i in zip(p, q) if p_i > 0.0)
