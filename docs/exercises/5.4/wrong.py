# gets: nobody looked at its next state
def remember(world, act, n):
    kept = []
    state, _ = world.reset(seed=0)
    for _ in range(n):
        action = act(state)
        after, reward, terminated, truncated, _ = world.step(action)
        if terminated or truncated:
            after, _ = world.reset()
        kept.append((state, action, reward, after, terminated))
        state = after
    return kept

# gets: still stored as the end
def remember(world, act, n):
    kept = []
    state, _ = world.reset(seed=0)
    for _ in range(n):
        action = act(state)
        after, reward, terminated, truncated, _ = world.step(action)
        done = terminated or truncated
        kept.append((state, action, reward, after, done))
        state = world.reset()[0] if done else after
    return kept

# gets: very step
def remember(world, act, n):
    kept = []
    state, _ = world.reset(seed=0)
    for _ in range(n):
        action = act(state)
        after, reward, terminated, truncated, _ = world.step(action)
        kept.append((state, action, reward, after, terminated and not truncated))
        state = world.reset()[0] if terminated or truncated else after
    return kept

# gets: no episode is under way
def remember(world, act, n):
    kept = []
    state, _ = world.reset(seed=0)
    for _ in range(n):
        action = act(state)
        after, reward, terminated, truncated, _ = world.step(action)
        kept.append((state, action, reward, after, terminated))
        state = world.reset()[0] if terminated else after
    return kept

# gets: begins with its own first state
def remember(world, act, n):
    kept = []
    state, _ = world.reset(seed=0)
    for _ in range(n):
        action = act(state)
        after, reward, terminated, truncated, _ = world.step(action)
        if terminated or truncated:
            world.reset()
        kept.append((state, action, reward, after, terminated))
        state = after
    return kept

# gets: worth remembering, too
def remember(world, act, n):
    kept = []
    state, _ = world.reset(seed=0)
    while len(kept) < n:
        action = act(state)
        after, reward, terminated, truncated, _ = world.step(action)
        if not truncated or terminated:
            kept.append((state, action, reward, after, terminated))
        state = world.reset()[0] if terminated or truncated else after
    return kept
