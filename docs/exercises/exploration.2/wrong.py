# gets: number of the episode
def epsilons(schedule, lengths):
    return [schedule(episode) for episode, length in enumerate(lengths) for t in range(length)]

# gets: differ in length
def epsilons(schedule, lengths):  # right if all are as long as the first
    return [schedule(episode * lengths[0] + t)
            for episode, length in enumerate(lengths) for t in range(length)]

# gets: The first step of all
def epsilons(schedule, lengths):
    used, steps = [], 0
    for length in lengths:
        for _ in range(length):
            steps += 1
            used.append(schedule(steps))
    return used

# gets: What is t to a schedule
def epsilons(schedule, lengths):  # the symptom: it never goes up again
    used = []
    for length in lengths:
        for t in range(length):
            used.append(min([schedule(t), *used]))
    return used
