from policywerk.building_blocks.grad import add, constant, stop_gradient, subtract

def straight_through(p, outcomes):
    """onehot + p - sg(p): one-hot rows of the outcomes, with the slopes of the node p."""
    raise NotImplementedError
