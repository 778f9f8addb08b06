from policywerk.building_blocks.exploration import epsilon_greedy
from policywerk.primitives.random import stream
from policywerk.world.cliff import Cliff

def remember(world, act, n):
    """n steps for a replay memory: (state, action, reward, next state, terminated)."""
    kept = []
    state, _ = world.reset(seed=0)
    for _ in range(n):
        action = act(state)
        after, reward, terminated, truncated, _ = world.step(action)
        done = terminated or truncated
        if done:
            after, _ = world.reset()
        kept.append((state, action, reward, after, done))
        state = after
    return kept

world, rng = Cliff(time_limit=14), stream(1, "exploration")
way = [[0.0, 1.0, 0.0, 0.0]] * 48  # up, right, down, left: along the edge
way[36], way[35] = [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]
kept = remember(world, lambda state: epsilon_greedy(rng, way[state], 0.1), 2000)
goals = sum(after == world.goal_state for _, _, _, after, _ in kept)
ends = sum(ended for *_, ended in kept)
print(f"{ends} steps are stored as the end of the task, {goals} lead to the goal")
