# gets: its own baseline
def weights(arms, rewards):
    seen, found = [], []
    for reward in rewards:
        seen.append(reward)
        found.append(reward - sum(seen) / len(seen))
    return found

# gets: not only the last one
def weights(arms, rewards):
    found, last = [], 0.0
    for reward in rewards:
        found.append(reward - last)
        last = reward
    return found

# gets: Where is the baseline
def weights(arms, rewards):
    return list(rewards)

# gets: which arm is pulled now
def weights(arms, rewards):
    seen, found = {0: [0.0], 1: [0.0]}, []
    for arm, reward in zip(arms, rewards):
        found.append(reward - sum(seen[arm]) / max(1, len(seen[arm]) - 1))
        seen[arm].append(reward)
    return found
