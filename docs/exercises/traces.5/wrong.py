from policywerk.building_blocks.traces import accumulate, credit, fade

# gets: Within an episode the trace
def learn(episodes, alpha, decay):  # a fresh trace for each step
    weights = [0.0] * 3
    for steps in episodes:
        for state, reward, after in steps:
            trace = [0.0] * 3
            following = 0.0 if after is None else weights[after]
            delta = reward + following - weights[state]
            accumulate(trace, [(state, 1.0)])
            credit(weights, alpha * delta, trace)
    return weights

# gets: nobody has learned of it
def learn(episodes, alpha, decay):  # cleared at the end, before the credit
    weights, trace = [0.0] * 3, [0.0] * 3
    for steps in episodes:
        for state, reward, after in steps:
            following = 0.0 if after is None else weights[after]
            delta = reward + following - weights[state]
            fade(trace, decay)
            accumulate(trace, [(state, 1.0)])
            if after is None:
                fade(trace, 0.0)
            credit(weights, alpha * delta, trace)
    return weights

# gets: should be known in the second
def learn(episodes, alpha, decay):  # the weights forgotten along with the trace
    for steps in episodes:
        weights, trace = [0.0] * 3, [0.0] * 3
        for state, reward, after in steps:
            following = 0.0 if after is None else weights[after]
            delta = reward + following - weights[state]
            fade(trace, decay)
            accumulate(trace, [(state, 1.0)])
            credit(weights, alpha * delta, trace)
    return weights

# gets: added to what is left
def learn(episodes, alpha, decay):  # a replacing trace
    weights = [0.0] * 3
    for steps in episodes:
        trace = [0.0] * 3
        for state, reward, after in steps:
            following = 0.0 if after is None else weights[after]
            delta = reward + following - weights[state]
            fade(trace, decay)
            trace[state] = 1.0
            credit(weights, alpha * delta, trace)
    return weights

# gets: has changed already
def learn(episodes, alpha, decay):  # errors from the weights at the start of the episode
    weights = [0.0] * 3
    for steps in episodes:
        trace, old = [0.0] * 3, list(weights)
        for state, reward, after in steps:
            following = 0.0 if after is None else old[after]
            delta = reward + following - old[state]
            fade(trace, decay)
            accumulate(trace, [(state, 1.0)])
            credit(weights, alpha * delta, trace)
    return weights
