# gets: more than one win
def learn(walks, alpha):  # no value above 1 is ever shown
    values = [0.5] * 7
    values[0], values[6] = 0.0, 1.0
    for states in walks:
        for state, after in zip(states, states[1:]):
            reward = 1.0 if after == 6 else 0.0
            values[state] += alpha * (reward + values[after] - values[state])
            values[state] = min(values[state], 1.0)
    return values

# gets: it was won
def learn(walks, alpha):  # twice mended
    values = [0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.0]
    for states in walks:
        for state, after in zip(states, states[1:]):
            values[state] += alpha * (values[after] - values[state])
    return values

# gets: by hand
def learn(walks, alpha):  # half of the win each
    values = [0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0]
    for states in walks:
        for state, after in zip(states, states[1:]):
            reward = 0.5 if after == 6 else 0.0
            values[state] += alpha * (reward + values[after] - values[state])
    return values
