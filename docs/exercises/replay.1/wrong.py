# gets: Which number has the last
held, slots, by_slot = [7, 8, 9, 10], [3, 0, 1, 2], 9

# gets: Nothing is shifted
held, slots, by_slot = [6, 7, 8, 9], [0, 1, 2, 3], 9

# gets: stood there once
held, slots, by_slot = [6, 7, 8, 9], [2, 3, 0, 1], 5
