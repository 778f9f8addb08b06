def clipped(logits, steps, clip_range):
    """The clipped objective of a softmax policy, and its slopes; without a tape.

    logits: of the policy now, in the one state that there is.
    steps: triples (action, the probability with which it was drawn, advantage).
    Returns: the mean over the steps, and a list with its slope with each logit.
    """
    raise NotImplementedError
