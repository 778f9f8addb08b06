from policywerk.primitives.random import integer, stream

def act(rng, values, epsilon):
    if rng.random() < epsilon:
        return integer(rng, len(values))
    return values.index(max(values))

presses = []
for seed in range(500):
    rng = stream(seed, "exploration")
    presses += [act(rng, [0.0, 0.0], 0.1) for _ in range(10)]

print(f"the second button: {sum(presses) / len(presses):.3f}")
