# gets: ZeroDivisionError
def episode(weights, alpha, decay):  # what has faded too much is enlarged again
    trace, changes = [0.0, 0.0], [0.0, 0.0]
    for state, reward, next_value in ((0, 0.0, weights[1]), (1, 1.0, 0.0)):
        delta = reward + next_value - weights[state]
        trace[state] += 1.0
        trace = [decay * z for z in trace]
        changes = [c + alpha * delta * z / decay for c, z in zip(changes, trace)]
    return changes

# gets: the first step surprises
def episode(weights, alpha, decay):  # credits the end alone
    delta = 1.0 - weights[1]
    return [alpha * delta * decay, alpha * delta]

# gets: state 0 is long forgotten
def episode(weights, alpha, decay):  # no fading at all
    trace, changes = [0.0, 0.0], [0.0, 0.0]
    for state, reward, next_value in ((0, 0.0, weights[1]), (1, 1.0, 0.0)):
        trace[state] += 1.0
        delta = reward + next_value - weights[state]
        changes = [c + alpha * delta * z for c, z in zip(changes, trace)]
    return changes
