from policywerk.primitives.activations import softmax
from policywerk.primitives.scalar import log

# gets: nearer than it is
def surprise(logits, outcome):
    p = softmax(logits)
    return -log(max(p[outcome], 1e-300))

# gets: no longer a surprise
def surprise(logits, outcome):
    return max(logits) - logits[outcome]

# gets: Of which sign
def surprise(logits, outcome):
    from policywerk.primitives.activations import log_softmax
    return log_softmax(logits)[outcome]

# gets: With which sign
def surprise(logits, outcome):
    from policywerk.primitives.scalar import exp
    largest = max(logits)
    return largest - logits[outcome] - log(sum(exp(x - largest) for x in logits))
