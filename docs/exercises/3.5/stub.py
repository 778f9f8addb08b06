answer = None  # "0.5", "0.22", "between" or "less"
