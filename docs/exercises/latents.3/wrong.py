# gets: make no difference
agree = [0.5, 4.0]
differ = [0.3, 1.5]

# gets: still has a slope
agree = [2.0, 4.0]
differ = [0.5, 4.0]

# gets: is one of them
agree = [2.0, 4.0]
differ = [0.5, 0.7]

# gets: more than the free
agree = [0.5, 0.5]
differ = [0.3, 1.5]
