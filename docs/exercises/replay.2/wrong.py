# gets: for one batch
times, never = 0.032, 0.37

# gets: not the same as
times, never = 32, 0.0

# gets: each miss it
times, never = 32, 0.1
