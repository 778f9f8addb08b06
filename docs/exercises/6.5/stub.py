from policywerk.actors.ppo import normalised
from policywerk.building_blocks.returns import gae, stretch
from policywerk.primitives.vector import add

def prepare(rollout, gamma, lam):
    """For the actor: advantages with mean 0 and deviation 1. For the critic: what it should say."""
    advantages = normalised(gae(rollout, gamma, lam))
    returns = add(advantages, rollout.values)
    return advantages, returns

values = [0.0, 0.0, 0.0]  # a critic that is a table, for a walk of three steps
for iteration in range(100):
    walk = stretch([10.0, 10.0, 10.0], [*values, 0.0], terminated=True, truncated=False)
    _, returns = prepare(walk, gamma=1.0, lam=1.0)
    values = [v + 0.5 * (wanted - v) for v, wanted in zip(values, returns)]

print([f"{v:.1f}" for v in values])
