def q_loss_bound(error, gamma):
    raise NotImplementedError("what may it cost to take the action that q likes best?")
