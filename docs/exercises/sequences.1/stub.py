from policywerk.building_blocks.acting import Step
from policywerk.building_blocks.replay_buffer import ReplayBuffer

def remember(positions):
    """A buffer with a step for each position; the agent sees the last three of them."""
    buffer, seen = ReplayBuffer(10), [0, 0, 0]
    for position in positions:
        before = seen
        seen.pop(0)
        seen.append(position)
        buffer.add(Step(before, 0, 1.0, seen, False, False))
    return buffer

buffer = remember([1, 2, 3])
for number in range(3):
    print(buffer.get(number).observation, buffer.get(number).next_observation)
