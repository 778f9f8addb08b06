def advantage(rewards, value, gamma):
    ...  # with lam = 1: what is the first step's advantage, from the rewards to the end and v(s_0)?
