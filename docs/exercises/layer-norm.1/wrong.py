from policywerk.primitives.vector import dot, mean

# gets: no variance either
def variance(x):
    middle = mean(x)
    return max(0.0, dot(x, x) / len(x) - middle * middle)

# gets: The sign
def variance(x):
    middle = mean(x)
    return abs(dot(x, x) / len(x) - middle * middle)

# gets: divide by all
def variance(x):
    centred = [each - mean(x) for each in x]
    return dot(centred, centred) / (len(x) - 1)

# gets: no variance either
def variance(x):
    middle = mean(x)
    return dot(x, [each - 2.0 * middle for each in x]) / len(x) + middle * middle
