def stacks(seen, depth):
    """The state after each frame: the last `depth` frames of its episode, oldest first.

    seen: pairs (frame, is_first), in the order in which they came; is_first is True for the
        first frame of an episode. What is missing at the start is its first frame, repeated.
    """
    raise NotImplementedError
