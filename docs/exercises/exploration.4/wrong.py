# gets: Does an exploring press take this action
def wait(epsilon, n):
    return 1.0 / epsilon

def regret(epsilon, gaps):
    return epsilon * sum(gaps) / len(gaps)

# gets: Not every exploring press
def wait(epsilon, n):
    return n / epsilon

def regret(epsilon, gaps):  # exploring leaves the best out
    return epsilon * sum(gaps) / (len(gaps) - 1)

# gets: what is lost when each is taken
def wait(epsilon, n):
    return n / epsilon

def regret(epsilon, gaps):
    return epsilon * max(gaps) / 2

# gets: the best one included
def wait(epsilon, n):
    return (n - 1) / epsilon

def regret(epsilon, gaps):
    return epsilon * sum(gaps) / len(gaps)
