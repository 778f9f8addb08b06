terminated = [3.0, -2.0]
truncated = [4.5, 1.0]
errors = [4.0, -1.0]
same = "first"
