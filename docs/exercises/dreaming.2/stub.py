def dream_returns(rewards, discounts, values, lam):
    """R_t of one dream; each list has an entry for every state, the first one included."""
    following, returns = values[-1], []
    for t in reversed(range(len(values) - 1)):
        ahead = (1.0 - lam) * values[t + 1] + lam * following
        following = rewards[t] + discounts[t] * ahead
        returns.insert(0, following)
    return returns

returns = dream_returns([0.0, 0.0, 0.0, 1.0], [1.0, 1.0, 0.5, 1.0], [0.5, 0.5, 0.5, 2.0], 0.9)
print([round(r, 4) for r in returns])
