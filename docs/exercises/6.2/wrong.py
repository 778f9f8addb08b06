down, mixed, seventeen, averaged = 0.735, 0.9925, 1.08, 2.99

# gets: ratio of one joint. The action
up = 1.05

# gets: a little more
up = 1.3

# gets: what is left
up, down = 1.34, 0.7

# gets: what there was before
up, mixed = 1.34, 1.0

# gets: if growth were added
up, seventeen = 1.34, 1.176

# gets: what the mean says
up, averaged = 1.34, 1.2

# gets: seventeen times as a factor
up, seventeen = 1.34, 1.0

# gets: That is the factor
up, seventeen = 1.34, 1.0108
