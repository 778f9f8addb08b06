from policywerk.building_blocks.grad import (
    add, constant, multiply, scale, shift, sigmoid, slice_columns, tanh)

# gets: Which gate makes it
def gated(gates, h):
    r, c, u = (slice_columns(gates, i, i + 2) for i in (0, 2, 4))
    u, r = sigmoid(shift(-1.0, u)), sigmoid(shift(2.0, r))
    c = tanh(multiply(r, c))
    return add(multiply(u, c), multiply(shift(1.0, scale(-1.0, u)), multiply(r, h)))

# gets: another one
def gated(gates, h):
    r, c, u = (slice_columns(gates, i, i + 2) for i in (0, 2, 4))
    u = sigmoid(shift(-1.0, u))
    return add(multiply(u, tanh(c)), multiply(shift(1.0, scale(-1.0, u)), h))

# gets: cut from the tape
def gated(gates, h):
    r, c, u = (slice_columns(gates, i, i + 2) for i in (0, 2, 4))
    u, r = sigmoid(shift(-1.0, u)), sigmoid(r)
    c = tanh(multiply(r, c))
    return add(multiply(u, c), multiply(shift(1.0, scale(-1.0, u)), constant(h.values)))
