from policywerk.building_blocks.grad import elementwise
from policywerk.primitives.scalar import cos, sin

# gets: With which sign
def sine(a):
    values = [[sin(x) for x in row] for row in a.values]
    return elementwise(a, values, lambda: [[-cos(x) for x in row] for row in a.values])

# gets: Which function keeps a copy
def sine(a):
    values = [[sin(x) for x in row] for row in a.values]
    return elementwise(a, values, lambda: [[cos(x) for x in row] for row in a.values])

# gets: how fast does the sine rise
def sine(a):
    values = [[sin(x) for x in row] for row in a.values]
    return elementwise(a, values, lambda: values)
