def advantage(rewards, value, gamma):
    earned = 0.0
    for reward in reversed(rewards):
        earned = reward + gamma * earned
    return earned - value
