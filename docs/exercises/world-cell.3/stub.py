from policywerk.building_blocks.grad import (
    add, constant, multiply, scale, shift, sigmoid, slice_columns, tanh)
from policywerk.building_blocks.recurrent import gated_update

def gated(gates, h):
    """One step of a state of two numbers, in one block, from the raw numbers of its gates."""
    r, c, u = (slice_columns(gates, i, i + 2) for i in (0, 2, 4))
    u, r = sigmoid(shift(-1.0, u)), sigmoid(r)
    c = tanh(multiply(r, c))
    return add(multiply(u, c), multiply(shift(1.0, scale(-1.0, u)), multiply(r, h)))

gates = constant([[0.3, -0.2, 1.0, -1.5, 0.4, 0.0]])
for state in ([0.0, 0.0], [0.5, -0.8]):
    h = constant([state])
    print("ours", [round(x, 4) for x in gated_update(gates, h, 1).values[0]])
    print("this", [round(x, 4) for x in gated(gates, h).values[0]])
