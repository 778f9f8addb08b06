from policywerk.primitives.activations import softmax

# gets: also led to
def reinforce(policy, episode, alpha):
    after = [list(row) for row in policy]
    for state, action, reward in episode:
        for a, p in enumerate(softmax(policy[state])):
            after[state][a] += alpha * reward * ((a == action) - p)
    return after

# gets: paid before it
def reinforce(policy, episode, alpha):
    after, earned = [list(row) for row in policy], sum(step[2] for step in episode)
    for state, action, _ in episode:
        for a, p in enumerate(softmax(policy[state])):
            after[state][a] += alpha * earned * ((a == action) - p)
    return after

# gets: both actions drawn
def reinforce(policy, episode, alpha):
    after, earned = [list(row) for row in policy], 0.0
    for state, action, reward in reversed(episode):
        earned += reward
        for a, p in enumerate(softmax(after[state])):
            after[state][a] += alpha * earned * ((a == action) - p)
    return after
