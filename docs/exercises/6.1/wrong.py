# gets: is the logarithm
ratio, out_of_range, objective, slope, variants = 0, 0, 0, "not zero", "the same weights"

# gets: the mean of the ratios
ratio, out_of_range, objective, slope, variants = 1, 0, 1, "not zero", "the same weights"

# gets: pull one way
ratio, out_of_range, objective, slope, variants = 1, 0, 0, "all zero", "the same weights"

# gets: where it is least
ratio, out_of_range, objective, slope, variants = 1, 0, 0, "not zero", "other weights"

# gets: How many of them
ratio, out_of_range, objective, slope, variants = 1, 0.5, 0, "not zero", "the same weights"
