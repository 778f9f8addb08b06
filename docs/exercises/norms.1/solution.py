first = 2
second = 5
all_zero = 1
