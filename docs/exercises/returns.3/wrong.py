def n_step(rewards, values, terminated, gamma, t, n):
    end = min(t + n, len(rewards))
    result = 0.0 if terminated and end == len(rewards) else values[end]
    for k in reversed(range(t, end)):
        result = rewards[k] + gamma * result
    return result

# gets: gone home: what follows
def n_step(rewards, values, terminated, gamma, t, n):
    end = min(t + n, len(rewards))
    result = values[end]
    for k in reversed(range(t, end)):
        result = rewards[k] + gamma * result
    return result

# gets: How far ahead is the estimate now
def n_step(rewards, values, terminated, gamma, t, n):
    end = min(t + n, len(rewards))
    result = sum(gamma ** (k - t) * rewards[k] for k in range(t, end))
    return result if terminated and end == len(rewards) else result + gamma * values[end]

# gets: however many are asked for
def n_step(rewards, values, terminated, gamma, t, n):  # discounts n times, and fewer steps are left
    end = min(t + n, len(rewards))
    result = sum(gamma ** (k - t) * rewards[k] for k in range(t, end))
    return result if terminated and end == len(rewards) else result + gamma ** n * values[end]

# gets: Who gets what is left over
def by_definition(rewards, values, terminated, gamma, lam, t):
    steps = len(rewards) - t
    return sum((1.0 - lam) * lam ** (n - 1) * n_step(rewards, values, terminated, gamma, t, n)
               for n in range(1, steps + 1))

# gets: the weight 1 - lambda
def by_definition(rewards, values, terminated, gamma, lam, t):  # lambda taken for what is left of 1
    steps, lam = len(rewards) - t, 1.0 - lam
    shares = [(1.0 - lam) * lam ** (n - 1) for n in range(1, steps)] + [lam ** (steps - 1)]
    return sum(share * n_step(rewards, values, terminated, gamma, t, n)
               for n, share in enumerate(shares, start=1))

# gets: Gamma discounts the rewards
def by_definition(rewards, values, terminated, gamma, lam, t):  # the two exchanged
    steps, gamma, lam = len(rewards) - t, lam, gamma
    shares = [(1.0 - lam) * lam ** (n - 1) for n in range(1, steps)] + [lam ** (steps - 1)]
    return sum(share * n_step(rewards, values, terminated, gamma, t, n)
               for n, share in enumerate(shares, start=1))
