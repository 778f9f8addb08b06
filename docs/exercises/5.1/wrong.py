# gets: are they two different ones
start, later, new_ball, inside, at_wall = 1, 1, 1, 3, 3

# gets: will turn it round
start, later, new_ball, inside, at_wall = 3, 2, 3, 3, 2

# gets: two different balls
start, later, new_ball, inside, at_wall = 3, 1, 1, 3, 2

# gets: comes from the column on its left
start, later, new_ball, inside, at_wall = 3, 1, 3, 3, 3
