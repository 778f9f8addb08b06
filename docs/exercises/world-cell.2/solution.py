left = 0.73
steps = 3
halved = 2
