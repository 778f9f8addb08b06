start = 3
later = 1
new_ball = 3
inside = 3
at_wall = 2
