from policywerk.primitives.activations import softmax

def nudged(policy, episode, alpha, directions):
    """The logits after an episode; directions(after, state, action): one number an action."""
    after, earned = [list(row) for row in policy], 0.0
    for state, action, reward in reversed(episode):
        earned += reward
        for a, direction in enumerate(directions(after, state, action)):
            after[state][a] += alpha * earned * direction
    return after

def drawn_less(p, action):
    return [(a == action) - share for a, share in enumerate(p)]

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
    return nudged(policy, episode, alpha, lambda after, state, action: drawn_less(
        softmax(after[state]), action))

# gets: not equally likely
def reinforce(policy, episode, alpha):
    return nudged(policy, episode, alpha, lambda after, state, action: drawn_less(
        [1.0 / len(policy[state])] * len(policy[state]), action))

# gets: probabilities of its own
def reinforce(policy, episode, alpha):
    return nudged(policy, episode, alpha, lambda after, state, action: drawn_less(
        softmax(policy[0]), action))

# gets: loses its own probability
def reinforce(policy, episode, alpha):
    def directions(after, state, action):
        p = softmax(policy[state])[action]
        return [1.0 - p if a == action else -p for a in range(len(policy[state]))]

    return nudged(policy, episode, alpha, directions)

# gets: still the old list
def reinforce(policy, episode, alpha):
    after, earned = list(policy), 0.0
    for state, action, reward in reversed(episode):
        earned += reward
        after[state] = [x + alpha * earned * ((a == action) - p) for a, (x, p) in
                        enumerate(zip(after[state], softmax(policy[state])))]
    return after

# gets: Work on a copy
def reinforce(policy, episode, alpha):
    before, earned = [list(row) for row in policy], 0.0
    for state, action, reward in reversed(episode):
        earned += reward
        for a, p in enumerate(softmax(before[state])):
            policy[state][a] += alpha * earned * ((a == action) - p)
    return policy
