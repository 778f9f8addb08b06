terminated = None  # the two full returns if the second step terminated, as in [1.0, 2.0]
truncated = None  # the two full returns if it was truncated
errors = None  # the two TD errors if it was truncated
same = None  # "first", "second", "both" or "neither": whose TD error is the same in both cases
