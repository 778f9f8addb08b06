def reinforce(policy, episode, alpha):
    """The rows of logits after one nudge by a whole episode, undiscounted, without a baseline.

    policy: a row of logits a state. episode: a list of (state, action, reward).
    """
    raise NotImplementedError
