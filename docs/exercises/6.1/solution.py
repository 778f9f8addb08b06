ratio = 1.0
out_of_range = 0.0
objective = 0.0
slope = "not zero"
variants = "the same weights"
