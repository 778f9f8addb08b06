# gets: the same twenty numbers again
def lifetimes(environment, machines, seed):  # the seed left out
    found = []
    for _ in range(machines):
        state, info = environment.reset()
        weeks, over = 0, False
        while not over:
            state, reward, terminated, truncated, info = environment.step(0)
            over = terminated or truncated
            weeks += 1
        found.append(weeks)
    return found

# gets: no episode is under way
def lifetimes(environment, machines, seed):  # the first fault alone
    found = []
    environment.reset(seed=seed)
    for _ in range(machines):
        weeks, terminated = 0, False
        while not terminated:
            state, reward, terminated, truncated, info = environment.step(0)
            weeks += 1
        found.append(weeks)
        environment.reset()
    return found

# gets: share nineteen machines
def lifetimes(environment, machines, seed):  # a seed for each machine
    found = []
    for number in range(machines):
        state, info = environment.reset(seed=seed + number)
        weeks, over = 0, False
        while not over:
            state, reward, terminated, truncated, info = environment.step(0)
            over = terminated or truncated
            weeks += 1
        found.append(weeks)
    return found
