def discounted_return(rewards, gamma):
    earned = 0.0
    for reward in reversed(rewards):
        earned = gamma * (reward + earned)
    return earned

late = [0.0, 0.0, 0.0, 0.0, 0.0, 2.0]
for gamma in (0.85, 0.9):
    prefers_late = discounted_return(late, gamma) > discounted_return([1.0], gamma)
    print(f"gamma {gamma}: prefers late: {prefers_late}")
