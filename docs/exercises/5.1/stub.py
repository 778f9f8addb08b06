start = None  # two frames: the first state of an episode
later = None  # two frames: row 3, column 1, then row 4, column 0
new_ball = None  # two frames: one ball in row 6, then another in row 0
inside = None  # one frame: row 4, column 3
at_wall = None  # one frame: row 4, column 0
