from policywerk.building_blocks.value_functions import optimal_backup, zero_values
from policywerk.world.gridworld import GridWorld

def short_lookahead(outcomes, values, gamma):
    return sum(o.probability * (o.reward + gamma * values[o.next_state]) for o in outcomes)

for slip in (0.0, 0.2):
    world = GridWorld(slip=slip)
    ours = theirs = zero_values(world.P)
    for _ in range(50):
        ours = [optimal_backup(actions, ours, 0.9) for actions in world.P]
        theirs = [max(short_lookahead(outcomes, theirs, 0.9) for outcomes in actions)
                  for actions in world.P]
    print(max(abs(a - b) for a, b in zip(ours, theirs)) < 1e-12)
