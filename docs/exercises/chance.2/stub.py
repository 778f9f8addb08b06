from policywerk.primitives.random import stream

def categorical(rng, probabilities):
    for i, p in enumerate(probabilities):
        if rng.random() < p:
            return i
    return len(probabilities) - 1

rng, counts = stream(1, "four lines"), [0, 0, 0]
for _ in range(10000):
    counts[categorical(rng, [0.2, 0.5, 0.3])] += 1

print(counts)
