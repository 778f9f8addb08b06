# gets: does not judge its own choice
def targets(rewards, ended, online, frozen, gamma):
    return [r if over else r + gamma * max(new) for r, over, new in zip(rewards, ended, online)]

# gets: DQN of 2015
def targets(rewards, ended, online, frozen, gamma):
    return [r if over else r + gamma * max(old) for r, over, old in zip(rewards, ended, frozen)]

# gets: They have changed places
def targets(rewards, ended, online, frozen, gamma):
    return [r if over else r + gamma * new[old.index(max(old))]
            for r, over, new, old in zip(rewards, ended, online, frozen)]

# gets: nothing follows
def targets(rewards, ended, online, frozen, gamma):
    return [r + gamma * old[new.index(max(new))]
            for r, new, old in zip(rewards, online, frozen)]

# gets: that is the last
def targets(rewards, ended, online, frozen, gamma):
    found = []
    for r, over, new, old in zip(rewards, ended, online, frozen):
        best = max(range(len(new)), key=lambda a: (new[a], a))
        found.append(r if over else r + gamma * old[best])
    return found

# gets: may be negative
def targets(rewards, ended, online, frozen, gamma):  # begins the search at 0
    found = []
    for r, over, new, old in zip(rewards, ended, online, frozen):
        best, highest = 0, 0.0
        for a, q in enumerate(new):
            if q > highest:
                best, highest = a, q
        found.append(r if over else r + gamma * old[best])
    return found

# gets: What comes a step later
def targets(rewards, ended, online, frozen, gamma):
    return [r if over else r + old[new.index(max(new))]
            for r, over, new, old in zip(rewards, ended, online, frozen)]

# gets: The step itself was paid
def targets(rewards, ended, online, frozen, gamma):
    return [0.0 if over else gamma * old[new.index(max(new))]
            for over, new, old in zip(ended, online, frozen)]

# gets: The reward comes at once
def targets(rewards, ended, online, frozen, gamma):
    return [r if over else gamma * (r + old[new.index(max(new))])
            for r, over, new, old in zip(rewards, ended, online, frozen)]
