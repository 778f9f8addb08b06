terminated = None  # both full returns if the last step terminated, as in [1.0, 2.0]
truncated = None  # the two full returns if it was truncated
errors = None  # the two TD errors if it was truncated
same = None  # "first", "second", "both", "neither": whose TD error stays the same
