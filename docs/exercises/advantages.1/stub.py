def advantages(rewards, values, next_values, terminated, truncated, gamma, lam):
    found, following = [0.0] * len(rewards), 0.0
    for t in reversed(range(len(rewards))):
        after = 0.0 if terminated[t] else next_values[t]
        if terminated[t]:
            following = 0.0
        delta = rewards[t] + gamma * after - values[t]
        found[t] = following = delta + gamma * lam * following
    return found

# two episodes of two steps: the first is cut by a clock, the second ends
print(advantages([1.0, 1.0, 0.0, 5.0], [2.0, 2.0, 2.0, 2.0], [2.0, 2.0, 2.0, 0.0],
                 [False, False, False, True], [False, True, False, False], 0.5, 1.0))
