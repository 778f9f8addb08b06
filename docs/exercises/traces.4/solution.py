def accumulating(visits, alpha):
    return alpha * visits

def replacing(visits, alpha):
    return alpha

def dutch(visits, alpha):
    left = 1.0
    for _ in range(visits):
        left *= 1.0 - alpha
    return 1.0 - left
