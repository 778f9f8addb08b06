# gets: within
each = [0.5, 0.0067]
norm = [0.5, 0.0067]

# gets: direction
each = [0.5, 0.4]
norm = [0.5, 0.4]
