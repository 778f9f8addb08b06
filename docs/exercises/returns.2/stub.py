def lambda_returns(rewards, values, done, gamma, lam):
    """Lambda-returns of a rollout; values[t] is v(s_t), and the last step is done."""
    found, following = [0.0] * len(rewards), 0.0
    for t in reversed(range(len(rewards))):
        value = 0.0 if done[t] else values[t + 1]
        following = rewards[t] + gamma * ((1.0 - lam) * value + lam * following)
        found[t] = following
    return found

coins, expected, done = [1.0, 0.0, 2.0], [2.0, 3.0, 1.0], [False, False, True]
print(lambda_returns(coins + coins, expected + expected, done + done, 0.5, 0.5))
