# gets: What can still be earned
terminated, truncated, errors, same = [4.5, 1.0], [4.5, 1.0], [4.0, -1.0], "first"

# gets: one step further
terminated, truncated, errors, same = [3.0, -2.0], [6.0, 4.0], [4.0, -1.0], "first"

# gets: looks one step ahead
terminated, truncated, errors, same = [3.0, -2.0], [4.5, 1.0], [3.5, -1.0], "neither"

# gets: that the end decides on
terminated, truncated, errors, same = [3.0, -2.0], [4.5, 1.0], [4.0, -1.0], "neither"

# gets: the state reached last
terminated, truncated, errors, same = [3.0, -2.0], [3.5, -1.0], [4.0, -1.0], "first"

# gets: in which the step began
terminated, truncated, errors, same = [3.0, -2.0], [4.5, 1.0], [5.0, 1.0], "first"

# gets: is discounted
terminated, truncated, errors, same = [3.0, -2.0], [4.5, 1.0], [5.0, 2.0], "first"
