from policywerk.building_blocks.exploration import epsilon_greedy
from policywerk.primitives.random import stream
from policywerk.world.cliff import Cliff

def update(q, state, action, reward, after, terminated, truncated):
    done = terminated or truncated
    target = reward if done else reward + max(q[after])
    q[state][action] += 0.5 * (target - q[state][action])

world, rng = Cliff(time_limit=14), stream(1, "exploration")
q = [[0.0] * 4 for _ in range(48)]
state, _ = world.reset(seed=1)
for episode in range(1000):
    over = False
    while not over:
        action = epsilon_greedy(rng, q[state], 0.1)
        after, reward, terminated, truncated, _ = world.step(action)
        update(q, state, action, reward, after, terminated, truncated)
        state, over = after, terminated or truncated
    state, _ = world.reset()

print(f"the start is worth {max(q[36]):.2f}")
