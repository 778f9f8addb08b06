lengths = [4, 4, 2]
over = 2
begins = 2
again = [2]
third = 0
