# gets: from 1 to 0
line, curve = 500, 391

# gets: Do they half way
line, curve = 550, 550

# gets: the curve is bent
line, curve = 550, 316
