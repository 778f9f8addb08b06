# gets: Being at the end
lengths, over, begins, again, third = [4, 4, 2], 3, 0, [2], 2

# gets: only after a step that ended
lengths, over, begins, again, third = [4, 4, 2], 2, 0, [2], 2

# gets: Has it more
lengths, over, begins, again, third = [4, 4, 2], 2, 2, [2], 4
