from policywerk.building_blocks.grad import add, constant, exp, multiply

# gets: logarithm
def draw(mean, log_sd, z):
    return add(mean, multiply(log_sd, constant(z)))

# gets: does not reach
def draw(mean, log_sd, z):
    return add(mean, constant(multiply(exp(log_sd), constant(z)).values))
