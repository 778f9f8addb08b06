from policywerk.primitives.scalar import log

def kl(p, q):
    result = 0.0
    for p_i, q_i in zip(p, q):
        if p_i > 0.0 and q_i > 0.0:
            result += p_i * log(p_i / q_i)
    return result

print(f"{kl([0.5, 0.5], [0.25, 0.75]):.6f}")
print(f"{kl([0.5, 0.5], [1.0, 0.0]):.6f}")
