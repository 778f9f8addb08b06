one_mean = None  # one running mean of the distance, beside our S: "less", "the same" or "more"
max_inside = None  # the running mean of max(1, distance), beside our S: "less", "the same" or "more"
