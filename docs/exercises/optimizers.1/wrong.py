# gets: Adam divides
large, small, tiny = 100.0, 0.0001, 1e-9

# gets: well above the guard
large, small, tiny = 0.1, 0.0001, 0.05

# gets: not small any more
large, small, tiny = 0.1, 0.1, 0.1
