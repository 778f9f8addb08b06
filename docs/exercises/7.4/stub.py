from policywerk.primitives.activations import softmax
from policywerk.primitives.scalar import log

def slopes(logits, advantages, scale, weight):
    """With each logit: of what an actor is to make large, in the one state that there is.

    The mean advantage is divided by how far returns spread. The entropy has a fixed weight.
    """
    p = softmax(logits)
    mean = sum(q * a for q, a in zip(p, advantages))
    entropy = -sum(q * log(q) for q in p)
    return [q * (a - mean - weight * (log(q) + entropy)) / scale for q, a in zip(p, advantages)]

for unit in (1.0, 100.0):  # of rewards; returns spread by 1 unit, and the arms differ by 0.003
    logits = [0.0, 0.0]
    for update in range(2000):
        found = slopes(logits, [0.003 * unit, 0.0], unit, weight=0.003)
        logits = [x + 1000.0 * slope for x, slope in zip(logits, found)]
    print(f"paid in {unit:g}: the better arm has {softmax(logits)[0]:.3f}")

