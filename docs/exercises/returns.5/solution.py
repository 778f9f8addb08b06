def above(errors, gamma, lam):
    found, following = [], 0.0
    for error in reversed(errors):
        following = error + gamma * lam * following
        found.insert(0, following)
    return found
