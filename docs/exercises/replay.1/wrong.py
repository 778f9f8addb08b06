# gets: Which number has the last
held, slots, by_slot = [7, 8, 9, 10], [3, 0, 1, 2], 9

# gets: Nothing is shifted
held, slots, by_slot = [6, 7, 8, 9], [0, 1, 2, 3], 9

# gets: stood there once
held, slots, by_slot = [6, 7, 8, 9], [2, 3, 0, 1], 5

# gets: the rest when its number
held, slots, by_slot = [9, 8, 7, 6], [2, 3, 0, 1], 9

# gets: one for each item of `held`
held, slots, by_slot = [6, 7, 8, 9], [2, 3], 9

# gets: one for each item of `held`
held, slots, by_slot = [6, 7, 8, 9], {6: 2, 7: 3, 8: 0, 9: 1}, 9

# gets: stood there once
held, slots, by_slot = [8, 9, 6, 7], [0, 1, 2, 3], 5
