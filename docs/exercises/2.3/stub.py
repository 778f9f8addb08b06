from policywerk.actors.barto_sutton import AssociativeSearch, NoCritic, Settings
from policywerk.primitives.random import stream
from policywerk.world.balance import BOXES, Balance

def rule():
    """A weight for each of the 36 boxes of balance; above 0 it twists by action 1."""
    raise NotImplementedError

search = AssociativeSearch(BOXES.count, Settings(), NoCritic())
search.weights[:] = rule()
world, rng = Balance(), stream(0, "noise")
state, _ = world.reset(seed=0)
steps, over = 0, False
while not over:
    state, _, terminated, truncated, _ = world.step(search.act(BOXES.index(state), rng))
    steps, over = steps + 1, terminated or truncated

print(steps, terminated, truncated)
