def weights(arms, rewards):
    """What each pull is worth: its reward, less the mean of those before it; 0.0 if none."""
    before = {0: [], 1: []}
    found = []
    for arm, reward in zip(arms, rewards):
        seen = before[arm]
        usual = sum(seen) / len(seen) if seen else 0.0
        found.append(reward - usual)
        seen.append(reward)
    return found

# left pays 1, right pays 3
print(weights([0, 1, 0, 1, 1], [1.0, 3.0, 1.0, 3.0, 3.0]))
