from policywerk.building_blocks.grad import add, constant, exp, multiply

def draw(mean, log_sd, z):
    """mean + sd z, entry by entry, as a node; mean and log_sd are nodes, z is a list of rows."""
    raise NotImplementedError
