# gets: was for values of states
def q_loss_bound(error, gamma):
    return 2.0 * gamma * error / (1.0 - gamma)

# gets: Both of the two values
def q_loss_bound(error, gamma):
    return error / (1.0 - gamma)

# gets: goes on for ever
def q_loss_bound(error, gamma):
    return 2.0 * error
