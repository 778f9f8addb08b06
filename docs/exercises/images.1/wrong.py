# gets: There is a third below
three, single, mnih = 7, 7, 36

# gets: The windows overlap
three, single, mnih = 9, 7, 36

# gets: side by side
three, single, mnih = 27, 7, 36

# gets: with stride 2
three, single, mnih = 15, 15, 36

# gets: How many pixels
three, single, mnih = 15, 7, 8
