def rows(observations, actions, rewards, no_action):
    """One row for each observation: itself, the reward that came with it, the action after it."""
    return list(zip(observations, rewards, actions))

for row in rows(["entrance", "fork", "left end"], ["go", "left"], [0.0, 5.0], "none"):
    print(row)
