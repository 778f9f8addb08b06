from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome

def collect_steps(environment, horizon):
    steps, (state, info) = [], environment.reset(seed=1)
    for _ in range(horizon):
        next_state, reward, terminated, truncated, info = environment.step(0)
        if terminated or truncated:
            next_state, info = environment.reset()
        steps.append((state, reward, next_state, terminated, truncated))
        state = next_state
    return steps

corridor = [[[Outcome(1.0, min(s + 1, 9), 1.0, False)]] for s in range(10)]
environment = TabularEnvironment(corridor, start=[1.0] + [0.0] * 9, time_limit=3)
for step in collect_steps(environment, 4):
    print(step)
