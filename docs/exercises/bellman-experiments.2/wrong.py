from policywerk.primitives.random import categorical

# gets: nothing is discounted
def walk(world, policy, gamma, rng):
    state, _ = world.reset()
    earned, over = 0.0, False
    while not over:
        action = categorical(rng, policy[state])
        state, reward, terminated, truncated, _ = world.step(action)
        earned += reward
        over = terminated or truncated
    return earned

# gets: three are not
def walk(world, policy, gamma, rng):  # the first reward only is put right
    state, _ = world.reset()
    earned, discount, over = 0.0, 1.0, False
    while not over:
        action = categorical(rng, policy[state])
        state, reward, terminated, truncated, _ = world.step(action)
        earned += discount * reward
        discount = gamma
        over = terminated or truncated
    return earned

# gets: How much of it
def walk(world, policy, gamma, rng):
    state, _ = world.reset()
    earned, discount, over = 0.0, 1.0, False
    while not over:
        action = categorical(rng, policy[state])
        state, reward, terminated, truncated, _ = world.step(action)
        over = terminated or truncated
        if not over:
            earned += discount * reward
        discount *= gamma
    return earned
