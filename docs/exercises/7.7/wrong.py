def weights_of(last):
    return [0.0 if end else 1.0 for end in last[:-1]]

def mixed(rewards, terminal, last, dreamt, gamma, lam, cuts=True):
    returns, following = [], 0.0
    for t in range(len(rewards) - 1, 0, -1):
        share = lam if returns and not (cuts and last[t]) else 0.0
        rest = (1.0 - share) * dreamt[t] + share * following
        following = rewards[t] + (0.0 if terminal[t] else gamma) * rest
        returns.append(following)
    return returns[::-1]

# gets: Its reward is not for row 1
def lived_returns(rewards, terminal, last, dreamt, gamma, lam):  # runs across the cut
    return mixed(rewards, terminal, last, dreamt, gamma, lam, cuts=False), weights_of(last)

# gets: what stands for it
def lived_returns(rewards, terminal, last, dreamt, gamma, lam):  # takes the clock for the end
    return mixed(rewards, last, last, dreamt, gamma, lam), weights_of(last)

# gets: What follows row 0 stands in row 1
def lived_returns(rewards, terminal, last, dreamt, gamma, lam):  # the reward of its own row
    shifted = [0.0, *rewards[:-1]]
    return mixed(shifted, terminal, last, dreamt, gamma, lam), weights_of(last)

# gets: learn from that
def lived_returns(rewards, terminal, last, dreamt, gamma, lam):  # counts all rows
    return mixed(rewards, terminal, last, dreamt, gamma, lam), [1.0] * (len(rewards) - 1)

# gets: no dream but the last
def lived_returns(rewards, terminal, last, dreamt, gamma, lam):  # lam = 1
    return mixed(rewards, terminal, last, dreamt, gamma, 1.0), weights_of(last)

# gets: The dream gets the rest
def lived_returns(rewards, terminal, last, dreamt, gamma, lam):  # lam for 1 - lam
    return mixed(rewards, terminal, last, dreamt, gamma, 1.0 - lam), weights_of(last)

# gets: changed places
def lived_returns(rewards, terminal, last, dreamt, gamma, lam):  # gamma for lam, lam for gamma
    return mixed(rewards, terminal, last, dreamt, lam, gamma), weights_of(last)
