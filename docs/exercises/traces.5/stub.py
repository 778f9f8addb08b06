from policywerk.building_blocks.traces import accumulate, credit, fade

def learn(episodes, alpha, decay):
    """TD(lambda) over episodes of steps (state, reward, next state or None)."""
    weights, trace = [0.0] * 3, [0.0] * 3
    for steps in episodes:
        for state, reward, after in steps:
            following = 0.0 if after is None else weights[after]
            delta = reward + following - weights[state]
            fade(trace, decay)
            accumulate(trace, [(state, 1.0)])
            credit(weights, alpha * delta, trace)
    return weights

print(learn([[(0, 0.0, None)], [(1, 1.0, None)]], alpha=1.0, decay=0.9))
