from policywerk.primitives.scalar import exp, log

# gets: share that is left
def gate_sum(n):
    return -log(exp(log(2.0) / n) - 1.0)

# gets: of what the first has
def gate_sum(n):
    u = 1.0 / (2.0 * n)
    return log(u / (1.0 - u))

# gets: how far is the gate open
def gate_sum(n):
    return 1.0 - exp(-log(2.0) / n)

# gets: Right for one and two
def gate_sum(n):
    return -0.881373587019543 * (n - 1)
