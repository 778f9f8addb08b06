from policywerk.primitives.activations import softmax
from policywerk.primitives.scalar import log

def parts(logits, advantages):
    """Of each arm its probability, advantage less the mean, and log-probability plus entropy."""
    p = softmax(logits)
    mean = sum(q * a for q, a in zip(p, advantages))
    entropy = -sum(q * log(q) for q in p)
    return [(q, a - mean, log(q) + entropy) for q, a in zip(p, advantages)]

# gets: a hundredth of what it was
def slopes(logits, advantages, scale, weight):  # another order of the same alone
    return [q * a / scale - weight * q * rarity / scale
            for q, a, rarity in parts(logits, advantages)]

# gets: By what are advantages divided
def slopes(logits, advantages, scale, weight):  # divides nothing any more
    return [q * (a - weight * rarity) for q, a, rarity in parts(logits, advantages)]

# gets: a hundred times what it was
def slopes(logits, advantages, scale, weight):  # mends it twice
    return [q * (a / scale - weight * scale * rarity)
            for q, a, rarity in parts(logits, advantages)]

# gets: Nothing pulls towards chance
def slopes(logits, advantages, scale, weight):  # no bonus in worlds that pay much
    return [q * (a / scale - (weight if scale <= 1.0 else 0.0) * rarity)
            for q, a, rarity in parts(logits, advantages)]
