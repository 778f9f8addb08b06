def q_loss_bound(error, gamma):
    return 2.0 * error / (1.0 - gamma)
