# gets: its own baseline
def weights(arms, rewards):
    seen, found = [], []
    for reward in rewards:
        seen.append(reward)
        found.append(reward - sum(seen) / len(seen))
    return found

# gets: whichever arm
def weights(arms, rewards):
    found, last = [], 0.0
    for reward in rewards:
        found.append(reward - last)
        last = reward
    return found
