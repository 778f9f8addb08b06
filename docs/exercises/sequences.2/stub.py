without = None  # the rows that are never learned from with an overlap of 0, as a list
overlapping = None  # the same with an overlap of 1
