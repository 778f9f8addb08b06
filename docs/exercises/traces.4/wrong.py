# gets: How far does it move
def accumulating(visits, alpha):
    return visits

def replacing(visits, alpha):
    return 1.0

def dutch(visits, alpha):
    return (1.0 - (1.0 - alpha) ** visits) / alpha

# gets: leads to itself nine times
def accumulating(visits, alpha):
    return alpha * (visits - 1)

def replacing(visits, alpha):
    return alpha

def dutch(visits, alpha):
    return 1.0 - (1.0 - alpha) ** (visits - 1)

# gets: a half left over
def accumulating(visits, alpha):
    return alpha * visits

def replacing(visits, alpha):
    return alpha

def dutch(visits, alpha):
    return 1.0 - 0.5 ** visits
