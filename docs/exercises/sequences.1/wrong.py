from policywerk.building_blocks.acting import Step
from policywerk.building_blocks.replay_buffer import ReplayBuffer

# gets: kept too
def remember(positions):
    buffer, seen = ReplayBuffer(10), [0, 0, 0]
    for position in positions:
        before = list(seen)
        seen.pop(0)
        seen.append(position)
        buffer.add(Step(before, 0, 1.0, seen, False, False))
    return buffer

# gets: too late
def remember(positions):
    buffer, seen = ReplayBuffer(10), [0, 0, 0]
    for position in positions:
        seen.pop(0)
        before = list(seen)
        seen.append(position)
        buffer.add(Step(before, 0, 1.0, list(seen), False, False))
    return buffer

# gets: the same list still
def remember(positions):
    buffer, seen = ReplayBuffer(10), [0, 0, 0]
    for position in positions:
        before = seen
        seen.pop(0)
        seen.append(position)
        buffer.add(Step(before, 0, 1.0, list(seen), False, False))
    return buffer
