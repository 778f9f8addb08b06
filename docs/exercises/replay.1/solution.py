held, slots, by_slot = [6, 7, 8, 9], [2, 3, 0, 1], 9
