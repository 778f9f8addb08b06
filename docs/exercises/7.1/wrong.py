# gets: two targets
returned, divisor, reward, lived, changed = 0.0, 1.0, 4.11, 4.11, "none"

# gets: not sure of it
returned, divisor, reward, lived, changed = 0.0, 1.0, 0.0, 8.22, "none"

# gets: Nothing is divided by 0
returned, divisor, reward, lived, changed = 0.0, 0.0, 4.11, 8.22, "none"

# gets: Every part gets slopes
returned, divisor, reward, lived, changed = 0.0, 1.0, 4.11, 8.22, "all"

# gets: This agent has 61
returned, divisor, reward, lived, changed = 0.0, 1.0, 5.54, 11.08, "none"
