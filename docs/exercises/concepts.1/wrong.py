# gets: ZeroDivisionError
def discounted_return(rewards, gamma):  # made large again at the end
    earned = 0.0
    for reward in reversed(rewards):
        earned = gamma * (reward + earned)
    return earned / gamma

# gets: once more
def discounted_return(rewards, gamma):
    return sum(reward if k == 0 else gamma * reward for k, reward in enumerate(rewards))
