from policywerk.primitives.scalar import _two_sum

def careful_total(v):
    """The sum of v, and at the end what rounding dropped on the way."""
    raise NotImplementedError

print(careful_total([0.1] * 10))
