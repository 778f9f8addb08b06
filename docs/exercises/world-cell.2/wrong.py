# gets: overwritten
left = 0.27
steps = 1
halved = 2

# gets: has a bias
left = 0.5
steps = 2
halved = 2

# gets: goes from less
left = 0.73
steps = 2
halved = 2

# gets: Exactly half
left = 0.73
steps = 3
halved = 1
