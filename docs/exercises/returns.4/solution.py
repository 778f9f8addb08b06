def values(gamma):
    first = (1.0 + gamma * 2.0 + gamma * gamma * 3.0) / (1.0 - gamma * gamma * gamma)
    third = 3.0 + gamma * first
    return [first, 2.0 + gamma * third, third]

surprise = 0.0
n_steps = values(0.5)[0]
