from policywerk.building_blocks.distributions import standard_log_density
from policywerk.primitives.scalar import exp

def learn(mean, steps, epochs, alpha=0.02, clip_range=0.2):
    """Epochs of the clipped objective, one step an update; returns the new mean.

    A policy draws from a bell with this mean and a deviation of 1; it has drawn the steps,
    pairs of an action and its advantage.
    """
    for _ in range(epochs):
        then = [standard_log_density(action - mean) for action, _ in steps]
        for (action, advantage), log_then in zip(steps, then):
            ratio = exp(standard_log_density(action - mean) - log_then)
            enough = ratio > 1.0 + clip_range if advantage > 0.0 else ratio < 1.0 - clip_range
            if not enough:
                mean += alpha * ratio * advantage * (action - mean)
    return mean

steps = [(0.8, 1.0), (-0.6, -1.0), (1.5, 1.0), (-1.2, -1.0)]
for epochs in (1, 3, 10, 30):
    print(f"epochs: {epochs:2}   the mean moves from 0 to {learn(0.0, steps, epochs):.2f}")

