from policywerk.actors.barto_sutton import AdaptiveCritic, Settings

def predictions(trials):
    critic = AdaptiveCritic(4, Settings())
    for trial in range(trials):
        for box in range(3):
            news = critic.reinforcement(box, 0.0, box + 1)
        news = critic.reinforcement(3, -1.0, 0)  # failed; the next trial begins in box 0
        critic.end()
    return critic.predictions

print([f"{prediction:.3f}" for prediction in predictions(2000)])
