from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome

machine = [
    [[Outcome(0.9, 0, 1.0, False), Outcome(0.1, 1, 1.0, True)]],
    [[Outcome(1.0, 1, 0.0, True)]],
]

def lifetimes(environment, machines, seed):
    found = []
    for _ in range(machines):
        state, info = environment.reset(seed=seed)  # so that it can be repeated
        weeks, terminated = 0, False
        while not terminated:
            state, reward, terminated, truncated, info = environment.step(0)
            weeks += 1
        found.append(weeks)
    return found

environment = TabularEnvironment(machine, start=[1.0, 0.0])
print(lifetimes(environment, 20, seed=7))
