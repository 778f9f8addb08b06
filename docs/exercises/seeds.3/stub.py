from policywerk.primitives.random import integer, stream
from policywerk.primitives.vector import mean

def resampled_means(samples, rng, resamples):
    """Means of that many lists, each drawn from the samples and as long as they are."""
    raise NotImplementedError

def middle(means, level):
    """The interval (low, high): (1 - level)/2 of the means go at each end."""
    raise NotImplementedError

means = resampled_means([1.0, 2.0, 6.0], stream(1, "bootstrap"), 2000)
for level in (0.8, 0.95):
    low, high = middle(means, level)
    print(f"{level}: {low:.2f} to {high:.2f}")
