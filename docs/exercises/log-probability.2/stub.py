from policywerk.primitives.activations import softmax
from policywerk.primitives.scalar import log

def surprise(logits, outcome):
    p = softmax(logits)
    return -log(p[outcome] + 1e-8)

print(f"{surprise([2.0, 0.0, -1.0], 2):.4f}")
print(f"{surprise([800.0, 0.0, 0.0], 1):.4f}")
