GAMMA = 1.0 - 1.0 / 33.0

def lived_return(rewards, over, value, gamma):
    following = value
    for reward, end in reversed(list(zip(rewards, over))):
        following = reward + (0.0 if end else gamma) * following
    return following

def dreamt_return(rewards, answers, value, gamma):
    following = value
    for reward, answer in reversed(list(zip(rewards, answers))):
        following = reward + answer * following
    return following

# gets: sure that the dream ends
def dreamt_return(rewards, answers, value, gamma):  # throws away what the head knows
    following = value
    for reward in reversed(rewards):
        following = reward + gamma * following
    return following

# gets: half a chance
def dreamt_return(rewards, answers, value, gamma):  # rounds it to yes or no
    following = value
    for reward, answer in reversed(list(zip(rewards, answers))):
        following = reward + (gamma if answer > 0.5 * gamma + 1e-9 else 0.0) * following
    return following

# gets: has to come from gamma
def lived_return(rewards, over, value, gamma):  # takes gamma out of both
    following = value
    for reward, end in reversed(list(zip(rewards, over))):
        following = reward + (0.0 if end else 1.0) * following
    return following
