from policywerk.primitives.activations import softmax
from policywerk.primitives.losses import two_hot
from policywerk.primitives.scalar import log


def slopes(logits, y, bins):
    return [q - p for q, p in zip(softmax(logits), two_hot(y, bins))]

largest = 2.0

def least(y, bins):
    loss = 0.0
    for p in two_hot(y, bins):
        loss -= p * log(p) if p > 0.0 else 0.0
    return loss
