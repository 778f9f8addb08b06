# gets: expected
def advantage(rewards, value, gamma):
    earned = 0.0
    for reward in reversed(rewards):
        earned = reward + gamma * earned
    return earned

# gets: third
def advantage(rewards, value, gamma):
    return rewards[0] + gamma * sum(rewards[1:]) - value
