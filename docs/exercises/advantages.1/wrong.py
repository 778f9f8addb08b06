# gets: would have gone on
def advantages(rewards, values, next_values, terminated, truncated, gamma, lam):
    found, following = [0.0] * len(rewards), 0.0
    for t in reversed(range(len(rewards))):
        over = terminated[t] or truncated[t]
        after = 0.0 if over else next_values[t]
        if over:
            following = 0.0
        delta = rewards[t] + gamma * after - values[t]
        found[t] = following = delta + gamma * lam * following
    return found

# gets: later surprises
def advantages(rewards, values, next_values, terminated, truncated, gamma, lam):
    found = []
    for t in range(len(rewards)):
        after = 0.0 if terminated[t] else next_values[t]
        found.append(rewards[t] + gamma * after - values[t])
    return found

# gets: both terminate
def advantages(rewards, values, next_values, terminated, truncated, gamma, lam):
    found, following = [0.0] * len(rewards), 0.0
    for t in reversed(range(len(rewards))):
        after = 0.0 if terminated[t] else next_values[t]
        if truncated[t]:
            following = 0.0
        delta = rewards[t] + gamma * after - values[t]
        found[t] = following = delta + gamma * lam * following
    return found
