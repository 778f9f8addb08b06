# gets: goal, too
def update(q, state, action, reward, after, terminated, truncated):
    target = reward + max(q[after])
    q[state][action] += 0.5 * (target - q[state][action])

# gets: teaches something, too
def update(q, state, action, reward, after, terminated, truncated):
    if truncated:
        return
    target = reward if terminated else reward + max(q[after])
    q[state][action] += 0.5 * (target - q[state][action])

# gets: very step
def update(q, state, action, reward, after, terminated, truncated):
    done = terminated and not truncated
    target = reward if done else reward + max(q[after])
    q[state][action] += 0.5 * (target - q[state][action])
