# gets: last row of the stream
without = [0, 5, 10, 15]
overlapping = [0]

# gets: first row of each
without = [20]
overlapping = [0]

# gets: all but one
without = [0, 5, 10, 15, 20]
overlapping = [0, 4, 8, 12, 16]

# gets: before the first
without = [0, 5, 10, 15, 20]
overlapping = []
