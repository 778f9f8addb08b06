from policywerk.building_blocks.grad import add, constant, exp, multiply

# gets: logarithm
def draw(mean, log_sd, z):
    return add(mean, multiply(log_sd, constant(z)))

# gets: does not reach
def draw(mean, log_sd, z):
    return add(mean, constant(multiply(exp(log_sd), constant(z)).values))

# gets: that is the variance
def draw(mean, log_sd, z):
    sd = exp(log_sd)
    return add(mean, multiply(multiply(sd, sd), constant(z)))

# gets: not of the variance
def draw(mean, log_sd, z):
    half = constant([[0.5] * len(row) for row in log_sd.values])
    return add(mean, multiply(exp(multiply(half, log_sd)), constant(z)))
