# gets: Where does that begin
def collect_steps(environment, horizon):  # the state goes on where the episode ended
    steps, (state, info) = [], environment.reset(seed=1)
    for _ in range(horizon):
        next_state, reward, terminated, truncated, info = environment.step(0)
        steps.append((state, reward, next_state, terminated, truncated))
        if terminated or truncated:
            environment.reset()
        state = next_state
    return steps

# gets: the third step of this corridor
def collect_steps(environment, horizon):  # the last step left in the cell it came from
    steps, (state, info) = [], environment.reset(seed=1)
    for _ in range(horizon):
        next_state, reward, terminated, truncated, info = environment.step(0)
        over = terminated or truncated
        steps.append((state, reward, state if over else next_state, terminated, truncated))
        state = environment.reset()[0] if over else next_state
    return steps

# gets: led there
def collect_steps(environment, horizon):  # only truncated steps mended
    steps, (state, info) = [], environment.reset(seed=1)
    for _ in range(horizon):
        next_state, reward, terminated, truncated, info = environment.step(0)
        reached = next_state
        if terminated or truncated:
            next_state, info = environment.reset()
        steps.append((state, reward, reached if truncated else next_state, terminated, truncated))
        state = next_state
    return steps
