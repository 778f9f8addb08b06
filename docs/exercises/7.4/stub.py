GAMMA = 1.0 - 1.0 / 33.0

def dreamt_return(rewards, answers, value, gamma):
    """Of one dream. answers: of the head that says whether it goes on after each reward."""
    following = value
    for reward, answer in reversed(list(zip(rewards, answers))):
        following = reward + gamma * answer * following
    return following

def lived_return(rewards, over, value, gamma):
    """Of rows that were lived. over: whether the task ended with each reward."""
    following = value
    for reward, end in reversed(list(zip(rewards, over))):
        following = reward + (0.0 if end else gamma) * following
    return following

value = 0.0  # of the one state that there is; each step pays 1, and nothing ever ends
for update in range(200):
    value = dreamt_return([1.0] * 10, [GAMMA] * 10, value, GAMMA)

print(f"after dreams {value:.2f}")
for update in range(200):
    value = lived_return([1.0] * 10, [False] * 10, value, GAMMA)

print(f"after life   {value:.2f}")
