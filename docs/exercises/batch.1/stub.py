from policywerk.actors.td_learner import resting_point, system_of, with_outcome
from policywerk.primitives.vector import mean
from policywerk.world.random_walk import states_of

def error_on(walks, values):
    """Mean squared error of the predictions at every step against the outcomes of the walks."""
    raise NotImplementedError

def error_of(values):
    """Mean squared error of the five values against the true ones, 1/6 to 5/6."""
    raise NotImplementedError

walks = [("DEF", 1.0), ("DCB", 0.0), ("DCDEF", 1.0), ("DEDCB", 0.0), ("DCBCDEF", 1.0)]
batch = [with_outcome(states_of(letters), z) for letters, z in walks]
for lam in (0.0, 0.5, 1.0):
    values = resting_point(system_of(batch, lam), [0.5] * 7)
    past, truth = error_on(walks, values), error_of(values)
    print(f"lambda {lam}: on the walks {past:.4f}, truth {truth:.4f}")
