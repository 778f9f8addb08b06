from policywerk.primitives.activations import softmax
from policywerk.primitives.losses import two_hot
from policywerk.primitives.scalar import log

largest = 2.0

def least(y, bins):
    loss = 0.0
    for p in two_hot(y, bins):
        loss -= p * log(p) if p > 0.0 else 0.0
    return loss

def slopes(logits, y, bins):
    return [q - p for q, p in zip(softmax(logits), two_hot(y, bins))]

# gets: The other way round
def slopes(logits, y, bins):
    return [p - q for q, p in zip(softmax(logits), two_hot(y, bins))]

# gets: lowers the probabilities of all other
def slopes(logits, y, bins):
    return [-p for p in two_hot(y, bins)]

# gets: the most for one logit
largest = 1.0

# gets: the target itself is spread
def least(y, bins):
    return 0.0
