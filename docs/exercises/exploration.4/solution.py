def wait(epsilon, n):
    return n / epsilon

def regret(epsilon, gaps):
    return epsilon * sum(gaps) / len(gaps)
