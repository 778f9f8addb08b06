from math import log

def half(decay):
    return log(0.5) / log(decay)

# gets: bad news
def change(stayed, gone, decay):
    return 1000.0 * decay ** gone * (1.0 - decay ** stayed)

# gets: have faded meanwhile
def change(stayed, gone, decay):
    return -1000.0 * stayed * (1.0 - decay) * decay ** gone

# gets: 1 less the decay
def change(stayed, gone, decay):
    return -1000.0 * sum(decay ** (gone + i) for i in range(stayed))

# gets: a mark's sizes
def change(stayed, gone, decay):
    return -1000.0 * decay ** gone * (1.0 - decay ** stayed)

def half(decay):
    return 1.0 / (1.0 - decay) if decay != 0.5 else 1.0
