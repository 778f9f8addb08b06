from policywerk.actors.barto_sutton import AdaptiveCritic, Settings

# gets: one before it is not
def predictions(trials):  # no prediction below -1 is ever shown
    critic = AdaptiveCritic(4, Settings())
    for trial in range(trials):
        for box in range(3):
            news = critic.reinforcement(box, 0.0, box + 1)
        news = critic.reinforcement(3, -1.0, 0)
        critic.end()
    return [max(prediction, -1.0) for prediction in critic.predictions]

# gets: What comes after it
def predictions(trials):
    critic = AdaptiveCritic(4, Settings())
    for trial in range(trials):
        for box in range(3):
            news = critic.reinforcement(box, 0.0, box + 1)
        news = critic.reinforcement(3, -1.0, 3)
        critic.end()
    return critic.predictions

# gets: the only news is the failure
def predictions(trials):  # the failure is not told at all
    critic = AdaptiveCritic(4, Settings())
    for trial in range(trials):
        for box in range(3):
            news = critic.reinforcement(box, 0.0, box + 1)
        critic.end()
    return critic.predictions
