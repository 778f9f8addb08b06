# gets: the same one
answer = [[1.0, 0.0], [0.0, 0.0]]

# gets: the two rows
answer = [[1.0, 1.0], [0.0, 0.0]]

# gets: two lists of two
answer = [1.0, 0.0]
