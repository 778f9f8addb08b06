from policywerk.primitives.activations import softmax
from policywerk.primitives.scalar import log

# gets: nearer than it is
def surprise(logits, outcome):
    p = softmax(logits)
    return -log(max(p[outcome], 1e-300))

# gets: no longer a surprise
def surprise(logits, outcome):
    return max(logits) - logits[outcome]
