def episode(weights, alpha, decay):
    trace, changes = [0.0, 0.0], [0.0, 0.0]
    for state, reward, next_value in ((0, 0.0, weights[1]), (1, 1.0, 0.0)):
        delta = reward + next_value - weights[state]
        trace[state] += 1.0
        trace = [decay * z for z in trace]
        changes = [c + alpha * delta * z for c, z in zip(changes, trace)]
    return changes

print([episode([0.0, 0.0], 0.5, decay) for decay in (1.0, 0.5, 0.0)])
