# gets: steps before it as well
def lambda_returns(rewards, values, done, gamma, lam):  # cut behind the last step, not before it
    found, following = [0.0] * len(rewards), 0.0
    for t in reversed(range(len(rewards))):
        value = 0.0 if done[t] else values[t + 1]
        following = rewards[t] + gamma * ((1.0 - lam) * value + lam * following)
        found[t] = following
        if done[t]:
            following = 0.0
    return found

# gets: wrong for other episodes
def lambda_returns(rewards, values, done, gamma, lam):  # cut by the clock of the first example
    found, following = [0.0] * len(rewards), 0.0
    for t in reversed(range(len(rewards))):
        if t % 3 == 2 or all(done):
            following = 0.0
        value = 0.0 if done[t] else values[t + 1]
        following = rewards[t] + gamma * ((1.0 - lam) * value + lam * following)
        found[t] = following
    return found

# gets: What does the first know of the second
def lambda_returns(rewards, values, done, gamma, lam):  # the symptom: only a fresh value is put in
    found, following = [0.0] * len(rewards), 0.0
    for t in reversed(range(len(rewards))):
        value = 0.0 if done[t] else values[t + 1]
        share = lam if not done[t] else lam * lam
        following = rewards[t] + gamma * ((1.0 - lam) * value + share * following)
        found[t] = following
    return found

# gets: steps before it as well
def lambda_returns(rewards, values, done, gamma, lam):
    found, following = [0.0] * len(rewards), 0.0
    for t in reversed(range(len(rewards))):
        if done[t]:
            found[t], following = rewards[t], 0.0
        else:
            following = rewards[t] + gamma * ((1.0 - lam) * values[t + 1] + lam * following)
            found[t] = following
    return found
