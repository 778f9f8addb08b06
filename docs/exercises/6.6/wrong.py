from policywerk.building_blocks.distributions import standard_log_density
from policywerk.primitives.scalar import exp

def is_enough(ratio, advantage, clip_range):
    return ratio > 1.0 + clip_range if advantage > 0.0 else ratio < 1.0 - clip_range

# gets: compares the policy with itself
def learn(mean, steps, epochs, alpha=0.02, clip_range=0.2):
    for _ in range(epochs):
        for action, advantage in steps:
            log_then = standard_log_density(action - mean)
            ratio = exp(standard_log_density(action - mean) - log_then)
            if not is_enough(ratio, advantage, clip_range):
                mean += alpha * ratio * advantage * (action - mean)
    return mean

# gets: Compared with which policy
def learn(mean, steps, epochs, alpha=0.02, clip_range=0.2):  # another name, the same line
    for _ in range(epochs):
        first = mean
        for action, advantage in steps:
            ratio = exp(standard_log_density(action - mean) - standard_log_density(action - first))
            if not is_enough(ratio, advantage, clip_range):
                mean += alpha * ratio * advantage * (action - mean)
    return mean

# gets: had its mean at 0.5
def learn(mean, steps, epochs, alpha=0.02, clip_range=0.2):  # every policy begins at 0
    for _ in range(epochs):
        for action, advantage in steps:
            ratio = exp(standard_log_density(action - mean) - standard_log_density(action))
            if not is_enough(ratio, advantage, clip_range):
                mean += alpha * ratio * advantage * (action - mean)
    return mean

# gets: There are forty epochs
def learn(mean, steps, epochs, alpha=0.02, clip_range=0.2):  # what is safe: a single epoch
    then = [standard_log_density(action - mean) for action, _ in steps]
    for (action, advantage), log_then in zip(steps, then):
        ratio = exp(standard_log_density(action - mean) - log_then)
        if epochs and not is_enough(ratio, advantage, clip_range):
            mean += alpha * ratio * advantage * (action - mean)
    return mean

# gets: may come farther
def learn(mean, steps, epochs, alpha=0.02, clip_range=0.2):
    then = [standard_log_density(action - mean) for action, _ in steps]
    for _ in range(epochs):
        for (action, advantage), log_then in zip(steps, then):
            ratio = exp(standard_log_density(action - mean) - log_then)
            if not is_enough(ratio, advantage, 0.2):
                mean += alpha * ratio * advantage * (action - mean)
    return mean
