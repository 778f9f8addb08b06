# gets: what goes into them
first = 0
second = 5
all_zero = 1

# gets: Count the gain
first = 2
second = 4
all_zero = 1

# gets: lets slopes through
first = 2
second = 5
all_zero = 5

# gets: whose weights and biases
first = 2
second = 5
all_zero = 2
