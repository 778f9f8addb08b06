one_mean = "the same"
max_inside = "more"
