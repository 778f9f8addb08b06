without = [0, 5, 10, 15, 20]
overlapping = [0]
