# gets: gradient descent
small, large, clipped, bias, warm = 1e-12, 1e6, 0.6, 0.0003, 0.0

# gets: could never move
small, large, clipped, bias, warm = 0.001, 0.001, 0.6, 0.0, 0.0

# gets: length 1
small, large, clipped, bias, warm = 0.001, 0.001, 0.3, 0.0003, 0.0

# gets: the second update
small, large, clipped, bias, warm = 0.001, 0.001, 0.6, 0.0003, 0.00001
