# gets: grows with the square
def restlessness(alpha):
    return alpha

# gets: brings in
def restlessness(alpha):
    return alpha * alpha

# gets: nearly right
def restlessness(alpha):  # half of the step, nearly right for small ones
    return alpha / 2.0 if alpha < 1.0 else 1.0
