from policywerk.building_blocks.policies import uniform_policy
from policywerk.primitives.random import categorical, stream
from policywerk.primitives.vector import mean
from policywerk.world.gridworld import GridWorld

def walk(world, policy, gamma, rng):
    state, _ = world.reset()
    earned, discount, over = 0.0, 1.0, False
    while not over:
        action = categorical(rng, policy[state])
        state, reward, terminated, truncated, _ = world.step(action)
        discount *= gamma
        earned += discount * reward
        over = terminated or truncated
    return earned

world = GridWorld(slip=0.2)
start, rng = world.reset(seed=5), stream(5, "actions")
policy = uniform_policy(world.P)
print(f"{mean([walk(world, policy, 0.9, rng) for _ in range(300)]):.4f}")
