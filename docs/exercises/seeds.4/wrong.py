# gets: of the variance of the mean
more, times, spread = "shorter", 0.25, "the same"

# gets: Do single runs scatter
more, times, spread = "shorter", 0.5, "smaller"

# gets: partly cancel
more, times, spread = "shorter", 0.7, "the same"
