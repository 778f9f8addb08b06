# gets: a worn bicycle do
good, worn, far, near = 14.29, 7.86, "repair", "ride"

# gets: Tomorrow counts less
good, worn, far, near = 26.27, 21.27, "repair", "ride"

# gets: Only the next reward
good, worn, far, near = 26.27, 18.64, "repair", "repair"
