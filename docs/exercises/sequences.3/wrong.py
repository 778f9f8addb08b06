# gets: how many rows
def rows(observations, actions, rewards, no_action):
    return list(zip(observations, [0.0] + rewards, actions))

# gets: nobody was paid
def rows(observations, actions, rewards, no_action):
    return list(zip(observations, rewards + [0.0], actions + [no_action]))

# gets: chosen after
def rows(observations, actions, rewards, no_action):
    return list(zip(observations, [0.0] + rewards, [no_action] + actions))

# gets: changes the list
def rows(observations, actions, rewards, no_action):
    rewards.insert(0, 0.0)
    actions.append(no_action)
    return list(zip(observations, rewards, actions))
