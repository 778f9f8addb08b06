# gets: spread over two calls
written, three, ten = [4, 4, 4], 4.0, 4.0

# gets: that is not over is not written
written, three, ten = [3, 3, 3], 2.0, 3.6

# gets: What does the log say
written, three, ten = [1, 2, 3], 4.0, 3.6

# gets: is split between two calls
written, three, ten = [1, 2, 3], 2.0, 4.0

# gets: so it is not written
written, three, ten = [1, 2, 3], 2.0, 10.0 / 3.0
