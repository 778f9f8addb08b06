# gets: shows the end of the first one
def stacks(seen, depth):
    state, found = [], []
    for frame, _ in seen:
        state = (state or [frame] * depth)[1:] + [frame]
        found.append(state)
    return found

# gets: one list that they share
def stacks(seen, depth):
    state, found = [], []
    for frame, is_first in seen:
        if is_first:
            state[:] = [frame] * depth
        else:
            state.append(frame)
            del state[0]
        found.append(state)
    return found

# gets: as many frames at the start
def stacks(seen, depth):
    state, found = [], []
    for frame, is_first in seen:
        state = [frame] if is_first else (state + [frame])[-depth:]
        found.append(state)
    return found

# gets: The oldest frame comes first
def stacks(seen, depth):
    state, found = [], []
    for frame, is_first in seen:
        state = [frame] * depth if is_first else [frame] + state[:-1]
        found.append(state)
    return found

# gets: is back
def stacks(seen, depth):
    found, frames = [], [frame for frame, _ in seen]
    for n, (frame, is_first) in enumerate(seen):
        before = [frames[max(0, k)] for k in range(n - depth + 1, n + 1)]
        found.append([frame] * depth if is_first else before)
    return found

# gets: where frames are missing
def stacks(seen, depth):
    state, found = [], []
    for frame, is_first in seen:
        state = [None] * (depth - 1) + [frame] if is_first else [*state[1:], frame]
        found.append(state)
    return found

# gets: where frames are missing
def stacks(seen, depth):
    state, found = [], []
    for frame, is_first in seen:
        state = [0] * (depth - 1) + [frame] if is_first else [*state[1:], frame]
        found.append(state)
    return found
