from policywerk.primitives.random import integer, permutation
from policywerk.primitives.vector import mean

# gets: Who may be drawn twice
def resampled_means(samples, rng, resamples):  # without putting back
    return [mean([samples[i] for i in permutation(rng, len(samples))]) for _ in range(resamples)]

def middle(means, level):
    ordered, out = sorted(means), int(len(means) * (1.0 - level) / 2.0 + 1e-9)
    return ordered[out], ordered[-1 - out]

# gets: what does a computer make of it
def resampled_means(samples, rng, resamples):
    return [mean([samples[integer(rng, len(samples))] for _ in samples]) for _ in range(resamples)]

def middle(means, level):
    ordered, out = sorted(means), int(len(means) * (1.0 - level) / 2.0)
    return ordered[out], ordered[-1 - out]

# gets: rounded down
def resampled_means(samples, rng, resamples):
    return [mean([samples[integer(rng, len(samples))] for _ in samples]) for _ in range(resamples)]

def middle(means, level):
    ordered, out = sorted(means), round(len(means) * (1.0 - level) / 2.0)
    return ordered[out], ordered[-1 - out]

# gets: twice too much
def resampled_means(samples, rng, resamples):
    return [mean([samples[integer(rng, len(samples))] for _ in samples]) for _ in range(resamples)]

def middle(means, level):
    ordered, out = sorted(means), int(len(means) * (1.0 - level) + 1e-9)
    return ordered[out], ordered[-1 - out]

# gets: no means of three
def resampled_means(samples, rng, resamples):  # one draw for each resample
    return [0.5 * (samples[0] + samples[integer(rng, len(samples))]) for _ in range(resamples)]

def middle(means, level):
    ordered, out = sorted(means), int(len(means) * (1.0 - level) / 2.0 + 1e-9)
    return ordered[out], ordered[-1 - out]

# gets: Line them up first
def resampled_means(samples, rng, resamples):
    return [mean([samples[integer(rng, len(samples))] for _ in samples]) for _ in range(resamples)]

def middle(means, level):
    out = int(len(means) * (1.0 - level) / 2.0 + 1e-9)
    return means[out], means[-1 - out]

# gets: The lower end comes first
def resampled_means(samples, rng, resamples):
    return [mean([samples[integer(rng, len(samples))] for _ in samples]) for _ in range(resamples)]

def middle(means, level):
    ordered, out = sorted(means), int(len(means) * (1.0 - level) / 2.0 + 1e-9)
    return ordered[-1 - out], ordered[out]

# gets: no means of a list of four
def resampled_means(samples, rng, resamples):  # three draws, however many samples there are
    return [mean([samples[integer(rng, len(samples))] for _ in range(3)]) for _ in range(resamples)]

def middle(means, level):
    ordered, out = sorted(means), int(len(means) * (1.0 - level) / 2.0 + 1e-9)
    return ordered[out], ordered[-1 - out]

# gets: Where do your draws come from
import random

def resampled_means(samples, rng, resamples):
    return [mean([random.choice(samples) for _ in samples]) for _ in range(resamples)]

def middle(means, level):
    ordered, out = sorted(means), int(len(means) * (1.0 - level) / 2.0 + 1e-9)
    return ordered[out], ordered[-1 - out]
