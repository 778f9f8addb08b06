from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome

def lamp(burns):
    """The table of the lamp; burns: how likely a bulb burns out in an evening.

    States: 0, a bulb and a spare one; 1, a bulb and no spare; 2, no bulb.
    Actions: 0, off; 1, on.
    """
    raise NotImplementedError

environment = TabularEnvironment(lamp(0.2), start=[1.0, 0.0, 0.0])
evenings, houses = 4000, 0
state, info = environment.reset(seed=2)
for _ in range(evenings):
    state, reward, terminated, truncated, info = environment.step(1)
    if terminated:
        houses += 1
        state, info = environment.reset()

print(f"{evenings / houses:.2f} evenings a house")
