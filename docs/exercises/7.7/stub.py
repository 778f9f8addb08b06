def lived_returns(rewards, terminal, last, dreamt, gamma, lam):
    """What the critic should say of lived states, and how much each of them counts.

    rewards[t], terminal[t], last[t]: of row t of one window. The reward came with the row. last
    is true at both ways to end, terminal only where the task itself ended.
    dreamt[t]: the return of a dream that began in row t.
    Returns: two lists, for all rows but the last of the window.
    """
    raise NotImplementedError
