# gets: From which state on
def dream_returns(rewards, discounts, values, lam):
    following, returns = values[-1], []
    for t in reversed(range(len(values) - 1)):
        ahead = (1.0 - lam) * values[t + 1] + lam * following
        following = rewards[t + 1] + discounts[t] * ahead
        returns.insert(0, following)
    return returns

# gets: nobody has counted
def dream_returns(rewards, discounts, values, lam):
    following, returns = values[-1], []
    for t in reversed(range(len(values) - 1)):
        ahead = (1.0 - lam) * values[t + 1] + lam * following
        following = rewards[t] + discounts[t + 1] * ahead
        returns.insert(0, following)
    return returns
