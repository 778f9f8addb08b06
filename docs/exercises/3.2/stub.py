from policywerk.primitives.random import integer, stream

def walk(rng):
    states = [3]
    while states[-1] not in (0, 6):
        states.append(states[-1] + 2 * integer(rng, 2) - 1)
    return states

def learn(walks, alpha):
    values = [0.5] * 7
    values[0], values[6] = 0.0, 1.0
    for states in walks:
        for state, after in zip(states, states[1:]):
            reward = 1.0 if after == 6 else 0.0
            values[state] += alpha * (reward + values[after] - values[state])
    return values

rng = stream(0, "walks")
values = learn([walk(rng) for _ in range(4000)], 0.01)
print([f"{value:.2f}" for value in values[1:-1]])
