from policywerk.primitives.scalar import tanh

# gets: beside the right
def slopes(w, b, x=2.0, target=1.0):  # right where y > 0
    y = tanh(w * x + b)
    slope_z = (y - target) * (1.0 - y * abs(y))
    return slope_z * x, slope_z

# gets: other slopes
def slopes(w, b, x=2.0, target=1.0):  # the slope of another curve
    y = tanh(w * x + b)
    slope_z = (y - target) * (1.0 - y) * (1.0 + y) * (1.0 - y)
    return slope_z * x, slope_z

# gets: other inputs and targets
def slopes(w, b, x=2.0, target=1.0):  # the input written into it
    y = tanh(w * x + b)
    slope_z = (y - target) * (1.0 - y * y)
    return slope_z * 2.0, slope_z
